"""How those who make chips behave: foundries, vendors, in-house programmes."""

from model.inputs.catalogue_entries import LONGEST_CYCLE_MONTHS
from model.inputs.parameter import LEE, Section, parameter, share

GARDNER = "form: Gardner and McKenzie 1985, Taylor 2003 (damped trend); value: assumption"
NORTON = (
    "form: Norton and Bass 1987; value: H100 made 0.2 to 0.7 of the compute of Nvidia's A100, A800, H100 and "
    "H800 in its first six months (Epoch AI, ai-chip-counts, 2022 Q3 to 2023 Q1)"
)


class FoundryRules(Section):
    """Foundries."""

    ramp_per_month: float = parameter(
        1.3, "largest month's starts of a family of chips over the largest before", "factor", 1, 10
    )
    ramp_floor_wafers: float = parameter(
        60.0, "starts per month that every new family of chips gets", "wafers", 0
    )
    loyalty_weight: float = parameter(1.0, "how much tie strength counts when capacity is short", "1", 0, 10)
    node_lead_months: int = parameter(
        15,
        "months from a commitment of wafers to their capacity",
        "months",
        1,
        LONGEST_CYCLE_MONTHS,
        source="12 to 20 months to equip a line; assumption",
    )
    packaging_lead_months: int = parameter(
        10,
        "months from a commitment of packaging to its capacity",
        "months",
        1,
        LONGEST_CYCLE_MONTHS,
        source="6 to 15 months; assumption",
    )
    most_growth: float = parameter(
        0.05,
        "largest part of its capacity that a foundry begins to build in a month",
        "per month",
        0,
        1,
        source="0.03 to 0.1; assumption",
    )
    unused_fee: float = parameter(
        0.3,
        "part of the price that is paid for what was committed and is not used",
        "share",
        0,
        1,
        source="form: Barnes-Schuster, Bassok and Anupindi 2002; value, between 0.1 and 0.6: assumption",
    )
    worth_smoothing: float = share(
        1 / 12, "weight of the newest month in what makers think a wafer earns: a year decides"
    )
    mix_inertia: float = parameter(
        0.02,
        "how much less than another a chip that is being made may earn and stay preferred",
        "share",
        0,
        1,
    )
    untied_weight: float = parameter(
        0.1, "what counts beside tie strength when capacity is short: strangers get something", "1", 0, 10
    )


class VendorRules(Section):
    """Chip vendors."""

    smoothing: float = share(
        0.1, "weight of the newest month in level and error of a family's demand", source=GARDNER
    )
    trend_smoothing: float = share(
        0.066, "weight of the newest month in the growth of a family's demand", source=GARDNER
    )
    trend_persistence: float = parameter(
        0.9, "part of that growth that is left a month later", "share", 0, 0.99, source=GARDNER
    )
    order_gain: float = share(
        0.117,
        "part of the gap to the wanted stock and line that is ordered a month",
        source="form: Disney and Towill 2003 (proportional order-up-to); value: below 0.24, above which a "
        "loop of six months diverges when late wafers are not counted (Levin and May 1976)",
    )
    firm_months: float = parameter(
        2.0,
        "open orders beyond so many months of demand are built for at once",
        "months",
        0,
        60,
        source="assumption: what has waited so long is no chance of a month",
    )
    caution: float = share(
        0.0663,
        "part of the newsvendor's safety stock that is not bought for fear of a glut",
        source="Nvidia's charge of 1.3 bn USD on inventory, report of July 2022; value: assumption",
    )
    salvage_share: float = share(0.5, "part of its cost that an unsold chip brings back")
    believed_inflation: float = parameter(
        0.103,
        "power of one over the part filled by which orders are believed inflated",
        "1",
        0,
        2,
        source=LEE,
    )
    innovation: float = parameter(
        0.231,
        "part of a family's demand that a new generation takes a month by itself",
        "per month",
        0.001,
        1,
        source=NORTON,
    )
    imitation: float = parameter(
        0.0791, "how much faster that goes by those who have changed", "per month", 0, 2, source=NORTON
    )
    generation_learning: float = parameter(
        2.73,
        "log odds by which a generation's advance is corrected, per part of orders that was not expected",
        "1",
        0,
        4,
    )
    last_share: float = share(
        0.05, "part of its family's demand under which a succeeded chip gets its last wafers"
    )
    review_months: int = parameter(3, "months between reviews of list prices", "months", 1, 60)
    fair_price_drift: float = share(
        0.03,
        "part of the gap to the list price by which the price that customers think fair moves a month",
        source="form: Kahneman, Knetsch and Thaler 1986; value, between 0.01 and 0.08: assumption",
    )
    resentment: float = parameter(
        0.05,
        "part of its ties that a vendor loses a month per log of its list prices over what is thought fair",
        "1/log",
        0,
        1,
        source="form: Okun 1981; value, between 0 and 0.2: assumption",
    )
    clearance_months: float = parameter(
        3.0, "stock left by orders above which its price is cut at reviews", "months of sales", 0, 120
    )
    clearance_cut: float = parameter(0.15, "log by which it is cut", "log", 0, 1)
    launch_wait_months: float = parameter(
        0.5, "wait that buyers expect of a chip that has not shipped yet", "months", 0, 18
    )
    announced_months: int = parameter(
        1, "months ahead of a launch in which orders are taken", "months", 1, 12
    )
    transit_months: float = parameter(0.8, "order to delivery when everything is in stock", "months", 0, 12)
    longest_wait_months: float = parameter(18.0, "longest wait that anybody reckons with", "months", 1, 120)
    shipment_smoothing: float = share(0.4, "weight of the newest month in the deliveries that waits rest on")
    launch_floor_units: float = parameter(
        350.0, "first monthly demand expected of a family of chips that is new", "chips", 0
    )
    unit_cost_margin: float = parameter(0.0, "added to the cost to make", "share", -0.9, 5, source="lever")


class ProgrammeRules(Section):
    """In-house chip programmes."""

    first_silicon_success: float = share(
        0.26,
        "chance that first silicon works",
        source="24 to 30 %: Siemens/Wilson Research Group 2022, part 12, https://blogs.stage.sw.siemens.com/verificationhorizons/2023/01/09/part-12-the-2020-wilson-research-group-functional-verification-study-2",
    )
    respin_months: float = parameter(5.0, "time of one respin", "months", 0, 36, source="4 to 6 months")
    respin_cost_usd: float = parameter(
        3.0e7, "cost of one respin", "USD", 0, source="tens of millions; assumption"
    )
    duration_sigma: float = parameter(
        0.30,
        "spread of the log of a stage's duration",
        "log",
        0,
        2,
        source="66 % of projects run late (Siemens/Wilson Research Group 2022)",
    )
    late_bias: float = parameter(
        0.12,
        "log by which stages run over plan",
        "log",
        -1,
        2,
        source="66 % of projects run late (Siemens/Wilson Research Group 2022)",
    )
    design_months: float = parameter(14.0, "planned design", "months", 1, 60)
    tape_out_months: float = parameter(4.0, "planned tape-out to first silicon", "months", 1, 36)
    bring_up_months: float = parameter(4.0, "planned bring-up", "months", 1, 36)
    ramp_months: float = parameter(6.0, "planned ramp", "months", 1, 36)
    cancel_chance: float = parameter(
        0.03,
        "chance a month of being cancelled, for a programme whose saving is negative and whose risk is one",
        "per month",
        0,
        1,
    )
    maturity_speed: float = parameter(
        0.05, "logistic growth of software maturity with full use and the reference staff", "per month", 0, 1
    )
    reference_staff: float = parameter(300.0, "staff at which software matures at that speed", "people", 1)
    staff_exponent: float = parameter(0.5, "power of the staff over it in that speed", "1", 0, 2)
    full_use_tenfolds: float = parameter(
        4.0, "powers of ten of chips in use at which use teaches most", "log10 chips", 0.1, 10
    )
    unused_maturing: float = share(0.3, "part of that speed that is left without chips in use")
    raw_fitness: float = share(0.4, "part of its fitness that a chip has with software of no maturity")
    surveyed_risk: float = parameter(
        0.625,
        "risk of a project that fails as often as those of the survey (first_silicon_success)",
        "1",
        0.01,
        1,
    )
    respin_failure: float = share(0.6, "chance of failure of a spin over that of the spin before")
    design_cash_share: float = share(0.25, "part of a design's cost that is paid while it is in work")
    worry_if_saving: float = share(
        0.3, "chance of being cancelled of a chip that saves money over one that does not"
    )
    least_maturity: float = share(
        0.3, "maturity that a programme is trusted to reach when savings are reckoned"
    )
    most_maturing: float = parameter(
        1.5, "largest gain of fitness that savings are reckoned with", "factor", 1, 10
    )
    ramp_share: float = share(0.4, "part of its peak that a chip in ramp can be made at")
    run_off_months: int = parameter(
        12,
        "how long a chip is made in full beside its successor",
        "months",
        0,
        120,
        source="Google made more TPU v4 a quarter after v5e came than before (Epoch AI, ai-chip-counts)",
    )
    successor_months: int = parameter(
        6, "how much later a chip must be planned to succeed another", "months", 0, 60
    )
    run_off_share: float = share(0.3, "part of its peak that a succeeded chip can be made at")
    opening_line_share: float = share(
        0.55, "part of its peak that a chip in volume is started at before the start"
    )
    opening_start_share: float = share(0.5, "part of its peak that was its largest month before the start")
