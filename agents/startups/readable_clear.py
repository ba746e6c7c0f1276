"""One round of clearing in arrays: what rows want, what is served, what they take and keep."""

from dataclasses import dataclass

import numpy as np

from agents.startups import rules
from agents.startups.columns import MOST_MILLI, NO_OFFER, NO_ONE, OWN_SLOTS, Columns
from agents.startups.partials import (
    AMOUNT_USD,
    FIRST_CLASS,
    PURCHASED_MILLI,
    TRUST_CLASSES,
    UNITS_BOOKED,
    ChoosePartials,
    add_blocks,
    fill_by_trust,
)
from agents.startups.readable_rows import Index, Mask, Place, Vector, of_offer, power_of_offer, ranked
from agents.startups.tables import OfferBoard
from model.ledger import MILLI


@dataclass(frozen=True, slots=True)
class Lot:
    """What each row's offer of one rank is; ``slot`` is where the row would keep bought chips."""

    power_a100: Vector
    price_usd: Vector
    door_units: Vector
    purchase: Mask
    chip: Index
    slot: Index


@dataclass(slots=True)
class Purse:
    """What a firm still needs and may still spend, round after round."""

    gap_a100: Vector
    rent_usd: Vector
    buy_usd: Vector
    cash_usd: Vector


def clear_round(
    columns: Columns,
    rank: int,
    place: Place,
    purse: Purse,
    board: OfferBoard,
    left_units: Vector,
    partials: ChoosePartials,
) -> Vector:
    """Serve strong ties first and the rest pro rata; what stays unfilled goes to the next rank."""
    count = len(board.listing)
    offer = ranked(columns, rank)
    at = np.where(offer == NO_OFFER, 0, offer)
    lot = _lot_of(columns, place, board, offer)
    units = _wanted(purse, lot)
    trust = columns.trust[:, rank].astype(np.int64)
    demand = place.add(place.weight * units, (at, count), (trust, TRUST_CLASSES))
    if rank == 0:
        partials.first_choice_units[:] = add_blocks(demand[:, :, 0] + demand[:, :, 1] + demand[:, :, 2])
    cleared = fill_by_trust(add_blocks(demand), left_units)
    got = units * cleared.fill[at, trust] if count else units
    milli = np.floor(got * place.weight * MILLI)
    milli = np.where(lot.purchase, np.minimum(milli, _room(columns, lot)), 0.0)
    got = np.where(lot.purchase, milli / MILLI / place.weight, got)
    paid = got * lot.price_usd
    _add_own_chips(columns, lot, milli)
    _spend(purse, got * lot.power_a100, paid, lot.purchase)
    columns.got_units[:, rank] = got
    if count:
        units, classes = place.weight * got, FIRST_CLASS + columns.size_class
        place.add_to(partials.booked, units, np.full(columns.rows, UNITS_BOOKED), at)
        place.add_to(partials.booked, place.weight * paid, np.full(columns.rows, AMOUNT_USD), at)
        place.add_to(partials.booked, milli, np.full(columns.rows, PURCHASED_MILLI), at)
        place.add_to(partials.booked, units, classes, at)
    return cleared.left_units


def _lot_of(columns: Columns, place: Place, board: OfferBoard, offer: Index) -> Lot:
    chip = of_offer(board.chip, offer, NO_ONE)
    return Lot(
        power_a100=power_of_offer(board, place.group, offer),
        price_usd=of_offer(board.price_usd, offer, 0.0),
        door_units=of_offer(board.door_units, offer, 0.0),
        purchase=of_offer(board.is_purchase, offer, False),
        chip=chip,
        slot=_slot_for(columns, chip),
    )


def _wanted(purse: Purse, lot: Lot) -> Vector:
    """Chips wanted; nothing without an offer (no power), nor without a slot for the chips."""
    budget = np.where(lot.purchase, purse.buy_usd, purse.rent_usd)
    units = rules.wanted_units(purse.gap_a100, lot.power_a100, budget, lot.price_usd, lot.door_units)
    homeless = lot.purchase & (lot.slot < 0)
    wanted: Vector = np.where((lot.chip == NO_ONE) | homeless, 0.0, units)
    return wanted


def _spend(purse: Purse, compute_a100: Vector, paid_usd: Vector, purchase: Mask) -> None:
    purse.gap_a100 = np.maximum(purse.gap_a100 - compute_a100, 0.0)
    purse.rent_usd = purse.rent_usd - np.where(purchase, 0.0, paid_usd)
    purse.buy_usd = purse.buy_usd - np.where(purchase, paid_usd, 0.0)
    purse.cash_usd = purse.cash_usd - paid_usd


def _slot_for(columns: Columns, chip: Index) -> Index:
    """The slot that holds the chip, else the first free one, else -1."""
    slot = np.full(columns.rows, -1)
    for wanted in (np.full(columns.rows, NO_ONE), chip):
        for candidate in reversed(range(OWN_SLOTS)):
            slot = np.where(columns.own_chip[:, candidate] == wanted, candidate, slot)
    return slot


def _room(columns: Columns, lot: Lot) -> Vector:
    """Thousandths of chips that the slot can still count."""
    held = np.take_along_axis(columns.own_milli, np.maximum(lot.slot, 0)[:, None], axis=1)[:, 0]
    return (MOST_MILLI - held.astype(np.int64)).astype(np.float64)


def _add_own_chips(columns: Columns, lot: Lot, milli: Vector) -> None:
    for candidate in range(OWN_SLOTS):
        here = (lot.slot == candidate) & (milli > 0.0)
        columns.own_chip[:, candidate] = np.where(here, lot.chip, columns.own_chip[:, candidate])
        columns.own_milli[:, candidate] += np.where(here, milli, 0.0).astype(np.int32)
