"""Portable maths: close to the exact value, exact where it can be, the same bits however it is called."""

import math
import os
import subprocess
import sys
from decimal import Decimal, localcontext
from pathlib import Path

import numpy as np
import pytest

from model.state import maths

CHECKOUT = Path(__file__).resolve().parents[2]
OTHER_PROCESSOR = {
    # numpy without AVX2 and beyond, another core for matrix products, plain x86-64 machine code.
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR X86_V3",
    "OPENBLAS_CORETYPE": "Haswell",
    "NUMBA_CPU_NAME": "x86-64",
    "NUMBA_CPU_FEATURES": "",
}
draws = np.random.default_rng(1)


def ulps(found, exact):
    return max(
        float(abs(Decimal(value) - true) / Decimal(math.ulp(float(true))))
        for value, true in zip(found.tolist(), exact, strict=True)
    )


def exactly(function, *arguments):
    with localcontext() as context:
        context.prec = 40
        return [function(*map(Decimal, numbers)) for numbers in zip(*arguments, strict=True)]


@pytest.mark.parametrize(
    ("function", "exact", "numbers", "most_ulps"),
    [
        (maths.exp, Decimal.exp, draws.uniform(-700, 700, 500), 1.0),
        (maths.exp, Decimal.exp, draws.uniform(-2, 2, 500), 1.0),
        (maths.log, Decimal.ln, np.exp(draws.uniform(-700, 700, 500)), 1.0),
        (maths.log, Decimal.ln, draws.uniform(0.5, 2, 500), 1.0),
        (maths.log10, Decimal.log10, np.exp(draws.uniform(-700, 700, 500)), 2.0),
        (maths.log10, Decimal.log10, draws.uniform(0.5, 2, 500), 2.0),
    ],
)
def test_functions_are_within_units_in_the_last_place(function, exact, numbers, most_ulps):
    assert ulps(function(numbers), exactly(exact, numbers.tolist())) <= most_ulps


@pytest.mark.parametrize(("reach", "most"), [(30, 5), (0.2, 200), (1, 600)])
def test_power_is_within_a_unit_in_the_last_place(reach, most):
    x, y = np.exp(draws.uniform(-reach, reach, 500)), draws.uniform(-most, most, 500)
    assert ulps(maths.power(x, y), exactly(lambda x, y: (x.ln() * y).exp(), x.tolist(), y.tolist())) <= 1.0


def test_cosine_and_normal_distribution_agree_with_other_libraries():
    from scipy.special import ndtr, ndtri

    angles, shares = draws.uniform(-50, 50, 2000), draws.uniform(0, 1, 2000)
    assert np.abs(maths.cos(angles) - np.cos(angles)).max() < 2e-16
    assert np.allclose(maths.normal_quantile(shares), ndtri(shares), rtol=1e-13, atol=1e-15)
    assert np.allclose(maths.normal_share(angles / 5), ndtr(angles / 5), rtol=0, atol=4e-15)


@pytest.mark.parametrize(
    ("found", "exact"),
    [
        (maths.exp(0.0), 1.0), (maths.exp(math.inf), math.inf), (maths.exp(-math.inf), 0.0),
        (maths.exp(1000.0), math.inf), (maths.exp(-1000.0), 0.0),
        (maths.log(1.0), 0.0), (maths.log(0.0), -math.inf), (maths.log(math.inf), math.inf),
        (maths.log10(1e22), 22.0), (maths.log10(0.0), -math.inf),
        (maths.power(0.0, 0.0), 1.0), (maths.power(7.3, 0.0), 1.0), (maths.power(1.0, 1e308), 1.0),
        (maths.power(0.0, 2.5), 0.0), (maths.power(0.0, -1.0), math.inf), (maths.power(math.inf, -1.0), 0.0),
        (maths.power(2.0, 10.0), 1024.0), (maths.power(0.5, 1074.0), 5e-324), (maths.power(0.5, 1e6), 0.0),
        (maths.power(1.1, 1e5), math.inf), (maths.power(3.7, 1.0), 3.7), (maths.power(3.7, 2.0), 3.7 * 3.7),
        (maths.power(3.7, 0.5), math.sqrt(3.7)), (maths.cos(0.0), 1.0), (maths.cos(math.pi), -1.0),
        (maths.normal_quantile(0.5), 0.0), (maths.normal_share(0.0), 0.5),
        (maths.normal_quantile(0.0), -math.inf), (maths.normal_share(-math.inf), 0.0),
    ],
)  # fmt: skip
def test_special_values_are_exact(found, exact):
    assert found == exact


def test_what_has_no_value_is_not_a_number():
    for found in (
        maths.exp(math.nan),
        maths.log(-1.0),
        maths.power(-2.0, 0.3),
        maths.power(math.nan, 2.0),
        maths.cos(math.inf),
        maths.normal_quantile(1.5),
    ):
        assert math.isnan(found)


def test_a_total_adds_from_left_to_right_in_any_layout_and_with_padding():
    table = draws.lognormal(0, 5, (40, 25))
    by_hand = []
    for row in table.tolist():
        so_far = 0.0
        for value in row:
            so_far += value
        by_hand.append(so_far)
    assert maths.total(table).tolist() == by_hand
    assert maths.total(np.asfortranarray(table)).tolist() == by_hand
    assert maths.total(table.T, axis=0).tolist() == by_hand
    assert maths.total(table, keepdims=True).shape == (40, 1)
    mask = draws.uniform(size=25) < 0.6
    padded = np.zeros((40, 60))
    padded[:, :25] = np.where(mask, table, 0.0)
    assert maths.total(padded).tolist() == [float(maths.total(row[mask])) for row in table]
    assert maths.total(np.zeros((3, 0))).tolist() == [0.0, 0.0, 0.0]


def test_a_dot_product_adds_from_left_to_right_over_the_last_axis():
    table, weights = draws.lognormal(0, 5, (40, 25)), draws.lognormal(0, 5, 25)
    assert maths.dot(table, weights).tolist() == maths.total(table * weights).tolist()


ONE_BY_ONE = """
import sys
import numpy as np
from model.state import {module}
x, y = np.load(sys.argv[1])
for name, numbers in (("exp", x), ("log", y), ("log10", y), ("cos", x)):
    function = getattr({module}, name)
    print(name, [function(number).hex() for number in numbers.tolist()])
print("power", [{module}.power(a, b).hex() for a, b in zip(y.tolist(), x.tolist())])
"""
ALL_AT_ONCE = """
import sys
import numpy as np
from model.state import maths
x, y = np.load(sys.argv[1])
for name, numbers in (("exp", x), ("log", y), ("log10", y), ("cos", x)):
    print(name, [number.hex() for number in getattr(maths, name)(numbers).tolist()])
print("power", [number.hex() for number in maths.power(y, x).tolist()])
"""


def bits(folder, code, **environment):
    return subprocess.run(
        [sys.executable, "-c", code, str(folder / "numbers.npy")],
        cwd=CHECKOUT, env={**os.environ, **environment}, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip


def test_arrays_numbers_plain_python_and_another_processor_give_the_same_bits(tmp_path):
    x = draws.normal(0, 5, 200)
    np.save(tmp_path / "numbers.npy", np.array([x, np.exp(draws.normal(0, 5, 200))]))
    expected = bits(tmp_path, ALL_AT_ONCE)
    assert bits(tmp_path, ONE_BY_ONE.format(module="maths")) == expected
    assert bits(tmp_path, ONE_BY_ONE.format(module="elementary"), NUMBA_DISABLE_JIT="1") == expected
    assert bits(tmp_path, ALL_AT_ONCE, **OTHER_PROCESSOR) == expected


HISTORY = """
import hashlib
import numpy as np
from experiments.run import open_market
from model.inputs.scenario import load_scenario
for seed in (1, 2):
    market = open_market(load_scenario("history"), seed)
    for _ in range(12):
        market.run_month()
    record = market.record()
    digest = hashlib.sha256(market.world.money.balance_usd.tobytes() + market.world.chips.held.tobytes())
    for table in (record.metrics, record.trades, record.firms, record.startups):
        for name in table:
            digest.update(repr(np.asarray(table[name]).tolist()).encode())
    print(digest.hexdigest())
"""


def test_a_year_of_history_has_the_same_bits_on_another_processor(tmp_path):
    expected = bits(tmp_path, HISTORY)
    assert bits(tmp_path, HISTORY, **OTHER_PROCESSOR) == expected
