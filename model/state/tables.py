"""What each role keeps from month to month: plain columns, runs × firms (× chips).

Phases write in place (``column[...] = values``), never rebind: others hold views on rows.
"""

import numpy as np
from numpy.typing import NDArray

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]
type Counts = NDArray[np.int64]


class CloudTable:
    """Clouds and other large buyers; K clouds in the order of their accounts.

    The first lines are traits, the same in all runs (K, or K × chips); then runs × K × chips; then runs × K.
    """

    def __init__(self, runs: int, clouds: int, chips: int) -> None:
        self.rents_out: Flags = np.zeros(clouds, np.bool_)
        self.is_large: Flags = np.zeros(clouds, np.bool_)
        self.training_share: Vector = np.zeros(clouds)
        """Training part of own use (0.5 where the cast says none), by which its compute is valued."""
        self.anchor_usd_per_hour: Vector = np.zeros(clouds)
        self.reserved_discount: Vector = np.zeros(clouds)
        self.cash_flow_usd_per_month: Vector = np.zeros(clouds)
        """At the start, for chips: operating cash flow less other capital spending; of a small cloud what
        its owners put in."""
        self.own_chip: Flags = np.zeros((clouds, chips), np.bool_)

        by_chip = (runs, clouds, chips)
        self.rent_usd_per_hour: Vector = np.zeros(by_chip)
        self.used_units: Vector = np.zeros(by_chip)
        self.first_party_units: Vector = np.zeros(by_chip)
        self.bound_units: Vector = np.zeros(by_chip)
        self.rented_out_share: Vector = np.ones(by_chip)
        self.can_make_units: Vector = np.zeros(by_chip)
        self.fill_rate: Vector = np.ones(by_chip)
        self.spot_units: Vector = np.zeros(by_chip)
        self.own_ordered_units: Vector = np.zeros(by_chip)

        by_cloud = (runs, clouds)
        self.order_inflation: Vector = np.zeros(by_cloud)
        """How strongly orders are inflated under rationing (a propensity), drawn once."""
        self.repricing_draw: Vector = np.zeros(by_cloud)
        self.opening_margin: Vector = np.ones(by_cloud)
        """Rent at the start over what compute cost to let: what a cloud's name and service are worth."""
        self.rebate: Vector = np.zeros(by_cloud)
        """Discount on list rents that tenants of a large cloud get by negotiation."""
        self.investment_usd: Vector = np.zeros(by_cloud)
        """Spending on new chips this month; ``wanted_usd`` were money and sites ample."""
        self.wanted_usd: Vector = np.zeros(by_cloud)
        self.opening_growth: Vector = np.zeros(by_cloud)
        self.base_user_cost_usd: Vector = np.zeros(by_cloud)
        self.base_a100: Vector = np.zeros(by_cloud)
        """Own need at the start, apart from the race, at that user cost of an A100-month at work."""
        self.prize_usd_per_share: Vector = np.zeros(by_cloud)
        """What the race at the start would be for were all own need race; it grows with what the bloc's users
        are expected to spend."""
        self.user_cost_usd: Vector = np.zeros(by_cloud)
        """Of an A100-month at work; ``marginal_value_usd`` is what one more would earn."""
        self.marginal_value_usd: Vector = np.zeros(by_cloud)
        self.outlay_usd_per_a100: Vector = np.zeros(by_cloud)
        self.wait_months: Vector = np.zeros(by_cloud)
        self.wanted_a100: Vector = np.zeros(by_cloud)
        self.first_party_a100: Vector = np.zeros(by_cloud)
        self.rental_growth: Vector = np.zeros(by_cloud)
        """Growth of tenants' demand (log a month) that a cloud believes in."""
        self.rental_profit_usd: Vector = np.zeros(by_cloud)
        self.rental_a100: Vector = np.zeros(by_cloud)
        self.unmet_a100: Vector = np.zeros(by_cloud)
        self.ally_unmet_a100: Vector = np.zeros(by_cloud)


class VendorTable:
    """Chip vendors; a chip has one maker, so what they know of a chip is runs × chips.

    ``hosted_share`` is the part of a vendor's fleet by host, runs × vendors × clouds; ``fleet_used_units``
    (runs × chips) what customers used of the maker's own cloud last month.
    """

    def __init__(self, runs: int, vendors: int, clouds: int, chips: int) -> None:
        self.network_cost_share: Vector = np.zeros(vendors)
        self.operating_cost_usd: Vector = np.zeros(vendors)
        self.opening_direct_share: Vector = np.zeros(vendors)

        by_chip = (runs, chips)
        self.outlook_level: Vector = np.zeros(by_chip)
        """Smoothed demand a month, in chips."""
        self.family_level: Vector = np.zeros(by_chip)
        """Of a family, the same at each of its chips: demand a month, in chips like its first one."""
        self.family_growth: Vector = np.zeros(by_chip)
        """Believed growth of that demand, log a month."""
        self.family_error: Vector = np.zeros(by_chip)
        """Mean absolute error of the month's forecast over the forecast."""
        self.phantom_level: Vector = np.zeros(by_chip)
        """Open orders of a family that are not believed, in chips like its first one."""
        self.generation_lead: Vector = np.zeros(by_chip)
        """How much faster a generation takes over than was thought, log odds."""
        self.is_ended: Flags = np.zeros(by_chip, np.bool_)
        """Whether the last wafers of a main chip have been ordered."""
        self.fair_usd: Vector = np.zeros(by_chip)
        """What customers think fair, before dated moves; ``fair_cost_usd`` is the cost it rests on."""
        self.fair_cost_usd: Vector = np.zeros(by_chip)
        self.list_elasticity: Vector = np.ones(by_chip)
        """Per cent of sales that one per cent more on the list is believed to cost."""
        self.tightness: Vector = np.ones(by_chip)
        """What is wanted within a year over what can be delivered."""
        self.list_factor: Vector = np.ones(by_chip)
        """All dated moves of a list price so far."""
        self.direct_units: Vector = np.zeros(by_chip)
        self.demand_units: Vector = np.zeros(by_chip)
        self.fleet_used_units: Vector = np.zeros(by_chip)
        self.instance_discount: Vector = np.zeros(by_chip)
        """Log by which a chip of the own cloud is let below its list."""
        self.resented_move: Vector = np.zeros((runs, vendors))
        """Log of dated moves of a vendor's list, by sales, to which customers are not used yet."""
        self.hosted_share: Vector = np.zeros((runs, vendors, clouds))


class ResellerTable:
    """The channel's members (resellers, then grey traders); M members.

    ``spot_sold_units`` is what was sold at once (to clouds, traders, miners), ``rejected_units`` what buyers
    wanted beyond what was on offer at the price asked.
    """

    def __init__(self, runs: int, resellers: int, chips: int) -> None:
        self.source_region: Counts = np.full(resellers, -1, np.int64)
        self.monthly_limit_units: Vector = np.zeros(resellers)

        by_chip = (runs, resellers, chips)
        self.ask_usd: Vector = np.zeros(by_chip)
        self.offered_units: Vector = np.zeros(by_chip)
        self.sold_units: Vector = np.zeros(by_chip)
        self.spot_sold_units: Vector = np.zeros(by_chip)
        self.rejected_units: Vector = np.zeros(by_chip)
        self.expected_units: Vector = np.zeros(by_chip)
        self.expected_rise: Vector = np.zeros(by_chip)
        self.fill_rate: Vector = np.ones(by_chip)
        self.shortfall: Vector = np.zeros(by_chip)
        self.order_inflation: Vector = np.zeros((runs, resellers))
        self.debt_usd: Vector = np.zeros((runs, resellers))


class ProgrammeTable:
    """In-house chip programmes and their generations of chips; P programmes, G generations in all.

    ``stage`` numbers model.state.stages.Stage; ``volume_month`` is -1 until the first chips come.
    """

    def __init__(self, runs: int, programmes: int, generations: int) -> None:
        self.owner: Counts = np.zeros(programmes, np.int64)
        """Place of the owner among the clouds."""
        self.staff: Vector = np.zeros(programmes)
        self.cost_usd_per_month: Vector = np.zeros(programmes)
        self.programme: Counts = np.zeros(generations, np.int64)
        self.chip: Counts = np.zeros(generations, np.int64)
        self.planned_month: Counts = np.zeros(generations, np.int64)
        self.peak_units_per_month: Vector = np.zeros(generations)
        self.design_cost_usd: Vector = np.zeros(generations)
        self.risk: Vector = np.zeros(generations)

        self.maturity: Vector = np.zeros((runs, programmes))
        self.paid_usd: Vector = np.zeros((runs, programmes))
        by_generation = (runs, generations)
        self.stage: Counts = np.zeros(by_generation, np.int64)
        self.months_left: Vector = np.zeros(by_generation)
        self.respins: Counts = np.zeros(by_generation, np.int64)
        self.volume_month: Counts = np.full(by_generation, -1, np.int64)
        self.news: Counts = np.zeros(by_generation, np.int64)
        """What happened this month, as a number of model.state.stages.News."""


class FoundryTable:
    """Foundries and their bottlenecks: nodes, then packaging by foundry.

    ``load`` is the part of capacity that AI chips took, not a number where there is none to take;
    ``shadow_usd`` is what one more unit of it would have earned; both are runs × bottlenecks.
    ``contract_worth_usd`` (× makers) is what makers think a unit earns.
    """

    def __init__(self, runs: int, foundries: int, nodes: int, makers: int) -> None:
        self.production_cost_share: Vector = np.zeros(foundries)
        self.packaging_fee_usd: Vector = np.zeros(foundries)
        self.node_foundry: Counts = np.zeros(nodes, np.int64)
        """Place of each node's foundry among the foundries."""

        bottlenecks = nodes + foundries
        self.load: Vector = np.full((runs, bottlenecks), np.nan)
        self.shadow_usd: Vector = np.zeros((runs, bottlenecks))
        self.contract_worth_usd: Vector = np.zeros((runs, bottlenecks, makers))


class FundingTable:
    """The month's venture money by group of start-ups (runs × groups), and rounds promised by firms.

    ``promised_*`` are columns of equal length, in the order of the rounds within a run.
    """

    def __init__(self, runs: int, groups: int) -> None:
        self.funding_usd: Vector = np.zeros((runs, groups))
        self.round_usd: Vector = np.zeros((runs, groups))
        self.equity_usd: Vector = np.zeros((runs, groups))
        self.weight: Vector = np.zeros(groups)
        self.mood: Vector = np.ones(runs)
        """Factor on the lasting level of funding once its recorded path has ended."""
        self.seen_usd: Vector = np.zeros(runs)
        """What users spent in the month before."""
        self.believed_growth: Vector = np.zeros(runs)
        """Growth of that which investors believe in, log a month."""
        self.recorded_worth: Vector = np.zeros(runs)
        """Log of what users were expected to spend as the recorded path ended."""
        self.promised_run: Counts = np.zeros(0, np.int64)
        self.promised_group: Counts = np.zeros(0, np.int64)
        self.promised_investor: Counts = np.zeros(0, np.int64)
        self.promised_usd: Vector = np.zeros(0)


class UserTable:
    """Users of AI by region, runs × regions; adopters are counted in what they spend, USD a month.

    ``spending_usd`` is what users spend, ``potential_usd`` what they would if all had adopted who would at
    the perceived capability, ``possible_usd`` what they would if they perceived all that models can do, all
    after shocks to demand; ``adopted_usd`` is before them, and ``believed_growth`` (log a month) what all
    have learned of the growth of a bloc's spending. Capabilities are logs of effective compute (A100-months);
    at ``half_capability`` half of all would adopt.
    """

    def __init__(self, runs: int, regions: int) -> None:
        by_region = (runs, regions)
        self.opening_usd: Vector = np.zeros(by_region)
        self.half_capability: Vector = np.zeros(by_region)
        self.capability: Vector = np.zeros(by_region)
        self.perceived: Vector = np.zeros(by_region)
        self.attention: Vector = np.zeros(by_region)
        self.adopted_usd: Vector = np.zeros(by_region)
        self.spending_usd: Vector = np.zeros(by_region)
        self.potential_usd: Vector = np.zeros(by_region)
        self.possible_usd: Vector = np.zeros(by_region)
        self.opening_potential_usd: Vector = np.zeros(by_region)
        self.opening_possible_usd: Vector = np.zeros(by_region)
        self.believed_growth: Vector = np.zeros(by_region)
        self.rent_usd: Vector = np.zeros(by_region)
        """What start-ups of the bloc paid last for an A100-month; zero before anything is let."""
