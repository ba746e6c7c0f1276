"""How start-ups live and choose: the population, offers weighed, ties, venture money."""

from model.inputs.parameter import Section, parameter, share


class Startups(Section):
    """The population of start-ups."""

    count: int = parameter(
        1_000,
        "rows of the population: a resolution, not a size",
        "rows",
        0,
        2_000_000,
        source="resolution of the run",
    )
    business_growth: float = parameter(
        0.008,
        "growth of revenue that users of AI do not pay: other business and grants",
        "per month",
        -0.5,
        0.5,
        source="[0, 0.015]; assumption",
    )
    training_growth: float = parameter(
        0.0,
        "growth of wanted training compute beyond what its return calls for",
        "per month",
        -0.5,
        0.5,
        source="lever",
    )
    a100_months_per_revenue_usd: float = parameter(
        1.0e-4,
        "compute to serve one USD of revenue",
        "A100-month/USD",
        0,
        0.01,
        source="10 to 20 % of mature revenue goes to clouds (a16z, LatePost) at 1,500 USD an A100-month",
    )
    algorithmic_progress: float = parameter(
        0.077,
        "growth of what the same training compute achieves",
        "log per month",
        0,
        1,
        source="[0.028, 0.17]; halving of the compute needed in 9 months, 4 to 25 (Erdil and Besiroglu, "
        "December 2022)",
    )
    serving_progress: float = share(
        0.2,
        "part of algorithmic progress by which serving takes less compute",
        source="[0, 0.5]; the rest goes into larger models: assumption",
    )
    knowledge_loss: float = parameter(
        0.0231, "part of trained compute that stops counting a month", "per month", 0, 1
    )
    scrap_rate: float = parameter(
        0.012, "part of own chips retired a month", "per month", 0, 1, source="about seven years of life"
    )
    salvage_share: float = share(0.5, "price of used chips over the street price")
    entry_rate: float = parameter(
        0.018, "new firms per month over opening firms at opening funding and entry cost", "per month", 0, 0.5
    )
    crowding: float = parameter(
        1.4, "firms over opening firms at which a type's field is full and nobody enters", "factor", 1.01, 10
    )
    entry_funding_elasticity: float = parameter(0.6, "how entry follows venture money", "1", 0, 5)
    entry_cost_elasticity: float = parameter(
        0.35, "how entry falls with the price of a minimal training run", "1", 0, 5
    )
    entry_a100_months: float = parameter(24.0, "compute of a minimal training run", "A100-month", 0.001)
    small_below_usd: float = parameter(8.0e6, "cash at birth below which a firm is small", "USD", 0)
    middle_below_usd: float = parameter(6.0e7, "cash at birth below which a firm is middle-sized", "USD", 0)
    staff_floor_share: float = share(
        0.7, "part of the opening burn on people below which a firm cannot go on"
    )
    staff_share_of_revenue: float = share(0.93, "part of revenue that goes to people and compute together")
    most_compute_share: float = share(0.85, "largest part of the burn that goes to compute")
    stack_learning: float = parameter(
        0.06,
        "how fast the share of code on a stack follows its use: a half-life of about a year",
        "per month",
        0,
        1,
    )
    talent_sigma: float = parameter(
        1.2, "spread of the log of talent, which pulls users and money", "log", 0, 3
    )
    entrant_cash_share: float = share(0.5, "cash of a new firm over that of an opening one")
    most_of_funding_to_entrants: float = share(0.35, "part of venture money that new firms may get")
    idle_capital_share: float = share(0.05, "part of the money over runway that is not spent")


class Choice(Section):
    """How buyers of compute weigh offers."""

    price_sensitivity: float = parameter(
        1.6, "elasticity of the odds of an offer to its cost per useful compute", "1", 0, 30
    )
    wait_sensitivity: float = parameter(0.35, "fall of the log odds per month of waiting", "1/month", 0, 10)
    switching_penalty: float = parameter(
        1.8, "fall of the log odds when no code runs on the offer's stack", "1", 0, 20
    )
    tie_odds: float = parameter(3.0, "by how much a tie of full strength raises the odds", "1", 0, 50)
    commitment_aversion: float = parameter(
        0.04, "fall of the log odds per month of commitment", "1/month", 0, 1
    )
    own_horizon_months: float = parameter(
        22.0, "months over which a buyer spreads the price of a chip", "months", 1, 120
    )
    capital_cost_per_month: float = parameter(0.01, "cost of capital", "per month", 0, 0.2)
    hosting_usd_per_chip_month: float = parameter(
        140.0,
        "hosting and operation of an own chip, without power",
        "USD/chip/month",
        0,
    )
    min_order_chips: float = parameter(
        8.0, "smallest purchase: one server", "chips", 0, source="8-chip servers (DGX, HGX)"
    )
    training_efficiency_link_exponent: float = parameter(
        0.35,
        "how useful training compute follows link speed relative to A100",
        "1",
        0,
        2,
        source="assumption; OpenAI's 6,000 A100 for GPT-3 'with interconnect loss' (php.cn, 30 May 2023)",
    )
    least_link_factor: float = parameter(
        0.3, "useful training compute of the slowest link over that of A100's", "factor", 0, 1
    )
    most_link_factor: float = parameter(
        1.5, "useful training compute of the fastest link over that of A100's", "factor", 1, 10
    )


class Ties(Section):
    """How acquaintance and trust form and fade."""

    opening_known: float = parameter(6.0, "suppliers a start-up knows at the start", "suppliers", 1, 64)
    search_rate: float = share(0.08, "chance a month that a start-up meets one more supplier")
    firm_search_rate: float = share(
        0.03, "chance a month that a cloud or reseller meets one more seller of chips"
    )
    referral_share: float = share(0.5, "part of meetings that follow the peers' trade, not visibility")
    forget_rate: float = share(0.03, "chance a month that an unused acquaintance is lost")
    vendor_visibility: float = share(0.10, "least part of meetings that lead to a chip vendor")
    growth: float = share(0.20, "how far a month of trade closes the gap to full trust")
    fade: float = share(0.03, "part of trust lost a month")
    strong: float = share(0.5, "trust from which a customer is served first")
    first_trust: float = share(0.1, "trust of a cloud or reseller in a seller of chips it has just met")
    exclusive_patience: float = parameter(
        3.0,
        "months of want at its exclusive cloud after which a lab may rent elsewhere",
        "months",
        0,
        60,
        source="[1, 6]; assumption",
    )
    exclusive_want: float = share(
        0.1, "part of its need that a lab must miss for its want to count", source="assumption"
    )
    acquainted: float = share(0.15, "trust from which a customer is served before strangers")


class Climate(Section):
    """The funding climate."""

    traction_weight: float = share(0.85, "part of venture money that follows users, not size")
    funding_elasticity: float = parameter(
        1.0,
        "how venture money follows what users are expected to spend, once its recorded path has ended",
        "1",
        0,
        5,
        source="[0.5, 1.5]; form: Gompers et al. 2008; value: assumption",
    )
    funding_speed: float = share(
        0.1, "part of the gap to that which closes a month", source="[0.05, 0.3]; assumption"
    )
    horizon_months: float = parameter(
        24.0, "months over which investors look ahead", "months", 0, 240, source="[12, 48]; assumption"
    )
    growth_learning: float = share(
        0.15, "weight of the newest month in the growth that investors believe in", source="[0.05, 0.3]"
    )
    growth_persistence: float = parameter(
        0.9,
        "part of an unusual growth that investors expect to be left a month later",
        "1",
        0,
        0.99,
        source="[0.8, 0.97]; assumption",
    )
    overreaction: float = parameter(
        0.5,
        "how far beyond its decay investors extrapolate an unusual growth",
        "1",
        0,
        3,
        source="[0, 1]; form: Bordalo, Gennaioli and Shleifer 2018; value: assumption",
    )
