"""The month's offers as start-ups see them, all runs at once: terms, odds, who sees what."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from agents.startups.groups import Groups
from agents.startups.tables import ChipTable, OfferBoard, offers_in_view
from model.state import maths
from model.state.startup_tables import StartupTrade
from model.state.world import World

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]
type Index = NDArray[np.int64]
type Flags = NDArray[np.bool_]

REFERENCE_USD_PER_A100 = 1_000.0


def offer_board(world: World, traits: Groups, chips: ChipTable, closed: Flags) -> OfferBoard:
    """The offers that have something free, or under contract, in any run.

    ``closed`` (runs × groups × listings) are those that a group does not look at.
    """
    listings, terms = world.listings, world.terms
    is_open = (terms.capacity_units > 0) & (terms.price_usd > 0)
    is_listed = is_open | (world.bound_units > 0)
    live = np.flatnonzero(is_listed.any(axis=0))
    chip = listings.chip[live]
    power = chips.power_a100[:, :, chip]
    seen = np.swapaxes(world.listing_seen[:, live][:, :, traits.region], 1, 2)
    seen = seen & ~closed[:, :, live]
    odds = _odds(world, traits, chips, live, seen & is_open[:, None, live] & (power > 0))
    position = np.full(is_listed.shape, -1, np.int64)
    position[:, live] = np.where(is_listed[:, live], np.arange(len(live)), -1)
    offers, counts = offers_in_view(odds)
    return OfferBoard(
        listing=live,
        position=position,
        supplier=listings.bit[live],
        chip=chip,
        stack=chips.stack[chip],
        is_purchase=listings.is_purchase[live],
        price_usd=terms.price_usd[:, live],
        min_order_units=terms.min_order_units[:, live],
        commitment_months=terms.commitment_months[:, live],
        capacity_units=terms.capacity_units[:, live],
        odds=odds,
        power_a100=power,
        group_offers=offers,
        group_offer_count=counts,
    )


def _odds(world: World, traits: Groups, chips: ChipTable, live: Index, seen: Flags) -> Matrix:
    """Odds by cost, waiting and commitment where an offer is seen (runs × groups × offers), else zero."""
    terms, choice = world.terms, world.numbers("choice", 1)
    price, purchase = terms.price_usd[:, live], world.listings.is_purchase[live]
    owned = price * (1 / choice.own_horizon_months + choice.capital_cost_per_month)
    delay = choice.wait_sensitivity * terms.wait_months[:, live]
    tied = choice.commitment_aversion * terms.commitment_months[:, live]
    patience = maths.exp(-delay - tied)
    run, group, offer = seen.nonzero()
    chip, buys = world.listings.chip[live[offer]], purchase[offer]
    upkeep = chips.energy_usd[run, group, chip] + chips.running_usd[run, group, chip]
    monthly = np.where(buys, owned[run, offer] + upkeep, price[run, offer])
    relative = monthly / np.maximum(chips.power_a100[run, group, chip], 1e-9) / REFERENCE_USD_PER_A100
    cheapness = maths.power(np.maximum(relative, 1e-9), -choice.price_sensitivity[run, 0])
    odds = np.zeros(seen.shape)
    odds[run, group, offer] = cheapness * patience[run, offer] * np.where(buys, traits.own_odds[group], 1.0)
    return odds


def entry_cost_usd(board: OfferBoard, need_a100_months: Vector) -> Matrix:
    """Cheapest way into a minimal training run (runs × 1 × 1): what must be paid up front or bound for.

    Runs × groups; infinite where there is none.
    """
    min_order, price = board.min_order_units[:, None, :], board.price_usd[:, None, :]
    units = np.maximum(need_a100_months / np.maximum(board.power_a100, 1e-9), min_order)
    months = np.maximum(board.commitment_months, 1)[:, None, :]
    cost = np.where(board.is_purchase, units * price, units * price * months)
    enough = (board.capacity_units >= board.min_order_units)[:, None, :]
    cost = np.where((board.odds > 0) & enough, cost, np.inf)
    cheapest: Matrix = cost.min(axis=2, initial=np.inf)
    return cheapest


def by_listing(bookings: StartupTrade, listing: Index, count: int) -> StartupTrade:
    """The month's bookings, told which listings the offers are; sums over groups by every listing."""
    runs, _, classes = bookings.class_units.shape
    first, class_units = np.zeros((runs, count)), np.zeros((runs, count, classes))
    first[:, listing] = bookings.first_choice_units
    class_units[:, listing] = bookings.class_units
    return replace(bookings, listing=listing, first_choice_units=first, class_units=class_units)
