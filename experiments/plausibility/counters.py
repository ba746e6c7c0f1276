"""The counters: each reads one run and says how far it goes, and where; one function and one line each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.calibration.draws import value_at
from experiments.calibration.priors import load_priors
from experiments.plausibility.series import Series

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]
type Limits = Mapping[str, float]
"""A counter's own numbers, from bounds.toml."""

AFTER_EVENT = 6
"""Months after something dated in which the market may be out of step."""
LAUNCH_MONTHS = 9
"""Months after a launch in which a new chip is short as it ramps up."""
QUARTER, YEAR = 3, 12


@dataclass(frozen=True, slots=True)
class Found:
    """A counter's value in a run, and who or what it is most about."""

    value: float
    where: str = ""


type Counter = Callable[[Series, Limits], Found]


def wanted_over_ordered(run: Series, limits: Limits) -> Found:
    """Quarters of large buyers in which they want much more, or much less, than they order."""
    months = len(run.wanted_usd) // QUARTER * QUARTER
    quarters = (months // QUARTER, QUARTER, len(run.buyers))
    wanted = run.wanted_usd[:months].reshape(quarters).sum(axis=1)
    ordered = run.ordered_usd[:months].reshape(quarters).sum(axis=1)
    calm = ~_near_event(run)[:months].reshape(quarters[:2]).any(axis=1)
    counts = calm[:, None] & ((wanted > 0) | (ordered > 0))
    outside = (wanted > limits["high"] * ordered) | (wanted < limits["low"] * ordered)
    return _share(outside & counts, counts, run.buyers)


def waits_at_idle_makers(run: Series, limits: Limits) -> Found:
    """Months in which customers wait long for a seasoned chip while all that makes it has room."""
    seasoned = run.on_sale & (_age(run) >= LAUNCH_MONTHS)
    waits = seasoned & (run.wait_months > limits["wait_months"]) & (run.load < limits["load"])
    return _share(_by_vendor(run, waits), _by_vendor(run, seasoned), run.vendors)


def overstocked_chips(run: Series, limits: Limits) -> Found:
    """Chips that a vendor holds for months of their sales, month after month."""
    length = int(limits["for_months"])
    sales = _mean_of_last(run.shipped_units, length)
    over = (run.stock_units > limits["cover_months"] * sales) & (run.stock_units >= limits["fewest_units"])
    lasts = _last(over, length).any(axis=0)
    return Found(float(lasts.sum()), ", ".join(np.array(run.chips)[lasts]))


def stranded_units(run: Series, limits: Limits) -> Found:
    """Most whole chips that vendors hold of kinds that were on sale and are no more."""
    was_on_sale = np.logical_or.accumulate(run.on_sale, axis=0)
    stranded = np.where(was_on_sale & ~run.on_sale, np.floor(run.stock_units), 0.0)
    chip = int(stranded.max(axis=0).argmax())
    value = float(stranded.sum(axis=1).max())
    return Found(value, run.chips[chip] if value else "")


def fall_of_shipments(run: Series, limits: Limits) -> Found:
    """Largest fall of a vendor's smoothed shipments within two quarters while its customers wait."""
    within = int(limits["within_months"])
    smooth = _mean_of_last(_sum_by_vendor(run, run.shipped_units), int(limits["smoothing_months"]))
    backlog = _sum_by_vendor(run, run.backlog_units)
    waiting = _last(backlog > limits["backlog_months"] * np.maximum(smooth, 1.0), within)
    calm = _last(~_near_event(run)[:, None], within)
    highest = _highest_of_last(smooth, within)
    counts = waiting & calm & (highest >= limits["fewest_units"])
    falls = np.where(counts, 1.0 - smooth / np.maximum(highest, 1.0), 0.0)
    return _most(falls, run.vendors)


def growth_of_makers(run: Series, limits: Limits) -> Found:
    """Largest growth of a vendor's units from one year to the next, from a volume that counts."""
    years = len(run.shipped_units) // YEAR
    units = _sum_by_vendor(run, run.shipped_units)[: years * YEAR]
    made = units.reshape(years, YEAR, len(run.vendors)).sum(axis=1)
    large = made[1:] > limits["fewest_units"]
    grown = np.where(large, made[1:] / np.maximum(made[:-1], limits["least_before"]), 0.0)
    return _most(grown, run.vendors)


def overdrawn_usd(run: Series, limits: Limits) -> Found:
    """Most that a firm has spent beyond what it had."""
    return _most(np.maximum(-run.cash_usd, 0.0), run.firms)


def defaults_outside_priors(run: Series, limits: Limits) -> Found:
    """Parameters of the scenario that lie outside their own priors."""
    out = []
    for prior in load_priors():
        value = value_at(run.scenario, prior.parameter)
        if isinstance(value, (int, float)) and not prior.low <= value <= prior.high:
            out.append(prior.parameter)
    return Found(float(len(out)), ", ".join(out))


def waits_at_bound(run: Series, limits: Limits) -> Found:
    """Months of chips on sale whose wait is the longest that anybody reckons with."""
    return _share(run.on_sale & (run.wait_months >= run.longest_wait_months), run.on_sale, run.chips)


def use_at_bound(run: Series, limits: Limits) -> Found:
    """Months of clouds that let in which all, or nothing, of their compute is in use."""
    known = ~np.isnan(run.use)
    return _share(known & ((run.use >= 1.0 - 1e-6) | (run.use <= 1e-6)), known, ())


def asks_at_bound(run: Series, limits: Limits) -> Found:
    """Part of the channel's asks that stand at the deepest discount."""
    return Found(float(run.ask_share.mean()))


COUNTERS: dict[str, Counter] = {
    "wanted_over_ordered": wanted_over_ordered,
    "waits_at_idle_makers": waits_at_idle_makers,
    "overstocked_chips": overstocked_chips,
    "stranded_units": stranded_units,
    "fall_of_shipments": fall_of_shipments,
    "growth_of_makers": growth_of_makers,
    "overdrawn_usd": overdrawn_usd,
    "defaults_outside_priors": defaults_outside_priors,
    "waits_at_bound": waits_at_bound,
    "use_at_bound": use_at_bound,
    "asks_at_bound": asks_at_bound,
}


def _share(marked: Flags, counted: Flags, names: tuple[str, ...]) -> Found:
    """Part of what counts that is marked, and whose it is most."""
    value = float(marked.sum() / max(int(counted.sum()), 1))
    worst = int(marked.sum(axis=0).argmax()) if marked.size else 0
    return Found(value, names[worst] if value and names else "")


def _most(values: Vector, names: tuple[str, ...]) -> Found:
    value = float(values.max(initial=0.0))
    return Found(value, names[int(values.max(axis=0).argmax())] if value else "")


def _near_event(run: Series) -> Flags:
    """Months in which something dated happens, or has happened a short time ago."""
    months = np.arange(len(run.on_sale))
    flags = np.zeros(len(months), np.bool_)
    for event in run.event_months:
        flags |= (months >= event) & (months < event + AFTER_EVENT)
    return flags


def _age(run: Series) -> NDArray[np.int64]:
    return np.arange(len(run.on_sale))[:, None] - run.launch_month


def _by_vendor(run: Series, flags: Flags) -> Flags:
    """Whether any chip of a vendor is marked, months × vendors."""
    return np.stack([flags[:, run.vendor == place].any(axis=1) for place in range(len(run.vendors))], axis=1)


def _sum_by_vendor(run: Series, units: Vector) -> Vector:
    return np.stack([units[:, run.vendor == place].sum(axis=1) for place in range(len(run.vendors))], axis=1)


def _windows(values: NDArray[Any], length: int) -> NDArray[Any]:
    """The last months up to each, the first month repeated before the start: months × … × length."""
    padded = np.concatenate([np.repeat(values[:1], length - 1, axis=0), values])
    windows: NDArray[Any] = np.lib.stride_tricks.sliding_window_view(padded, length, axis=0)
    return windows


def _mean_of_last(values: Vector, length: int) -> Vector:
    mean: Vector = _windows(values, length).mean(axis=-1)
    return mean


def _highest_of_last(values: Vector, length: int) -> Vector:
    highest: Vector = _windows(values, length).max(axis=-1)
    return highest


def _last(flags: Flags, length: int) -> Flags:
    """Whether a mark has stood for all of the last months; never before so many have passed."""
    stood: Flags = _windows(flags, length).all(axis=-1)
    stood[: length - 1] = False
    return stood
