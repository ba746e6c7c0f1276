import numpy as np
import pytest

from model.state.randomness import Purpose, key_of, uniform, uniforms

KEYS = np.arange(20_000, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)


def test_a_draw_depends_on_its_own_key_only():
    alone = uniforms(7, Purpose.TALENT, KEYS[40:41], 3)
    among_others = uniforms(7, Purpose.TALENT, KEYS[:100], 3)
    reversed_ = uniforms(7, Purpose.TALENT, KEYS[:100][::-1], 3)
    assert alone[0] == among_others[40] == reversed_[59]


def test_a_named_draw_is_the_draw_of_its_key():
    key = np.array([key_of("Nvidia")], np.uint64)
    assert uniform(3, Purpose.REPRICING, "Nvidia", 5) == uniforms(3, Purpose.REPRICING, key, 5)[0]


def test_keys_are_stable_across_runs_of_python():
    assert key_of("Nvidia") == 0xB6D0A44F68C3F873
    assert key_of("Nvidia") != key_of("nvidia")


def test_draws_are_uniform():
    draws = uniforms(1, Purpose.TASTE_FIRST, KEYS, 0)
    assert draws.min() >= 0.0
    assert draws.max() < 1.0
    counts = np.histogram(draws, 20, (0.0, 1.0))[0]
    chi_squared = float(((counts - 1000.0) ** 2 / 1000.0).sum())
    assert chi_squared < 43.8, "beyond the 0.1 % tail of chi-squared with 19 degrees of freedom"


def test_neighbouring_keys_are_not_correlated():
    draws = uniforms(1, Purpose.SEARCH, np.arange(20_000, dtype=np.uint64), 0)
    assert abs(np.corrcoef(draws[:-1], draws[1:])[0, 1]) < 0.025


@pytest.mark.parametrize(
    "other",
    [
        uniforms(2, Purpose.TALENT, KEYS, 0),
        uniforms(1, Purpose.ENTRANT_SIZE, KEYS, 0),
        uniforms(1, Purpose.TALENT, KEYS, 1),
        uniforms(1, Purpose.TALENT, KEYS, -1),
    ],
    ids=["seed", "purpose", "month", "month before the start"],
)
def test_streams_are_independent_of_each_other(other):
    draws = uniforms(1, Purpose.TALENT, KEYS, 0)
    assert not (draws == other).any()
    assert abs(np.corrcoef(draws, other)[0, 1]) < 0.025


def test_every_purpose_has_its_own_number():
    assert len({int(purpose) for purpose in Purpose}) == len(Purpose.__members__)


def test_very_large_and_negative_seeds_draw_too():
    seen = {uniform(seed, Purpose.SEIZURE, "x") for seed in (0, 1, 2**63, 2**64 - 1, -2)}
    assert len(seen) == 5
