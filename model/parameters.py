"""Behavioural parameters of the market: each with meaning, unit, source and allowed range."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from model.catalogue_entries import LONGEST_CYCLE_MONTHS
from model.policies.base import parameter

ASSUMED = "assumption, to be calibrated on the market up to May 2023"
LEE = "form: Lee, Padmanabhan and Whang 1997 (rationing game); value: assumption"
CHEN = "form: Chen, Drezner, Ryan and Simchi-Levi 2000 (order-up-to); value: assumption"


class Section(BaseModel):
    """A named group of parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def share(default: float, meaning: str, source: str = ASSUMED) -> Any:
    """A parameter between zero and one."""
    return parameter(default, meaning, "share", source, 0, 1)


class Choice(Section):
    """How buyers of compute weigh offers."""

    price_sensitivity: float = parameter(
        1.6,
        "elasticity of the odds of an offer to its cost per useful compute",
        "1",
        ASSUMED,
        0,
        10,
    )
    wait_sensitivity: float = parameter(
        0.35, "fall of the log odds per month of waiting", "1/month", ASSUMED, 0, 10
    )
    switching_penalty: float = parameter(
        1.8, "fall of the log odds when no code runs on the offer's stack", "1", ASSUMED, 0, 20
    )
    tie_odds: float = parameter(
        3.0, "by how much a tie of full strength raises the odds", "1", ASSUMED, 0, 50
    )
    commitment_aversion: float = parameter(
        0.04, "fall of the log odds per month of commitment", "1/month", ASSUMED, 0, 1
    )
    own_horizon_months: float = parameter(
        22.0, "months over which a buyer spreads the price of a chip", "months", ASSUMED, 1, 120
    )
    capital_cost_per_month: float = parameter(0.01, "cost of capital", "per month", ASSUMED, 0, 0.2)
    hosting_usd_per_chip_month: float = parameter(
        140.0,
        "floor, network and operation of an own chip, without power",
        "USD/chip/month",
        ASSUMED,
        0,
    )
    own_door_chips: float = parameter(
        8.0, "smallest purchase: one server", "chips", "8-chip servers (DGX, HGX)", 0
    )
    training_efficiency_link_exponent: float = parameter(
        0.35,
        "how useful training compute follows link speed relative to A100",
        "1",
        "assumption; OpenAI's 6,000 A100 for GPT-3 'with interconnect loss' (php.cn, 30 May 2023)",
        0,
        2,
    )


class Ties(Section):
    """How acquaintance and trust form and fade."""

    opening_known: float = parameter(
        6.0, "suppliers a start-up knows at the start", "suppliers", ASSUMED, 1, 64
    )
    search_rate: float = share(0.08, "chance a month that a start-up meets one more supplier")
    firm_search_rate: float = share(
        0.03, "chance a month that a cloud or reseller meets one more seller of chips"
    )
    referral_share: float = share(0.5, "part of meetings that follow the peers' trade, not renown")
    forget_rate: float = share(0.03, "chance a month that an unused acquaintance is lost")
    vendor_renown: float = share(0.10, "least part of meetings that lead to a chip vendor")
    growth: float = share(0.20, "how far a month of trade closes the gap to full trust")
    fade: float = share(0.03, "part of trust lost a month")
    strong: float = share(0.5, "trust from which a customer is served first")
    acquainted: float = share(0.15, "trust from which a customer is served before strangers")


class Startups(Section):
    """The population of start-ups."""

    count: int = parameter(
        1_000,
        "rows of the population: a resolution, not a size",
        "rows",
        "resolution of the run",
        0,
        2_000_000,
    )
    revenue_growth: float = parameter(
        0.03, "growth of what users pay without a boom", "per month", ASSUMED, -0.5, 0.5
    )
    training_growth: float = parameter(
        0.08,
        "growth of wanted training compute without a boom",
        "per month",
        "below the 12 % of 4 times a year (Sevilla et al. 2022, frontier models)",
        -0.5,
        0.5,
    )
    a100_months_per_revenue_usd: float = parameter(
        1.0e-4,
        "compute to serve one USD of revenue",
        "A100-month/USD",
        "10 to 20 % of mature revenue goes to clouds (a16z, LatePost) at about 1,500 USD an A100-month",
        0,
        0.01,
    )
    serving_gain: float = parameter(
        0.015, "fall of the compute needed to serve", "per month", ASSUMED, 0, 0.2
    )
    knowledge_loss: float = parameter(
        0.10, "part of trained compute that stops counting a month", "per month", ASSUMED, 0, 1
    )
    scrap_rate: float = parameter(
        0.012, "part of own chips retired a month", "per month", "about seven years of life", 0, 1
    )
    salvage_share: float = share(0.5, "price of used chips over the street price")
    entry_rate: float = parameter(
        0.018,
        "new firms a month over opening firms at opening funding and door",
        "per month",
        ASSUMED,
        0,
        0.5,
    )
    crowding: float = parameter(
        1.4,
        "firms over opening firms at which a type's field is full and nobody enters",
        "factor",
        ASSUMED,
        1.01,
        10,
    )
    entry_funding_elasticity: float = parameter(0.6, "how entry follows venture money", "1", ASSUMED, 0, 5)
    entry_door_elasticity: float = parameter(
        0.35, "how entry falls with the price of a minimal training run", "1", ASSUMED, 0, 5
    )
    door_a100_months: float = parameter(
        24.0, "compute of a minimal training run", "A100-month", ASSUMED, 0.001
    )
    small_below_usd: float = parameter(8.0e6, "cash at birth below which a firm is small", "USD", ASSUMED, 0)
    middle_below_usd: float = parameter(
        6.0e7, "cash at birth below which a firm is middle-sized", "USD", ASSUMED, 0
    )
    staff_floor_share: float = share(
        0.7, "part of the opening burn on people below which a firm cannot go on"
    )
    staff_share_of_revenue: float = share(0.93, "part of revenue that goes to people and compute together")
    most_compute_share: float = share(0.85, "largest part of the burn that goes to compute")
    stack_learning: float = parameter(
        0.06,
        "how fast the share of code on a stack follows its use: a half-life of about a year",
        "per month",
        ASSUMED,
        0,
        1,
    )
    talent_sigma: float = parameter(
        1.2, "spread of the log of talent, which pulls users and money", "log", ASSUMED, 0, 3
    )
    entrant_cash_share: float = share(0.5, "cash of a new firm over that of an opening one")
    most_of_funding_to_entrants: float = share(0.35, "part of venture money that new firms may get")
    idle_capital_share: float = share(0.15, "part of the money over runway that is not spent", ASSUMED)


class Channel(Section):
    """Resellers and grey traders."""

    smoothing: float = share(0.2, "weight of the newest month in expectations")
    target_cover_months: float = parameter(1.2, "stock wanted in months of sales", "months", ASSUMED, 0, 24)
    base_markup: float = parameter(0.05, "log markup in calm times", "log", ASSUMED, -1, 1)
    cover_weight: float = parameter(0.11, "log markup per log of missing cover", "1", ASSUMED, 0, 2)
    wait_weight: float = parameter(
        0.07, "log markup per month of waiting above the normal", "1/month", ASSUMED, 0, 2
    )
    normal_wait_months: float = parameter(
        1.1,
        "waiting time that nobody pays for",
        "months",
        "delivery in one month before the boom: Mantianxin/JiWei, 16 May 2023, "
        "http://www.zeenzj.com/document/detail/id/20616.html",
        0,
        24,
    )
    rise_weight: float = parameter(0.9, "log markup per expected log rise a month", "1", ASSUMED, 0, 10)
    adjustment: float = share(0.35, "part of the gap to the wanted markup closed a month")
    max_monthly_change: float = parameter(0.14, "largest log change of a quote a month", "log", ASSUMED, 0, 2)
    max_loss: float = share(0.3, "deepest discount under the list price")
    holding_gain: float = parameter(
        9.0,
        "part of stock held back per expected log rise above the carrying cost",
        "1",
        ASSUMED,
        0,
        100,
    )
    carrying_cost: float = parameter(0.012, "cost of holding stock", "per month", ASSUMED, 0, 0.2)
    max_inflation: float = parameter(
        4.0, "largest multiple of need that is ordered under rationing", "1", LEE, 1, 30
    )
    credit_share: float = share(0.6, "bank credit over the stock's value at list price")
    operating_share: float = share(0.02, "own costs over sales")
    barred_wait_months: float = parameter(
        8.0, "wait with which a chip is quoted that may not be delivered", "months", ASSUMED, 0, 60
    )
    arbitrage_cost: float = parameter(
        0.12, "log price gap below which grey trade does not pay", "log", ASSUMED, 0, 3
    )
    seizure_chance: float = share(0.04, "chance that a grey shipment is seized")


class VendorRules(Section):
    """Chip vendors."""

    smoothing: float = share(0.15, "weight of the newest month in the forecast of orders", CHEN)
    trend_smoothing: float = share(0.06, "weight of the newest month in the forecast's trend", CHEN)
    safety_months: float = parameter(0.3, "safety stock", "months of demand", CHEN, 0, 12)
    backlog_trust: float = share(0.4, "part of the backlog that is believed when wafers are ordered")
    max_growth: float = parameter(
        0.15, "largest growth of planned supply over the forecast", "share", ASSUMED, 0, 3
    )
    review_months: int = parameter(3, "months between reviews of list prices", "months", ASSUMED, 1, 60)
    list_step: float = parameter(
        0.05,
        "log change of the list price per month of waiting above the normal",
        "1/month",
        ASSUMED,
        0,
        1,
    )
    list_max_rise: float = parameter(
        0.06,
        "largest rise of a list price at a review",
        "log",
        "held back by customer relations; A100 rose by 20 % in June 2022",
        0,
        1,
    )
    list_max_total_rise: float = parameter(
        0.30,
        "how far customer relations let a list price rise over the launch price",
        "share",
        "A100 rose by 20 % in June 2022 (Mantianxin/JiWei, 16 May 2023)",
        0,
        10,
    )
    old_chip_ceiling: float = parameter(
        1.4,
        "list price per compute of a chip over that of its successor, at most",
        "factor",
        ASSUMED,
        0.1,
        10,
    )
    list_max_fall: float = parameter(0.04, "largest fall at a review", "log", ASSUMED, 0, 1)
    transit_months: float = parameter(
        0.8, "order to delivery when everything is in stock", "months", ASSUMED, 0, 12
    )
    phase_out: float = share(
        0.15, "part of its forecast by which a chip is planned down once its successor is near"
    )
    launch_share: float = parameter(
        0.25, "first supply of a new chip over its predecessor's forecast", "share", ASSUMED, 0, 2
    )
    launch_floor_units: float = parameter(
        350.0, "first monthly supply of a chip without predecessor", "chips", ASSUMED, 0
    )
    unit_cost_margin: float = parameter(0.0, "added to the cost to make", "share", "lever", -0.9, 5)


class FoundryRules(Section):
    """Foundries."""

    ramp_per_month: float = parameter(
        1.3, "largest growth of a chip's monthly starts", "factor", ASSUMED, 1, 10
    )
    ramp_floor_units: float = parameter(
        3_600.0, "starts a month that every new chip gets", "chips", ASSUMED, 0
    )
    loyalty_weight: float = parameter(
        1.0, "how much tie strength counts when capacity is short", "1", ASSUMED, 0, 10
    )
    expansion_delay_months: int = parameter(
        15,
        "months until a sustained backlog has become capacity",
        "months",
        "12 to 18 months to equip a line; assumption",
        1,
        LONGEST_CYCLE_MONTHS,
    )
    expansion_share: float = parameter(
        0.10, "part of a sustained wafer backlog that is built", "share", ASSUMED, 0, 2
    )


class CloudRules(Section):
    """Clouds and other large buyers."""

    smoothing: float = share(0.3, "weight of the newest month in expectations")
    crowded_wait_months: float = parameter(
        8.0,
        "waiting for a rented chip per unit of use above 85 %",
        "months",
        ASSUMED,
        0,
        120,
    )
    target_utilisation: float = share(0.82, "use of capacity that is planned for")
    rental_floor: float = share(0.3, "part of capacity that own use leaves to tenants")
    growth_half_life_months: float = parameter(
        10.0,
        "months in which the growth of own need at the start falls half way to its lasting rate",
        "months",
        ASSUMED,
        1,
        240,
    )
    first_party_growth: float = parameter(
        0.04,
        "lasting growth of own need without a boom",
        "per month",
        "installed A100-equivalents of the large clouds grew by 5 to 9 % a month in 2022 "
        "(Epoch AI ai-chip-counts)",
        -0.5,
        0.5,
    )
    price_elasticity: float = parameter(
        3.0, "how orders follow compute per cost across chips", "1", ASSUMED, 0, 20
    )
    obsolescence: float = parameter(
        0.008,
        "fall of a chip's worth to a buyer per month since its launch",
        "1/month",
        ASSUMED,
        0,
        0.2,
    )
    stack_inertia: float = parameter(
        0.9,
        "how a chip's score follows the share of its stack in the buyer's installed compute",
        "1",
        "code is written for what is installed (CUDA's lock-in); value: assumption",
        0,
        5,
    )
    least_stack_share: float = share(0.05, "share that a stack without installed chips counts as")
    wait_discount: float = parameter(
        0.10, "fall of a chip's score per month of waiting", "1/month", ASSUMED, 0, 5
    )
    budget_speed: float = parameter(
        0.08,
        "growth of the AI budget per log of wanted over affordable spending",
        "per month",
        ASSUMED,
        0,
        1,
    )
    budget_patience: float = parameter(
        0.8,
        "log of wanted over affordable spending that a board accepts without a larger budget",
        "log",
        ASSUMED,
        -2,
        5,
    )
    budget_max_growth: float = parameter(0.12, "largest growth of the AI budget", "per month", ASSUMED, 0, 1)
    budget_max_fall: float = parameter(0.04, "largest fall of the AI budget", "per month", ASSUMED, 0, 1)
    rivalry: float = parameter(0.25, "how a budget follows the growth of rivals' budgets", "1", ASSUMED, 0, 1)
    capex_growth: float = parameter(
        0.012,
        "growth of all capital spending of large clouds",
        "per month",
        "about 15 % a year, company reports to 2022; assumption",
        -0.5,
        0.5,
    )
    small_budget_cap: float = parameter(
        60.0,
        "AI budget of a small cloud over that of the start, at most",
        "factor",
        ASSUMED,
        1,
        10_000,
    )
    max_capex_share: float = share(0.6, "largest part of all capital spending that goes to AI chips")
    max_inflation: float = parameter(
        2.5, "largest multiple of need that is ordered under rationing", "1", LEE, 1, 30
    )
    cancel_share: float = share(
        0.4,
        "part of phantom orders cancelled a month",
        "form: Armony and Plambeck 2005; assumption",
    )
    reprice_chance: float = share(
        0.03,
        "chance a month that a large cloud looks at its rents",
        "AWS's A100 list did not move in 17 months of boom (Epoch AI, Hardware prices)",
    )
    reprice_band: float = share(0.15, "gap to target use that a large cloud tolerates")
    reprice_step: float = parameter(0.10, "log change when a large cloud reprices", "log", ASSUMED, 0, 1)
    small_speed: float = parameter(
        0.30,
        "log change of a small cloud's rent per unit of use off target",
        "log/month",
        ASSUMED,
        0,
        5,
    )
    hosting_usd_per_chip_month: float = parameter(
        120.0, "floor and operation of a chip, without power", "USD/chip/month", ASSUMED, 0
    )
    entry_rent_exponent: float = parameter(
        0.85, "how the rent of a new chip follows its compute over A100", "1", ASSUMED, 0, 3
    )
    own_chip_rent: float = parameter(
        0.8, "rent of own chips over that of bought ones of equal compute", "factor", ASSUMED, 0, 3
    )
    reserved_share: float = share(0.4, "part of free capacity let under one-year terms")
    reserved_months: int = parameter(
        12, "length of reserved terms", "months", "one-year terms of AWS p4d (Epoch AI)", 1, 60
    )
    planning_months: float = parameter(
        3.0, "months ahead that needs are planned for", "months", ASSUMED, 0, 24
    )
    scrap_rate: float = parameter(0.008, "part of chips retired a month", "per month", ASSUMED, 0, 1)
    retaliation: float = parameter(
        2.5,
        "how preference for own chips follows the part of tenants lost to a vendor's cloud",
        "1",
        ASSUMED,
        0,
        20,
    )
    host_floor_share: float = share(0.25, "largest part of a host's floor that a vendor's cloud may take")
    barred_wait_months: float = parameter(
        8.0, "wait that a chip counts with which may not be delivered", "months", ASSUMED, 0, 60
    )
    spot_share: float = share(0.4, "largest part of a month's spending that goes to the spot market")


class ProgrammeRules(Section):
    """In-house chip programmes."""

    first_silicon_success: float = share(
        0.26,
        "chance that first silicon works",
        "24 to 30 %: Siemens/Wilson Research Group 2022, part 12, https://blogs.stage.sw.siemens.com/verificationhorizons/2023/01/09/part-12-the-2020-wilson-research-group-functional-verification-study-2",
    )
    respin_months: float = parameter(5.0, "time of one respin", "months", "4 to 6 months", 0, 36)
    respin_cost_usd: float = parameter(3.0e7, "cost of one respin", "USD", "tens of millions; assumption", 0)
    duration_sigma: float = parameter(
        0.30,
        "spread of the log of a stage's duration",
        "log",
        "66 % of projects run late (Siemens/Wilson Research Group 2022)",
        0,
        2,
    )
    late_bias: float = parameter(
        0.12,
        "log by which stages run over plan",
        "log",
        "66 % of projects run late (Siemens/Wilson Research Group 2022)",
        -1,
        2,
    )
    design_months: float = parameter(14.0, "planned design", "months", ASSUMED, 1, 60)
    tape_out_months: float = parameter(4.0, "planned tape-out to first silicon", "months", ASSUMED, 1, 36)
    bring_up_months: float = parameter(4.0, "planned bring-up", "months", ASSUMED, 1, 36)
    ramp_months: float = parameter(6.0, "planned ramp", "months", ASSUMED, 1, 36)
    cancel_chance: float = parameter(
        0.03,
        "chance a month of being cancelled, for a programme whose saving is negative and whose risk is one",
        "per month",
        ASSUMED,
        0,
        1,
    )
    maturity_speed: float = parameter(
        0.05,
        "logistic growth of software maturity with full use and 300 staff",
        "per month",
        ASSUMED,
        0,
        1,
    )


class Learning(Section):
    """How the fitness of young stacks grows with deployed chips."""

    training_gap_closed: float = parameter(
        0.004,
        "part of a young stack's training gap closed a month per tenfold of deployed chips above one hundred",
        "per month",
        ASSUMED,
        0,
        1,
    )
    inference_gap_closed: float = parameter(0.006, "the same for inference", "per month", ASSUMED, 0, 1)


class Use(Section):
    """How chips are used."""

    idle_power_share: float = share(0.25, "power of an idle chip over a busy one")
    system_power_factor: float = parameter(
        1.45,
        "server power over chip power",
        "factor",
        "DGX H100: 10.2 kW for eight chips of 0.7 kW; a little less elsewhere",
        1,
        4,
    )
    model_flop_utilisation: float = share(
        0.38,
        "useful share of peak compute in training",
        "Epoch AI notes on training runs; assumption",
    )


class Climate(Section):
    """The funding climate."""

    traction_weight: float = share(0.85, "part of venture money that follows users, not size")
    mood_weight: float = parameter(
        0.0,
        "exponent with which venture money beyond the path follows revenue over that of the start",
        "1",
        "off by default: the path is given",
        0,
        5,
    )
