"""Plain Mesa does the same month as the kernel, so that comparing their times is fair."""

import json

import numpy as np
import pytest

from agents.startups import kernel
from agents.startups.tables import MonthTables
from experiments.benchmark import plain_mesa
from experiments.benchmark.plain_sums import GROUP_SUMS
from experiments.benchmark.report import print_batches, print_table, write_json
from experiments.benchmark.synthetic import Shape, synthetic
from experiments.benchmark.timing import time_compiled, time_plain
from experiments.benchmark.whole_market import BatchTiming, MarketTiming


def test_plain_mesa_gives_the_sums_of_the_kernel():
    market = synthetic(Shape(200))
    for month in range(3):
        # Built anew each month: columns keep some state in 32 bits, agents all of it in 64.
        model = plain_mesa.build(market.columns, market.blocks)
        tables = (market.groups, market.board(month), market.chips, market.behaviour, market.streams(month))
        sums = plain_mesa.month(model, month, *tables)
        tables = MonthTables(*tables)
        bookings = kernel.choose(market.columns, market.blocks, month, tables).bookings(market.blocks)
        outcome = kernel.settle(market.columns, market.blocks, tables).outcome(market.blocks)
        assert bookings.units.sum() > 0.0
        for name in GROUP_SUMS:
            expected = getattr(bookings if hasattr(bookings, name) else outcome, name)[0]
            got = np.array([getattr(group, name) for group in sums.groups])
            np.testing.assert_allclose(got, expected, rtol=1e-6, atol=1e-6, err_msg=name)
        for name in ("first_choice_units", "class_units", "bound_units", "histogram_firms"):
            expected = getattr(bookings if hasattr(bookings, name) else outcome, name)[0]
            np.testing.assert_allclose(getattr(sums, name), expected, rtol=1e-6, atol=1e-6, err_msg=name)
        assert len(model.agents) == int(market.columns.alive.sum())


def test_the_benchmark_reports_times_and_bytes(tmp_path, capsys):
    plain = time_plain(60)
    compiled = time_compiled(60, plain.ns_per_row_month)
    assert compiled.times_faster == pytest.approx(plain.ns_per_row_month / compiled.ns_per_row_month)
    assert compiled.column_bytes_per_row < 200.0
    print_table([plain, compiled])
    assert "plain Mesa" in capsys.readouterr().out
    market = MarketTiming(rows=60, months=3, startups_s=1.0, recording_s=0.5, firms_s=0.25)
    batch = BatchTiming(runs=10, rows=60, months=3, ms_per_run_month=2.5)
    print_batches([batch])
    assert "2.50" in capsys.readouterr().out
    write_json([plain, compiled], [market], [batch], tmp_path / "deep" / "bench.json")
    written = json.loads((tmp_path / "deep" / "bench.json").read_text())
    assert [row["rows"] for row in written["startup_month"]] == [60, 60]
    assert written["whole_market"][0]["total_s"] == 1.75
    assert written["batch"] == [{"runs": 10, "rows": 60, "months": 3, "ms_per_run_month": 2.5}]
