"""The month's tables as plain Python objects, which loops over agents read fastest."""

from bisect import bisect_right
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.startups.partials import TRUST_CLASSES
from agents.startups.tables import Behaviour, ChipTable, GroupMonth, OfferBoard, Streams

type Vector = NDArray[np.float64]
type Keys = NDArray[np.uint64]

MASK = 0xFFFFFFFFFFFFFFFF


def draw(key: int, stream: int) -> float:
    """A number in [0, 1) keyed as in ``model.state.randomness``, on Python's integers."""
    bits = ((key ^ stream) + 0x9E3779B97F4A7C15) & MASK
    bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & MASK
    return ((bits ^ (bits >> 31)) >> 11) * 2.0**-53


@dataclass(slots=True, eq=False)
class Offer:
    """One offer, with the running state of its clearing."""

    position: int
    listing: int
    supplier: int
    chip: int
    stack: int
    is_purchase: bool
    price_usd: float
    min_order_units: float
    commitment_months: int
    left_units: float
    min_order_usd: float
    demand_units: list[float] = field(default_factory=lambda: [0.0] * TRUST_CLASSES)
    fill: list[float] = field(default_factory=lambda: [0.0] * TRUST_CLASSES)

    def clear(self) -> None:
        """Serve the demand by trust from what is left, and make ready for the next round."""
        for trust, wanted in enumerate(self.demand_units):
            served = min(wanted, self.left_units)
            self.fill[trust] = served / wanted if wanted > 0.0 else 0.0
            self.left_units -= served
            self.demand_units[trust] = 0.0


@dataclass(frozen=True, slots=True)
class Group:
    """What holds for the start-ups of one group this month."""

    weight: float
    spend_rate: float
    rent_share: float
    revenue_rent_share: float
    buy_share: float
    training_want_a100: float
    serving_a100_per_usd: float
    pool_per_attention_usd: float
    frontier_a100_months: float
    staff_rate: float
    staff_floor_usd: float
    staff_revenue_share: float
    funding_per_attention_usd: float
    funding_per_size_usd: float
    round_usd: float
    voucher_usd: float
    meeting: list[float]
    odds: list[float]
    power_a100: list[float]
    chip_power_a100: list[float]
    chip_energy_usd: list[float]
    chip_running_usd: list[float]
    seen: list[Offer]

    def whom(self, draw: float) -> int | None:
        """The supplier met at a draw, if any."""
        supplier = bisect_right(self.meeting, draw)
        return supplier if supplier < len(self.meeting) else None


@dataclass(frozen=True, slots=True)
class Month:
    """All an agent reads in one month."""

    month: int
    groups: list[Group]
    offers: list[Offer]
    by_listing: dict[int, Offer]
    stack_of_chip: list[int]
    behaviour: Behaviour[float]
    tastes: list[int]
    search: int
    search_whom: int
    forget: int


def month_tables(
    month: int,
    groups: GroupMonth,
    board: OfferBoard,
    chips: ChipTable,
    behaviour: Behaviour[Vector],
    streams: Streams[Keys],
) -> Month:
    """Turn the month's arrays into objects and lists, once for all agents."""
    offers = _offers(board)
    return Month(
        month=month,
        groups=_groups(groups, board, chips, offers),
        offers=offers,
        by_listing={offer.listing: offer for offer in offers},
        stack_of_chip=chips.stack.tolist(),
        behaviour=Behaviour(
            **{field.name: float(getattr(behaviour, field.name)[0]) for field in fields(behaviour)}
        ),
        tastes=[int(key[0]) for key in (streams.taste_first, streams.taste_second, streams.taste_third)],
        search=int(streams.search[0]),
        search_whom=int(streams.search_whom[0]),
        forget=int(streams.forget[0]),
    )


def _offers(board: OfferBoard) -> list[Offer]:
    columns = (
        board.listing,
        board.supplier,
        board.chip,
        board.stack,
        board.is_purchase,
        board.price_usd[0],
        board.min_order_units[0],
        board.commitment_months[0],
        board.capacity_units[0],
        board.min_order_units[0] * board.price_usd[0],
    )
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [Offer(position, *row) for position, row in enumerate(rows)]


def _groups(groups: GroupMonth, board: OfferBoard, chips: ChipTable, offers: list[Offer]) -> list[Group]:
    columns = (
        groups.weight,
        groups.spend_rate,
        groups.rent_share,
        groups.revenue_rent_share,
        groups.buy_share,
        groups.training_want_a100,
        groups.serving_a100_per_usd,
        groups.pool_per_attention_usd,
        groups.frontier_a100_months,
        groups.staff_rate,
        groups.staff_floor_usd,
        groups.staff_revenue_share,
        groups.funding_per_attention_usd,
        groups.funding_per_size_usd,
        groups.round_usd,
        groups.voucher_usd,
        groups.meeting,
        board.odds,
        board.power_a100,
        chips.power_a100,
        chips.energy_usd,
        chips.running_usd,
    )
    lists: list[list[Any]] = [column[0].tolist() for column in columns]
    counts = board.group_offer_count[0].tolist()
    views = [
        [offers[position] for position in view[:count]]
        for view, count in zip(board.group_offers[0].tolist(), counts, strict=True)
    ]
    return [Group(*row) for row in zip(*lists, views, strict=True)]
