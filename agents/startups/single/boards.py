"""Builds the month's tables for the kernel: traits that hold now, offers, own chips, habits."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agents.startups.groups import Groups
from agents.startups.tables import ChipTable, GroupMonth, Habits, OfferBoard, Outcome
from model.inputs.accounts import Outside
from model.inputs.cast import TieKind
from model.inputs.scenario import Scenario
from model.ledger import Kind
from model.offers import Listings, OfferTable
from model.sight import Sight
from model.startup_tables import StartupState, StartupTrade
from model.state import maths

if TYPE_CHECKING:
    from agents.startups.single.population import Startups
    from model.market import ComputeMarket

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]

REFERENCE_USD_PER_A100 = 1_000.0


def habits(settings: Scenario, portability: float) -> Habits[float]:
    """The scalars of choice, ties and learning; portable code costs less to move."""
    ties, startups = settings.network, settings.startups
    return Habits(
        tie_odds=settings.choice.tie_odds,
        stranger_stack_odds=float(maths.exp(-settings.choice.switching_penalty * (1.0 - portability))),
        strong=ties.strong,
        acquainted=ties.acquainted,
        tie_growth=ties.growth,
        tie_fade=ties.fade,
        search_rate=ties.search_rate,
        referral_share=ties.referral_share,
        forget_rate=ties.forget_rate,
        knowledge_loss=startups.knowledge_loss,
        scrap_rate=startups.scrap_rate,
        stack_learning=startups.stack_learning,
    )


def chip_table(model: "ComputeMarket", groups: Groups, sight: Sight) -> ChipTable:
    """Useful compute and running cost of each chip for each group."""
    share = groups.training_share[:, None]
    power = share * sight.power.training + (1 - share) * sight.power.inference
    return ChipTable(
        power_a100=power,
        energy_usd=sight.energy_usd_per_month[groups.region],
        running_usd=np.full(power.shape, model.settings.choice.hosting_usd_per_chip_month),
        stack=model.stack_of_chip,
    )


def group_month(startups: "Startups", sight: Sight) -> GroupMonth:
    """What holds for each group this month."""
    traits, model = startups.traits, startups.model
    rates = model.settings.startups
    demand = sight.rules.demand_factor[traits.region]
    rent_share = np.minimum(
        traits.compute_share * (1.0 + sight.rules.compute_share_boost), rates.most_compute_share
    )
    spend_rate = 1.0 / traits.runway_months
    pull = np.bincount(traits.arena, startups.attention_sum, len(startups.generic_pool_usd))
    pool = startups.generic_pool_usd * startups.revenue_level + named_pool_usd(startups)
    per_pull = pool / np.maximum(pull, 1e-9)
    funding, mood = model.cast.climate.funding_usd, model.settings.climate.traction_weight
    attention, size = startups.attention_sum, startups.size_sum
    serving = rates.a100_months_per_revenue_usd * maths.power(1 - rates.serving_gain, sight.month)
    return GroupMonth(
        weight=traits.weight,
        spend_rate=spend_rate,
        rent_share=rent_share,
        revenue_rent_share=traits.revenue_compute_share,
        buy_share=traits.buy_share * (1.0 + sight.rules.compute_share_boost),
        training_want_a100=traits.training_need_a100 * startups.training_level * demand,
        serving_a100_per_usd=np.full(len(demand), serving),
        pool_per_attention_usd=per_pull[traits.arena] * demand,
        frontier_a100_months=startups.frontier[traits.type_index],
        staff_rate=(1 - rates.idle_capital_share) * (1 - rent_share) * spend_rate,
        staff_floor_usd=rates.staff_floor_share
        * (1 - traits.compute_share)
        * spend_rate
        * traits.opening_cash_usd,
        staff_revenue_share=np.maximum(rates.staff_share_of_revenue - traits.revenue_compute_share, 0.0),
        funding_per_attention_usd=mood * funding / np.maximum(attention, 1e-9) * (attention > 0),
        funding_per_size_usd=(1 - mood) * funding / np.maximum(size, 1e-9) * (size > 0),
        round_usd=model.cast.climate.round_usd,
        voucher_usd=sight.rules.voucher_usd[traits.region],
        meeting=meeting_odds(startups),
    )


def named_pool_usd(startups: "Startups") -> Vector:
    """What users of named start-ups brought into their arenas, grown with the times."""
    traits = startups.traits
    opened = np.where(traits.named & (traits.born_month < 0), traits.revenue_usd, 0.0)
    spent = opened * np.where(startups.size_sum > 0, named_sizes(startups), 0.0)
    return startups.revenue_level * np.bincount(traits.arena, spent, len(startups.generic_pool_usd))


def named_sizes(startups: "Startups") -> Vector:
    """Size of each named start-up, zero for other groups."""
    sizes = {row.name: row.size for row in startups.model.rows.named}
    return np.array([sizes.get(name, 0.0) for name in startups.traits.names])


def meeting_odds(startups: "Startups") -> Matrix:
    """Groups × 64 cumulative odds of meeting a supplier: renown, and what the peers trade with."""
    share = startups.habits.referral_share
    renown = startups.renown_now[startups.traits.region]
    trade = startups.recent_trade_usd
    total = maths.total(trade, axis=1, keepdims=True)
    peers = np.where(total > 0, trade / np.maximum(total, 1e-9), renown)
    return np.cumsum(share * peers + (1 - share) * renown, axis=1)


def renown(model: "ComputeMarket") -> Matrix:
    """Regions × 64: part of the compute on offer, by supplier bit; vendors are widely known."""
    listings = model.listings
    power = model.power().mixed(0.5)
    seen = np.zeros((64, len(model.catalogue.regions)), np.bool_)
    np.logical_or.at(seen, listings.bit, listings.seen_from)
    weight = np.zeros((len(model.catalogue.regions), 64))
    for bit, supplier in enumerate(listings.suppliers):
        offered = float(maths.total(model.chips.units(supplier) * power))
        weight[:, bit] = seen[bit] * np.sqrt(offered + 1.0)
    total = np.maximum(maths.total(weight, axis=1, keepdims=True), 1e-9)
    weight = weight / total
    vendors = {vendor.account for vendor in model.cast.vendors}
    for bit, supplier in enumerate(listings.suppliers):
        if supplier in vendors:
            weight[:, bit] = np.maximum(weight[:, bit], model.settings.network.vendor_renown * seen[bit])
    scaled: Matrix = weight / np.maximum(maths.total(weight, axis=1, keepdims=True), 1e-9)
    return scaled


def offer_board(
    model: "ComputeMarket",
    groups: Groups,
    sight: Sight,
    listings: Listings,
    terms: OfferTable,
    chips: ChipTable,
    bound: Vector,
) -> OfferBoard:
    """The offers of the month that have something free or under contract."""
    live = np.flatnonzero(((terms.capacity_units > 0) & (terms.price_usd > 0)) | (bound > 0))
    chip = listings.chip[live]
    purchase = listings.is_purchase[live]
    power = chips.power_a100[:, chip]
    choice = model.settings.choice
    upkeep = chips.energy_usd[:, chip] + chips.running_usd[:, chip]
    owned = terms.price_usd[live] * (1 / choice.own_horizon_months + choice.capital_cost_per_month)
    monthly = np.where(purchase, owned + upkeep, terms.price_usd[live])
    seen = listings.seen_from[live][:, groups.region].T & (power > 0)
    seen &= (terms.capacity_units[live] > 0)[None, :]
    relative = monthly / np.maximum(power, 1e-9) / REFERENCE_USD_PER_A100
    delay = choice.wait_sensitivity * terms.wait_months[live]
    tied = choice.commitment_aversion * terms.commitment_months[live]
    odds = np.where(
        seen,
        maths.power(np.maximum(relative, 1e-9), -choice.price_sensitivity) * maths.exp(-delay - tied),
        0.0,
    )
    odds = odds * np.where(purchase[None, :], groups.own_odds[:, None], 1.0)
    position = np.full(len(listings.rows), -1, np.int64)
    position[live] = np.arange(len(live))
    counts = np.count_nonzero(odds > 0, axis=1)
    group, offer = np.nonzero(odds > 0)
    lists = np.zeros((len(odds), max(1, int(counts.max(initial=0)))), np.int64)
    lists[group, np.arange(len(group)) - (np.cumsum(counts) - counts)[group]] = offer
    return OfferBoard(
        listing=live.astype(np.int64),
        position=position,
        supplier=listings.bit[live],
        chip=chip,
        stack=chips.stack[chip],
        is_purchase=purchase,
        price_usd=terms.price_usd[live],
        door_units=terms.door_units[live],
        commitment_months=terms.commitment_months[live],
        capacity_units=terms.capacity_units[live],
        odds=odds,
        power_a100=power,
        group_offers=lists,
        group_offer_count=counts,
    )


def pay_vouchers(startups: "Startups", sight: Sight) -> None:
    """The state puts vouchers into the purses of small firms, to be spent on rented compute."""
    voucher = sight.rules.voucher_usd[startups.traits.region]
    if not voucher.any():
        return
    model, columns, traits = startups.model, startups.columns, startups.traits
    state = model.accounts.outside(Outside.STATE)
    for group in np.flatnonzero(voucher):
        rows = startups.rows_of(int(group))
        small = (columns.alive[rows] == 1) & (columns.size_class[rows] == 0)
        columns.cash_usd[rows] += np.where(small, voucher[group], 0.0)
        paid = float(voucher[group]) * int(np.count_nonzero(small)) * float(traits.weight[group])
        model.money.pay(state, model.accounts.first_group + int(group), Kind.SUBSIDY, paid)


def spread(bookings: StartupTrade, board: OfferBoard, count: int) -> StartupTrade:
    """Bookings by lasting listing instead of by the month's offers."""

    def wide[Number: np.generic](values: NDArray[Number]) -> NDArray[Number]:
        table = np.zeros((values.shape[0], count), values.dtype)
        table[:, board.listing] = values
        return table

    first = np.zeros(count)
    first[board.listing] = bookings.first_choice_units
    classes = np.zeros((count, bookings.class_units.shape[1]))
    classes[board.listing] = bookings.class_units
    return StartupTrade(
        units=wide(bookings.units),
        amount_usd=wide(bookings.amount_usd),
        contract_units=wide(bookings.contract_units),
        contract_usd=wide(bookings.contract_usd),
        purchased_milli=wide(bookings.purchased_milli),
        first_choice_units=first,
        class_units=classes,
    )


def state_of(outcome: Outcome, groups: Groups) -> StartupState:
    """What the metrics read; the value of compute is what a firm would pay for it at most."""
    return StartupState(
        firms_alive=outcome.firms_alive,
        serving_a100=outcome.serving_a100,
        training_a100=outcome.training_a100,
        trained_max_a100_months=outcome.trained_max_a100_months,
        value_usd=groups.reservation_usd * (outcome.serving_a100 + outcome.training_a100),
        lock_in=outcome.lock_in,
        stack_a100=outcome.stack_a100,
        class_a100=outcome.class_a100,
        histogram_firms=outcome.histogram_firms,
        histogram_a100=outcome.histogram_a100,
    )


def owners(model: "ComputeMarket") -> dict[int, int]:
    """Groups of named start-ups by the firm that holds their equity."""
    groups, firms = model.accounts.groups, model.accounts.firms
    return {
        groups.index(row.second): firms.index(row.first)
        for row in model.rows.ties
        if row.kind == TieKind.OWNS and row.second in groups and row.first in firms
    }
