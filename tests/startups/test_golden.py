"""The start-ups' months keep their bits: compiled, as plain Python, and over time."""

import os
import subprocess
import sys
from copy import deepcopy

import numpy as np

from model.state.compiling import CHECKOUT
from tests.startups import golden


def test_compiled_months_have_the_reference_bits():
    assert golden.differences() == []


def test_plain_python_gives_the_same_bits():
    plain = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-W", "error", "-m", "tests.startups.golden", "--check"]
    done = subprocess.run(command, cwd=CHECKOUT, env=plain, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode == 0


def test_one_changed_bit_changes_one_checksum():
    columns = golden.market_of("ordinary").columns
    changed = deepcopy(columns)
    changed.tie_strength[3, 1] = np.nextafter(changed.tie_strength[3, 1], np.float32(2))
    before, after = golden.checksums(columns), golden.checksums(changed)
    assert [name for name in before if before[name] != after[name]] == ["tie_strength"]
