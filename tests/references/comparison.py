"""What changed between what is kept of a world and what it gives now."""

from itertools import zip_longest

import numpy as np
import pandas as pd

from tests.references.bits import ALL_METRICS, ALL_TRADES, NO_ROWS, PAID, QUARTER, Kept

MOST_SHOWN = 12
"""Series that a message names one by one."""


def differences(kept: Kept | None, fresh: Kept) -> list[str]:
    """Lines that say what moved, none when every bit is the same; a shorter run is held by its months."""
    if kept is None:
        return ["nothing is kept of this world: take it with --update"]
    quarters = fresh.months // QUARTER if fresh.months < kept.months else None
    changed = {
        series: _first_other(kept.checksums.get(series, []), fresh.checksums.get(series, []), quarters)
        for series in dict.fromkeys([*kept.checksums, *fresh.checksums])
    }
    moved = {series: quarter for series, quarter in changed.items() if quarter is not None}
    return _lines(kept, fresh, moved) if moved else []


def _first_other(kept: list[str], fresh: list[str], quarters: int | None) -> int | None:
    """The first quarter whose checksums differ."""
    pairs = list(zip_longest(kept[:quarters], fresh[:quarters], fillvalue=NO_ROWS))
    return next((number for number, (before, now) in enumerate(pairs) if before != now), None)


def _lines(kept: Kept, fresh: Kept, moved: dict[str, int]) -> list[str]:
    sums = _moved_sums(kept.sums, fresh.sums)
    first = min(sums.values(), default=min(moved.values()) * QUARTER)
    lines = [f"first differs in month {first}; series that moved: {len(moved)}"]
    early = sorted(sums, key=lambda series: sums[series])
    for series in early[:MOST_SHOWN]:
        month = sums[series]
        before, now = _at(kept.sums, series, month), _at(fresh.sums, series, month)
        lines.append(f"  month {month:2}  {series}: {before!r} -> {now!r} ({_relative(before, now)})")
    if len(early) > MOST_SHOWN:
        lines.append(f"  and {len(early) - MOST_SHOWN} more: {', '.join(early[MOST_SHOWN:])}")
    for series in sorted(set(moved) - set(sums) - _explained(sums)):
        months = moved[series] * QUARTER
        lines.append(f"  from months {months} to {months + QUARTER - 1}  {series}: rows moved, not their sum")
    return lines


def _explained(sums: dict[str, int]) -> set[str]:
    """Tables whose change needs no line of its own, because one of their series was named."""
    paid = any(series.startswith(PAID) for series in sums)
    measured = any(not series.startswith(PAID) for series in sums)
    return {table for table, told in ((ALL_TRADES, paid), (ALL_METRICS, measured)) if told}


def _moved_sums(kept: pd.DataFrame, fresh: pd.DataFrame) -> dict[str, int]:
    """First month in which a series' sum differs."""
    months = min(len(kept), len(fresh))
    found = {}
    for series in dict.fromkeys([*kept.columns, *fresh.columns]):
        other = [month for month in range(months) if _at(kept, series, month) != _at(fresh, series, month)]
        if other:
            found[series] = other[0]
    return found


def _at(sums: pd.DataFrame, series: str, month: int) -> float:
    return float(sums[series].iloc[month]) if series in sums else 0.0


def _relative(before: float, now: float) -> str:
    scale = max(abs(before), abs(now))
    return f"{(now - before) / scale:+.1e}" if scale and np.isfinite(scale) else "new"
