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
    capital_cost_large: float = parameter(0.008, "cost of capital of a large cloud", "per month", 0, 0.1)
    capital_cost_small: float = parameter(0.012, "cost of capital of a small cloud", "per month", 0, 0.1)
    price_decline: float = parameter(
        0.028,
        "fall of the price of compute that buyers expect, as better chips come",
        "per month",
        0,
        0.06,
        source="GPUs for learning double in price-performance in 2.07 years, 1.54 to 3.13 (Hobbhahn and "
        "Besiroglu 2022); PCs lost half their value a year (Doms et al. 2004)",
    )
    wait_cost: float = parameter(
        0.0602, "log of user cost that a month of waiting comes to", "log/month", 0, 0.2
    )
    capital_elasticity: float = parameter(
        1.06,
        "how the compute wanted for the own business answers its user cost",
        "1",
        0.2,
        4,
        source="0.5 to 1 for capital at large (Hassett and Hubbard 2002), more for computers (Tevlin and "
        "Whelan 2000)",
    )
    race_returns: float = parameter(
        0.7,
        "returns of compute in the race for users",
        "1",
        0.1,
        1,
        source="form: Tullock 1980; value: assumption",
    )
    race_share: float = share(0.3, "part of what users would spend that large clouds race for")
    business_growth: float = parameter(
        0.008, "growth of large clouds' other business, and of the cash it brings", "per month", -0.1, 0.1
    )
    growth_persistence: float = parameter(
        0.916, "part of an unusual growth that is left a month later", "1", 0, 0.99
    )
    growth_learning: float = share(0.15, "weight of the newest month in believed growth")
    overreaction: float = parameter(
        0.5,
        "how far beyond its decay an unusual growth is extrapolated",
        "1",
        0,
        3,
        source="form: Bordalo, Gennaioli and Shleifer 2018; value: assumption",
    )
    adjustment_speed: float = share(
        0.169, "part of the gap between compute wanted and held or on order that is ordered a month"
    )
    finance_premium: float = parameter(
        0.01,
        "rise of the cost of capital per month for each cash flow that spending exceeds the first one by",
        "per month",
        0,
        0.2,
        source="form: Fazzari, Hubbard and Petersen 1988, contested by Kaplan and Zingales 1997; assumption",
    )
    site_growth: float = share(0.15, "most by which sites can grow a month, in compute")
    letting_response: float = parameter(
        0.0684,
        "growth of compute to let per log of the return on its price",
        "per month",
        0,
        1,
        source="form: Greenwood and Hanson 2015 (ships); value: assumption",
    )
    debt_share: float = share(0.6, "part of a small cloud's chips that lenders pay for")
    price_elasticity: float = parameter(2.4, "how orders follow compute per cost across chips", "1", 0, 20)
    stack_inertia: float = parameter(
        0.9,
        "how a chip's score follows the share of its stack in the buyer's installed compute",
        "1",
        0,
        5,
        source="code is written for what is installed (CUDA's lock-in); value: assumption",
    )
    least_stack_share: float = share(0.05, "share that a stack without installed chips counts as")
    bar_hazard: float = parameter(
        0.0454,
        "expected chance that a chip from abroad gets barred, doubled where some are",
        "per month",
        0,
        1,
    )
    bar_horizon_months: float = parameter(
        24.0, "months of use at stake when a chip gets barred", "months", 0, 120
    )
    bar_loss: float = share(0.622, "part of a barred chip's worth that is lost")
    cash_months: float = parameter(
        6.0, "cash up to which parents and lenders top a cloud up, in months of spending", "months", 0, 120
    )
    largest_draw_months: float = parameter(
        4.0, "largest top-up of a month, in months of spending", "months", 0, 120
    )
    max_inflation: float = parameter(
        1.41, "largest multiple of need that is ordered under rationing", "1", 1, 30, source=LEE
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
        0.0282,
        "log change of a small cloud's rent per log of what is asked for over its target use",
        "log/month",
        0,
        2,
    )
    parity_pull: float = share(
        0.028,
        "part of the gap to what newest chips cost to let by which a small cloud's rent moves a month",
        source="the pace at which compute gets cheaper (Hobbhahn and Besiroglu 2022): assumption",
    )
    rebate_speed: float = parameter(
        0.3,
        "rise of a large cloud's negotiated discount a month per unit of use below target",
        "per month",
        0,
        2,
        source="[0.1, 0.8]; assumption",
    )
    largest_rebate: float = share(
        0.65, "largest discount on list rents", source="AWS's A100: 4.10 USD listed, 1.45 for three years"
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
    scrap_rate: float = parameter(0.008, "part of chips retired a month", "per month", 0, 1)
    retaliation: float = parameter(
        2.5, "how preference for own chips follows the part of tenants lost to a vendor's cloud", "1", 0, 20
    )
    host_capacity_share: float = share(
        0.25, "largest part of a host's capacity that a vendor's cloud may take"
    )
    spot_share: float = share(0.4, "largest part of a month's spending that goes to the spot market")
