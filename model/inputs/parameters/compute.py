"""How chips are used, and how young stacks learn."""

from model.inputs.parameter import Section, parameter, share


class Use(Section):
    """How chips are used."""

    idle_power_share: float = share(0.25, "power of an idle chip over a busy one")
    system_power_factor: float = parameter(
        1.45,
        "server power over chip power",
        "factor",
        1,
        4,
        source="DGX H100: 10.2 kW for eight chips of 0.7 kW; a little less elsewhere",
    )
    model_flop_utilisation: float = share(
        0.38, "useful share of peak compute in training", source="Epoch AI notes on training runs; assumption"
    )


class Learning(Section):
    """How the fitness of young stacks grows with deployed chips."""

    training_gap_closed: float = parameter(
        0.004,
        "part of a young stack's training gap closed a month per tenfold of deployed chips above first_units",
        "per month",
        0,
        1,
    )
    first_units: float = parameter(100.0, "deployed chips from which a stack learns", "chips", 1)
    most_gap_closed: float = share(0.5, "largest part of a gap closed in a month")
    inference_gap_closed: float = parameter(0.006, "the same for inference", "per month", 0, 1)
