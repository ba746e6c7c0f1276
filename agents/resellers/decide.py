"""The channel's monthly round: every member decides by its own strategy, all of them at once."""

from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.resellers.offer import channel_listings
from agents.resellers.pages import Orders, Quotes
from agents.resellers.substitutes import substitute_usd
from agents.resellers.view import at_home, may_not_hoard, view_of
from agents.strategies.reseller.base import ResellerView
from agents.strategies.reseller.pass_through import PassThrough
from model.state import maths
from model.state.kinds import MILLI
from model.state.world import World

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]
type Question = Literal["asks", "offered_units", "orders", "cancels"]

PLAIN = PassThrough()
"""How a member decides that may not hoard."""
LEAST_USD = 1e-9


def quote_asks(actors: Actors) -> None:
    """Set asks and what is on offer."""
    world = actors.world
    table, snapshot = world.resellers, world.snapshot
    if not table.ask_usd.size:
        return
    list_usd = snapshot.list_usd[:, None]
    stocked = world.chips.held[:, world.setup.firms.resellers] > 0
    before = np.where(stocked & (table.ask_usd <= 0), list_usd, table.ask_usd)
    view = view_of(world, before)
    asks = np.where(before > 0, _decided(actors, view, "asks"), 0.0)
    moved = maths.log(np.maximum(asks, LEAST_USD) / np.maximum(before, LEAST_USD))
    moved = np.where((before <= 0) | (asks <= 0), 0.0, moved)
    rise = view.expected_rise
    table.expected_rise[...] = rise + world.numbers("channel", 2).rise_smoothing * (moved - rise)
    cap = snapshot.rules.channel_cap[:, world.setup.firms.reseller_region, None]
    asks = np.where(list_usd > 0, np.minimum(asks, list_usd * (1.0 + cap)), asks)
    bound_usd = substitute_usd(world)[:, world.setup.firms.reseller_region]
    # Who pays the maker's price in spite of a substitute will pay it on the street.
    asks = np.minimum(asks, np.maximum(bound_usd, view.reference_usd))
    table.ask_usd[...] = asks
    after = replace(view, ask_usd=asks, expected_rise=table.expected_rise.copy())
    offered = _decided(actors, after, "offered_units")
    table.offered_units[...] = offered
    if actors.notebook.is_open:
        actors.notebook.write(Quotes(view, asks, after, offered, cap, bound_usd))


def note_channel_demand(actors: Actors) -> None:
    """Sales and part of the unmet demand are what next month may bring."""
    world = actors.world
    table, rules, trade = world.resellers, world.numbers("channel", 2), world.trade
    assert trade is not None, "demand is noted after the start-ups have traded"
    on = channel_listings(world)
    bought = world.trade_totals.bought_milli[:, on.numbers] / MILLI
    missed = np.zeros_like(table.sold_units)
    missed[:, on.members, on.chips] = np.maximum(trade.first_choice_units[:, on.numbers] - bought, 0.0)
    table.sold_units[...] = table.spot_sold_units
    table.sold_units[:, on.members, on.chips] += bought
    sold, asked = table.sold_units, missed + table.rejected_units
    table.shortfall[...] = maths.log(np.minimum((sold + asked + 1) / (sold + 1), rules.most_asked))
    most_missed = rules.unmet_sales_factor * sold + rules.unmet_units
    seen = sold + rules.unmet_weight * np.minimum(missed, most_missed)
    # Who had nothing to sell has seen no demand: what it expects stays as it was.
    had_stock = table.offered_units + table.spot_sold_units >= 1
    table.expected_units += rules.smoothing * had_stock * (seen - table.expected_units)


def order_chips(actors: Actors) -> None:
    """Order from makers that a member is tied to, what is lawful there; withdraw phantom orders."""
    world = actors.world
    table, orders, accounts = world.resellers, world.orders, world.setup.firms.resellers
    if not table.ask_usd.size:
        return
    rate = orders.fill_rate(accounts)
    table.fill_rate += world.numbers("channel", 2).smoothing * (rate - table.fill_rate)
    may = _may_order(world)
    _try_new_chips(world, may)
    view = view_of(world, table.ask_usd.copy())
    wanted = np.where(may, _decided(actors, view, "orders"), 0.0)
    cancelled = _decided(actors, view, "cancels")
    orders.cancel(accounts, cancelled.astype(np.int64))
    orders.place(accounts, wanted.astype(np.int64))
    world.counters.tiers["channel"].add(maths.total(wanted), maths.total(table.sold_units))
    if actors.notebook.is_open:
        actors.notebook.write(Orders(view, wanted, cancelled))


def _decided(actors: Actors, view: ResellerView, question: Question) -> Vector:
    """One decision of every member; where hoarding is banned, as one that passes on what it gets."""
    own: Vector = actors.resellers.ask(question, view)
    banned = may_not_hoard(actors.world)
    return np.where(banned, getattr(PLAIN, question)(view), own) if banned.any() else own


def _may_order(world: World) -> Flags:
    """Chips that may be delivered to a member by a maker that it is tied to; none of them to grey traders."""
    firms, makers = world.setup.firms, np.maximum(world.setup.chips.maker, 0)
    tied = world.ties.strength[:, makers[None, :], firms.resellers[:, None]] > 0
    return at_home(world.snapshot.orderable, world) & tied & ~firms.is_grey[:, None]


def _try_new_chips(world: World, may: Flags) -> None:
    """A chip that is new on sale is tried on the scale of the usual business."""
    table, list_usd = world.resellers, world.snapshot.list_usd[:, None]
    new = may & (table.expected_units <= 0) & (table.ask_usd <= 0)
    if not new.any():
        return
    usual = maths.total(table.expected_units, keepdims=True)
    reference = list_usd[:, :, world.setup.chips.reference, None]
    scale = np.minimum(reference / np.maximum(list_usd, 1.0), 1.0)
    trial = np.maximum(world.numbers("channel", 2).trial_share * usual * scale, 1.0)
    table.expected_units[...] = np.where(new, trial, table.expected_units)
