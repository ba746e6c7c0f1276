"""How firms come to know each other, by search and by referral, and how ties age."""

import functools

import numpy as np
from numpy.typing import NDArray

from model.markets.goodwill import resented_rises
from model.state import maths
from model.state.randomness import Purpose, key_of, mix, stream, to_unit
from model.state.setup import Setup
from model.state.world import World

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]
type Index = NDArray[np.int64]


def form_ties(world: World) -> None:
    """Now and then a buyer meets a seller it does not know: a partner's partner, or a busy one.

    Sellers are vendors anywhere and resellers of the region; half of the meetings (the referral
    share) follow whom the buyer's partners deal with, the rest follow sales so far.
    """
    firms, rules, ties = world.setup.firms, world.numbers("network", 1), world.ties
    buyers = np.concatenate([firms.clouds, firms.resellers])
    keys = _keys(world.setup.accounts.firms)[buyers]
    run, place = np.nonzero(_draws(world, Purpose.FIRM_SEARCH, keys) < rules.firm_search_rate)
    if not len(run):
        return
    buyer, event = buyers[place], np.arange(len(run))
    linked = (ties.strength > 0) | (ties.strength.transpose(0, 2, 1) > 0)
    open_to = _sellers(world.setup)[buyer] & (ties.strength[run, :, buyer] == 0)
    open_to[event, buyer] = False
    known = linked.astype(np.float64)
    friends = maths.dot(known[run, buyer][:, None], known[run])
    busy = np.sqrt(maths.total(ties.trade_usd) + 1.0)[run]
    referral = rules.referral_share[run]
    odds = referral * _shares(friends, open_to) + (1.0 - referral) * _shares(busy, open_to)
    point = _draws(world, Purpose.FIRM_SEARCH_WHOM, keys)[run, place] * maths.total(odds)
    seller = np.count_nonzero(np.cumsum(odds, axis=1) <= point[:, None], axis=1)
    met = open_to.any(axis=1)
    run, buyer, seller = run[met], buyer[met], seller[met]
    ties.form(run, seller, buyer, rules.first_trust[run, 0])


def age_ties(world: World) -> None:
    """Trade of the closed month strengthens ties; all others fade, and a dear vendor's do so faster."""
    journal, count = world.journal, world.setup.firms.count
    assert journal is not None, "ties age once the month's books are closed"
    traded: Vector = np.zeros((world.runs, count, count))
    between = (journal.payer < count) & (journal.payee < count)
    places = (journal.run[between], journal.payee[between], journal.payer[between])
    np.add.at(traded, places, journal.amount_usd[between])
    rules = world.numbers("network", 2)
    fade = np.repeat(rules.fade, count, axis=1)
    fade[:, world.setup.firms.vendors, 0] += world.numbers("vendor", 1).resentment * resented_rises(world)
    world.ties.age(traded, rules.growth, np.minimum(fade, 1.0))


def _draws(world: World, purpose: Purpose, keys: NDArray[np.uint64]) -> Vector:
    streams = np.array([stream(seed, purpose, world.month) for seed in world.seeds], np.uint64)
    return to_unit(mix(keys ^ streams[:, None]))


@functools.lru_cache(maxsize=4)
def _keys(firms: tuple[str, ...]) -> NDArray[np.uint64]:
    """What keys each firm's draws."""
    return np.array([key_of(f"meets {name}") for name in firms], np.uint64)


@functools.lru_cache(maxsize=4)
def _sellers(setup: Setup) -> Flags:
    """Whom each firm may meet at all: firms × firms."""
    firms = setup.firms
    sells: Flags = np.zeros((firms.count, firms.count), np.bool_)
    sells[:, firms.vendors] = True
    is_member = np.isin(np.arange(firms.count), firms.resellers)
    local = firms.region[:, None] == firms.reseller_region
    sells[:, firms.resellers] = local & ~is_member[:, None]
    return sells


def _shares(weight: Vector, open_to: Flags) -> Vector:
    """Weights of those that are open as shares of one; equal shares where nobody has any weight."""
    counted = np.where(open_to, weight, 0.0)
    whole = maths.total(counted, keepdims=True)
    equal = open_to / np.maximum(np.count_nonzero(open_to, axis=1, keepdims=True), 1)
    return np.where(whole > 0, counted / np.where(whole > 0, whole, 1.0), equal)
