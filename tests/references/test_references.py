"""The bits of runs: the reference worlds give what they gave, here and on a lesser processor."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.references import folder
from tests.references.bits import kept_of
from tests.references.comparison import differences
from tests.references.opening import run
from tests.references.worlds import quick_worlds, worlds

YEAR = 12
WORLDS = worlds()
OTHER_PROCESSOR = {
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
    "OPENBLAS_CORETYPE": "Prescott",
}
"""Without AVX-512 in numpy, and with the plainest kernels of OpenBLAS; other processors ignore both."""


@pytest.mark.parametrize("name", quick_worlds())
def test_the_first_year_of_a_world_gives_the_bits_that_are_kept(name):
    lines = differences(folder.read(name), kept_of(run(WORLDS[name], YEAR)))
    assert not lines, "\n".join([name, *lines, "", "if this is meant: uv run -m tests.references --update"])


def test_a_processor_without_wide_registers_gives_the_same_bits():
    done = subprocess.run(
        [sys.executable, "-m", "tests.references", "history-12-seed-1", "study-like", f"--months={YEAR}"],
        cwd=Path(__file__).parents[2],
        env=os.environ | OTHER_PROCESSOR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_world_of_the_list_is_kept_and_no_other():
    kept = {path.stem for path in folder.FOLDER.glob("*.csv")} - {folder.CHECKSUMS.stem}
    assert kept == set(WORLDS), "uv run -m tests.references WORLD --update keeps new worlds, drops old ones"
    assert not [name for name in WORLDS if folder.read(name) is None]


def test_a_changed_value_is_told_with_its_month_its_series_and_by_how_much():
    kept = folder.read("history-12-seed-1")
    record = run(WORLDS["history-12-seed-1"], 6)
    assert kept is not None
    assert differences(kept, kept_of(record)) == []
    metrics = record.metrics
    place = next(
        number
        for number, month in enumerate(metrics["month"])
        if month == 4 and metrics["metric"][number] == "cash_usd" and metrics["value"][number] > 1e9
    )
    changed = list(metrics["value"])
    changed[place] *= 1.001
    record.metrics["value"] = changed
    told = "\n".join(differences(kept, kept_of(record)))
    assert "first differs in month 4" in told
    assert "cash_usd" in told
    assert "revenue_usd" not in told


def test_rows_that_change_places_are_told_though_their_sum_stays():
    record = run(WORLDS["history-12-seed-1"], 3)
    before = kept_of(record)
    for column in ("month", "payer", "payee", "kind", "item", "quantity", "amount"):
        rows = np.array(record.trades[column])
        rows[[0, 1]] = rows[[1, 0]]
        record.trades[column] = rows
    assert any("all trades" in line or "rows moved" in line for line in differences(before, kept_of(record)))
