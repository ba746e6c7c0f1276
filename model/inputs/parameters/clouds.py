"""How clouds and other large buyers behave."""

from model.inputs.parameter import LEE, Section, parameter, share


class CloudRules(Section):
    """Clouds and other large buyers."""

    smoothing: float = share(0.3, "weight of the newest month in expectations")
    crowded_wait_months: float = parameter(
        8.0, "waiting for a rented chip per unit of use above 85 %", "months", 0, 120
    )
    target_utilisation: float = share(0.82, "use of capacity that is planned for")
    rental_floor: float = share(0.3, "part of capacity that own use leaves to tenants")
    growth_half_life_months: float = parameter(
        22.3,
        "months in which the growth of own need at the start falls half way to its lasting rate",
        "months",
        1,
        240,
    )
    first_party_growth: float = parameter(
        0.064,
        "lasting growth of own need without a boom",
        "per month",
        -0.5,
        0.5,
        source="installed A100-equivalents of the large clouds grew by 5 to 9 % a month in 2022 "
        "(Epoch AI ai-chip-counts)",
    )
    price_elasticity: float = parameter(1.31, "how orders follow compute per cost across chips", "1", 0, 20)
    obsolescence: float = parameter(
        0.00738, "fall of a chip's worth to a buyer per month since its launch", "1/month", 0, 0.2
    )
    stack_inertia: float = parameter(
        0.9,
        "how a chip's score follows the share of its stack in the buyer's installed compute",
        "1",
        0,
        5,
        source="code is written for what is installed (CUDA's lock-in); value: assumption",
    )
    least_stack_share: float = share(0.05, "share that a stack without installed chips counts as")
    supply_hedge: float = parameter(
        4.4, "log preference for chips made at home while others are barred there", "log", 0, 6
    )
    wait_discount: float = parameter(0.215, "fall of a chip's score per month of waiting", "1/month", 0, 5)
    budget_speed: float = parameter(
        0.131, "growth of the AI budget per log of wanted over affordable spending", "per month", 0, 1
    )
    budget_patience: float = parameter(
        0.8,
        "log of wanted over affordable spending that a board accepts without a larger budget",
        "log",
        -2,
        5,
    )
    budget_max_growth: float = parameter(0.12, "largest growth of the AI budget", "per month", 0, 1)
    budget_max_fall: float = parameter(0.04, "largest fall of the AI budget", "per month", 0, 1)
    rivalry: float = parameter(0.25, "how a budget follows the growth of rivals' budgets", "1", 0, 1)
    cash_months: float = parameter(
        6.0, "cash up to which parents and lenders top a cloud up, in AI budgets", "months", 0, 120
    )
    largest_draw_months: float = parameter(4.0, "largest top-up of a month, in AI budgets", "months", 0, 120)
    capex_growth: float = parameter(
        0.012,
        "growth of all capital spending of large clouds",
        "per month",
        -0.5,
        0.5,
        source="about 15 % a year, company reports to 2022; assumption",
    )
    small_budget_cap: float = parameter(
        60.0, "AI budget of a small cloud over that of the start, at most", "factor", 1, 10_000
    )
    max_capex_share: float = share(0.6, "largest part of all capital spending that goes to AI chips")
    max_inflation: float = parameter(
        3.11, "largest multiple of need that is ordered under rationing", "1", 1, 30, source=LEE
    )
    cancel_share: float = share(
        0.4, "part of phantom orders cancelled a month", source="form: Armony and Plambeck 2005; assumption"
    )
    reprice_chance: float = share(
        0.03,
        "chance a month that a large cloud looks at its rents",
        source="AWS's A100 list did not move in 17 months of boom (Epoch AI, Hardware prices)",
    )
    reprice_band: float = share(0.15, "gap to target use that a large cloud tolerates")
    reprice_step: float = parameter(0.10, "log change when a large cloud reprices", "log", 0, 1)
    small_speed: float = parameter(
        0.47, "log change of a small cloud's rent per unit of use off target", "log/month", 0, 5
    )
    hosting_usd_per_chip_month: float = parameter(
        120.0, "data-centre capacity and operation of a chip, without power", "USD/chip/month", 0
    )
    entry_rent_exponent: float = parameter(
        0.85, "how the rent of a new chip follows its compute over A100", "1", 0, 3
    )
    own_chip_rent: float = parameter(
        0.8, "rent of own chips over that of bought ones of equal compute", "factor", 0, 3
    )
    reserved_share: float = share(0.4, "part of free capacity let under one-year terms")
    reserved_months: int = parameter(
        12, "length of reserved terms", "months", 1, 60, source="one-year terms of AWS p4d (Epoch AI)"
    )
    planning_months: float = parameter(3.0, "months ahead that needs are planned for", "months", 0, 24)
    scrap_rate: float = parameter(0.008, "part of chips retired a month", "per month", 0, 1)
    retaliation: float = parameter(
        2.5, "how preference for own chips follows the part of tenants lost to a vendor's cloud", "1", 0, 20
    )
    host_capacity_share: float = share(
        0.25, "largest part of a host's capacity that a vendor's cloud may take"
    )
    barred_wait_months: float = parameter(
        8.0, "wait that a chip counts with which may not be delivered", "months", 0, 60
    )
    spot_share: float = share(0.4, "largest part of a month's spending that goes to the spot market")
