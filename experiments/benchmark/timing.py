"""Times of the start-ups' month alone, on the random market: plain Mesa and the compiled kernel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from agents.startups import kernel
from agents.startups.tables import MonthTables
from experiments.benchmark import plain_mesa
from experiments.benchmark.synthetic import Shape, Synthetic, synthetic

PLAIN_ROWS = (300, 3_000, 30_000)
COMPILED_ROWS = (300, 3_000, 30_000, 1_000_000)
MONTHS_WARM = 3
ROW_MONTHS_TIMED = 100_000
FEWEST_MONTHS, MOST_MONTHS = 5, 60
PLAIN, COMPILED = "plain Mesa", "compiled"
FEWEST_ROWS_FOR_MEMORY = 100_000
"""Below, what the process takes whatever the rows drowns what the rows take."""


@dataclass(frozen=True, slots=True)
class Timing:
    """One line of the table: what a start-up costs a month, in time and memory.

    ``times_faster`` is against plain Mesa of as many rows, where that was timed. Resident bytes are
    the growth of the process at its peak, where the system reports it and rows are many.
    """

    engine: str
    rows: int
    months: int
    ns_per_row_month: float
    times_faster: float | None
    column_bytes_per_row: float | None
    resident_bytes_per_row: float | None


def time_startup_months(
    plain_rows: Sequence[int] = PLAIN_ROWS, compiled_rows: Sequence[int] = COMPILED_ROWS
) -> list[Timing]:
    """Time both at each size, in one process, the kernel after it has been compiled."""
    plain = [time_plain(rows) for rows in plain_rows]
    by_rows = {timing.rows: timing.ns_per_row_month for timing in plain}
    compiled = [time_compiled(rows, by_rows.get(rows)) for rows in compiled_rows]
    return plain + compiled


def time_plain(rows: int) -> Timing:
    """Time plain Mesa: tables turned into objects, all agents, sums."""
    market = synthetic(Shape(rows))
    model = plain_mesa.build(market.columns, market.blocks)

    def live(month: int) -> Callable[[], object]:
        board, streams = market.board(month), market.streams(month)
        return lambda: plain_mesa.month(
            model, month, market.groups, board, market.chips, market.behaviour, streams
        )

    months = _months_to_time(rows)
    return Timing(
        engine=PLAIN,
        rows=rows,
        months=months,
        ns_per_row_month=_median_seconds(live, months) / rows * 1e9,
        times_faster=None,
        column_bytes_per_row=None,
        resident_bytes_per_row=None,
    )


def time_compiled(rows: int, plain_ns: float | None) -> Timing:
    """Time the compiled kernel: both halves of the month and the sums over blocks."""
    _live_month(synthetic(Shape(300)), 0)()
    before = resident_bytes("VmRSS")
    market = synthetic(Shape(rows))
    _live_month(market, 0)()
    forget_peak()
    months = _months_to_time(rows)
    seconds = _median_seconds(lambda month: _live_month(market, month + 1), months)
    after = resident_bytes("VmHWM")
    ns = seconds / rows * 1e9
    return Timing(
        engine=COMPILED,
        rows=rows,
        months=months,
        ns_per_row_month=ns,
        times_faster=plain_ns / ns if plain_ns is not None else None,
        column_bytes_per_row=market.columns.bytes_per_row,
        resident_bytes_per_row=_growth_per_row(before, after, rows),
    )


def _live_month(market: Synthetic, month: int) -> Callable[[], None]:
    board, streams = market.board(month), market.streams(month)
    tables = MonthTables(market.groups, board, market.chips, market.behaviour, streams)

    def live() -> None:
        chosen = kernel.choose(market.columns, market.blocks, month, tables)
        chosen.bookings(market.blocks)
        kernel.settle(market.columns, market.blocks, tables).outcome(market.blocks)

    return live


def _growth_per_row(before: int | None, after: int | None, rows: int) -> float | None:
    if before is None or after is None or rows < FEWEST_ROWS_FOR_MEMORY:
        return None
    return (after - before) / rows


def _months_to_time(rows: int) -> int:
    return min(max(ROW_MONTHS_TIMED // rows, FEWEST_MONTHS), MOST_MONTHS)


def _median_seconds(prepare: Callable[[int], Callable[[], object]], months: int) -> float:
    """Median time of a month; boards are made before the clock starts, the first months not timed."""
    seconds = []
    for live in [prepare(month) for month in range(MONTHS_WARM + months)]:
        start = perf_counter()
        live()
        seconds.append(perf_counter() - start)
    return median(seconds[MONTHS_WARM:])


def resident_bytes(kind: str) -> int | None:
    """Resident memory of this process, now ("VmRSS") or at its peak ("VmHWM"); Linux only."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines[kind].split()[0]) * 1024


def forget_peak() -> None:
    """Let the peak of resident memory start again from what is resident now; Linux only."""
    switch = Path("/proc/self/clear_refs")
    if switch.exists():
        switch.write_text("5")
