"""What the counters read of a run: months × firms or chips, and when something dated happens."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.foundries.bottlenecks import use_of
from experiments.events import policy_events
from model.batch import Batch
from model.inputs.scenario import Scenario
from model.state.kinds import MILLI
from model.state.maths import total
from model.state.world import World

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]
type Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Series:
    """One run, months first: large buyers, vendors' chips, clouds that let, asks of the channel.

    ``wanted_usd`` and ``ordered_usd`` are months × large buyers. ``wait_months``, ``on_sale``, ``load`` (of a
    chip's busiest bottleneck), ``shipped_units``, ``backlog_units`` and ``stock_units`` (its vendor's) are
    months × vendors' chips, ``vendor`` and ``launch_month`` one a chip. ``cash_usd`` is months × firms,
    ``use`` months × clouds that let (not a number without chips), ``ask_share`` the part of asks at the
    deepest discount, a month. ``event_months`` are those in which something dated happens.
    """

    scenario: Scenario
    buyers: tuple[str, ...]
    chips: tuple[str, ...]
    vendors: tuple[str, ...]
    firms: tuple[str, ...]
    vendor: Index
    launch_month: Index
    longest_wait_months: float
    wanted_usd: Vector
    ordered_usd: Vector
    wait_months: Vector
    on_sale: Flags
    load: Vector
    shipped_units: Vector
    backlog_units: Vector
    stock_units: Vector
    cash_usd: Vector
    use: Vector
    ask_share: Vector
    event_months: tuple[int, ...] = field(default=())


def watch(batch: Batch) -> list[Series]:
    """Run a batch to its end; returns the series of every run."""
    months: list[dict[str, NDArray[Any]]] = []
    while batch.months_done < batch.months_total:
        batch.run_month()
        months.append(_month(batch.world))
    stacked = {name: np.stack([month[name] for month in months], axis=1) for name in months[0]}
    return [
        _series(batch.world, run, {name: values[run] for name, values in stacked.items()})
        for run in batch.world.run.tolist()
    ]


def _month(world: World) -> dict[str, NDArray[Any]]:
    """What a month adds, runs first."""
    setup, clouds, chips = world.setup, world.clouds, _vendor_chips(world)
    large, lets = np.flatnonzero(clouds.is_large), np.flatnonzero(clouds.rents_out)
    maker = setup.firms.vendors[setup.chips.vendor[chips]]
    compute = world.fitness.compute().mixed_by(clouds.training_share)
    held = total(world.chips.units(setup.firms.clouds) * compute)
    used = total(clouds.used_units * compute)
    rules = world.numbers("channel", 2)
    asked, reference = world.resellers.ask_usd, world.snapshot.list_usd[:, None]
    at_floor = (asked > 0) & (asked <= reference * (1 - rules.max_loss) * (1 + 1e-9))
    return {
        "wanted_usd": clouds.wanted_usd[:, large],
        "ordered_usd": clouds.investment_usd[:, large],
        "wait_months": world.snapshot.lead_months[:, chips],
        "on_sale": world.prices.on_sale[:, chips].copy(),
        "load": _load(world)[:, chips],
        "shipped_units": _shipped(world)[:, chips],
        "backlog_units": world.orders.open_units.sum(axis=1, dtype=np.int64)[:, chips].astype(np.float64),
        "stock_units": world.chips.held[:, maker, chips] / MILLI,
        "cash_usd": world.money.balance_usd[:, : setup.firms.count].copy(),
        "use": np.where(held > 0, used / np.where(held > 0, held, 1.0), np.nan)[:, lets],
        "ask_share": at_floor.sum(axis=(1, 2)) / np.maximum((asked > 0).sum(axis=(1, 2)), 1),
    }


def _vendor_chips(world: World) -> Index:
    return np.flatnonzero(world.setup.chips.vendor >= 0)


def _load(world: World) -> Vector:
    """Load of the busiest of the bottlenecks that a chip passes, runs × chips."""
    load = np.nan_to_num(world.foundries.load)[:, :, None]
    return np.where(use_of(world.setup) > 0, load, 0.0).max(axis=1)


def _shipped(world: World) -> Vector:
    """What makers delivered, runs × chips: to firms, themselves and direct buyers."""
    listings, bought = world.listings, world.trade_totals.bought_milli / MILLI
    direct = np.zeros_like(world.counters.shipped_units)
    own = bought * np.isin(listings.supplier, world.setup.firms.vendors)
    np.add.at(direct, (world.run[:, None], listings.chip), own)
    return world.counters.shipped_units + direct + world.counters.own_made_units


def _series(world: World, run: int, months: dict[str, NDArray[Any]]) -> Series:
    setup, chips, scenario = world.setup, _vendor_chips(world), world.scenarios[run]
    names = setup.catalogue.chip_names
    return Series(
        scenario=scenario,
        buyers=tuple(row.name for row in setup.cast.cloud if row.is_large),
        chips=tuple(names[chip] for chip in chips.tolist()),
        vendors=tuple(row.name for row in setup.cast.vendor),
        firms=tuple(setup.accounts.firms),
        vendor=setup.chips.vendor[chips],
        launch_month=setup.chips.launch_month[chips],
        longest_wait_months=float(world.numbers("vendor", 0).longest_wait_months[run]),
        event_months=tuple(scenario.calendar.month_of(event.day) for event in policy_events(scenario)),
        **months,
    )
