"""Groups of start-ups: a type in a region, or one named start-up; their traits as columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.inputs.cast import Cast, NamedStartupRow, StartupTypeRow
from model.inputs.catalogue import Catalogue
from model.state import maths

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Groups:
    """Traits by group; money and needs per firm of size one.

    ``arena`` numbers the contests for users: a type in a bloc of regions. ``named`` marks groups
    of one named start-up, ``named_size`` is its size (zero for other groups). ``paid_by_users`` marks
    whose revenue is what users of AI spend, ``region_bloc`` numbers the bloc of each region.
    """

    names: tuple[str, ...]
    types: tuple[str, ...]
    type_index: NDArray[np.int64]
    region: NDArray[np.int64]
    arena: NDArray[np.int64]
    named: NDArray[np.bool_]
    firms: Vector
    rows: tuple[int, ...]
    opening_cash_usd: Vector
    size_sigma: Vector
    runway_months: Vector
    compute_share: Vector
    revenue_usd: Vector
    revenue_compute_share: Vector
    training_need_a100: Vector
    training_share: Vector
    buy_share: Vector
    own_odds: Vector
    opening_owned_a100: Vector
    funded: NDArray[np.bool_]
    reservation_usd: Vector
    born_month: NDArray[np.int64]
    named_size: Vector
    paid_by_users: NDArray[np.bool_]
    region_bloc: NDArray[np.int64]

    @property
    def weight(self) -> Vector:
        """Real firms that a row stands for."""
        return self.firms / np.maximum(np.array(self.rows, np.float64), 1.0)


def build_groups(cast: Cast, catalogue: Catalogue, rows: int, start_month_of: dict[str, int]) -> Groups:
    """Groups in the order of their accounts; ``rows`` generic rows are shared out by firms."""
    regions = catalogue.region_names
    types = {row.name: row for row in cast.type}
    generic = [(row, region, row.firms * share) for row in cast.type for region, share in row.regions.items()]
    shared = share_rows([firms for _, _, firms in generic], rows)
    traits: list[tuple[StartupTypeRow, NamedStartupRow | None, str, float, int]] = [
        (row, None, region, firms, count) for (row, region, firms), count in zip(generic, shared, strict=True)
    ]
    traits += [(types[row.type], row, row.region, 1.0, 1 if rows > 0 else 0) for row in cast.named]
    order = [row.name for row in cast.type]

    def column(name: str) -> Vector:
        return np.array([getattr(kind, name) for kind, *_ in traits], np.float64)

    region_index = np.array([regions.index(region) for _, _, region, _, _ in traits], np.int64)
    type_index = np.array([order.index(kind.name) for kind, *_ in traits], np.int64)
    blocs = list(dict.fromkeys(region.bloc for region in catalogue.regions))
    bloc_index = np.array([blocs.index(region.bloc) for region in catalogue.regions], np.int64)
    return Groups(
        names=tuple(named.name if named else f"{kind.name}/{region}" for kind, named, region, _, _ in traits),
        types=tuple(order),
        type_index=type_index,
        region=region_index,
        arena=len(blocs) * type_index + bloc_index[region_index],
        named=np.array([named is not None for _, named, *_ in traits]),
        firms=np.array([firms for *_, firms, _ in traits], np.float64),
        rows=tuple(count for *_, count in traits),
        opening_cash_usd=np.array(
            [
                named.opening_cash_usd / named.size if named else kind.opening_cash_usd
                for kind, named, *_ in traits
            ]
        ),
        size_sigma=column("size_sigma"),
        runway_months=column("runway_months"),
        compute_share=column("compute_share"),
        revenue_usd=np.array(
            [
                named.opening_revenue_usd_per_month / named.size if named else kind.revenue_usd_per_month
                for kind, named, *_ in traits
            ]
        ),
        revenue_compute_share=column("revenue_compute_share"),
        training_need_a100=column("training_need_a100"),
        training_share=column("training_share"),
        buy_share=column("buy_share"),
        own_odds=column("own_odds"),
        opening_owned_a100=np.where(
            [named is not None for _, named, *_ in traits], 0.0, column("opening_owned_a100")
        ),
        funded=column("funding_weight") > 0,
        reservation_usd=column("reservation_usd_per_a100_month"),
        born_month=np.array(
            [start_month_of.get(named.name, -1) if named else -1 for _, named, *_ in traits],
            np.int64,
        ),
        named_size=np.array([named.size if named else 0.0 for _, named, *_ in traits]),
        paid_by_users=np.array([kind.paid_by_users for kind, *_ in traits], np.bool_),
        region_bloc=bloc_index,
    )


def opening_revenue_usd(groups: Groups) -> Vector:
    """Revenue a month of each group as the world opens; who is founded later has none yet."""
    opened = ~groups.named | (groups.born_month < 0)
    size = np.where(groups.named, groups.named_size, groups.firms)
    return np.where(opened, size * groups.revenue_usd, 0.0)


def share_rows(firms: list[float], rows: int) -> list[int]:
    """Rows by group in proportion to the square root of firms, at least one each if there are any.

    The root gives rare, large kinds (labs) enough rows; weights make up for it.
    """
    if rows <= 0:
        return [0] * len(firms)
    roots = np.sqrt(np.array(firms))
    shares = np.maximum(rows * roots / maths.total(roots), 1.0)
    counts = np.floor(shares).astype(int)
    for group in np.argsort(-(shares - counts), kind="stable")[
        : max(0, rows - int(counts.sum(dtype=np.int64)))
    ]:
        counts[group] += 1
    return [int(count) for count in counts]
