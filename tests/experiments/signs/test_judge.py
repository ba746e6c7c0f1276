"""Verdicts on made-up effects, and what they come to together."""

import math
from dataclasses import replace

import pytest

from experiments.signs.checks import Check, Series, Sign
from experiments.signs.judge import Effect, Judged, Pair, Verdict, against, judged, passes, verdict
from experiments.signs.printing import lines

CHECK = Check(
    id="tax.sold",
    group="price",
    change="tax",
    reading="mean",
    series=Series("units_shipped", "Nvidia", "*"),
    from_month=0,
    horizon_months=24,
    only=False,
    expected="+",
    reason="law of demand",
    mistaken="",
)


def clear(mean: float) -> Effect:
    """An effect far from zero."""
    return Effect(mean, 0.001, in_logs=True)


RIGHT: Verdict = "right"
UNCLEAR = Effect(0.05, 0.05, in_logs=True)


def pairs(*values: tuple[float, float]) -> list[Pair]:
    """Seeds with a value before and after at the check's own horizon."""
    return [Pair({24: before}, {24: after}) for before, after in values]


@pytest.mark.parametrize(
    ("expected", "mean", "stands"),
    [("+", 0.1, "right"), ("+", -0.1, "wrong"), ("-", -0.1, "right"), ("-", 0.1, "wrong"),
     ("0", 0.1, "wrong"), ("0", 0.0, "none"), ("+0", -0.1, "wrong"), ("-0", 0.1, "wrong"),
     ("+0", 0.1, "right"), ("+", 0.003, "none"), ("+", math.nan, "missing")],
)  # fmt: skip
def test_an_effect_stands_to_its_sign(expected: Sign, mean: float, stands: str) -> None:
    assert against(expected, clear(mean)) == stands


def test_an_effect_within_two_standard_errors_is_none() -> None:
    assert against("+", Effect(0.1, 0.051, in_logs=True)) == "none"
    assert against("+", Effect(0.1, 0.049, in_logs=True)) == "right"


@pytest.mark.parametrize(
    ("expected", "effects", "word"),
    [("+", {12: UNCLEAR, 24: clear(0.1)}, "right"),
     ("+", {12: UNCLEAR, 24: clear(-0.1)}, "wrong"),
     ("+", {12: UNCLEAR, 24: UNCLEAR}, "dead"),
     ("+", {12: clear(0.1), 24: UNCLEAR}, "right at another horizon"),
     ("+", {12: clear(-0.1), 24: UNCLEAR}, "wrong"),
     ("+", {12: clear(-0.1), 24: clear(0.1)}, "turns with the horizon"),
     ("+", {12: clear(0.1), 24: clear(-0.1)}, "turns with the horizon"),
     ("0", {12: UNCLEAR, 24: UNCLEAR}, "right"),
     ("0", {12: UNCLEAR, 24: clear(0.1)}, "wrong"),
     ("-0", {12: UNCLEAR, 24: UNCLEAR}, "right"),
     ("-0", {12: UNCLEAR, 24: clear(0.1)}, "wrong"),
     ("+", {12: clear(0.1)}, "missing")],
)  # fmt: skip
def test_verdicts_over_horizons(expected: Sign, effects: dict[int, Effect], word: Verdict) -> None:
    assert verdict(replace(CHECK, expected=expected), effects) == word


def test_a_check_of_its_own_horizon_alone_does_not_turn() -> None:
    effects = {12: clear(-0.1), 24: clear(0.1)}
    assert verdict(replace(CHECK, only=True), effects) == "right"


def test_levels_move_in_logs_and_shares_in_points() -> None:
    doubled = judged(CHECK, pairs((10.0, 20.0), (30.0, 60.0)))
    assert doubled.effects[24].mean == pytest.approx(math.log(2))
    assert doubled.effects[24].error == pytest.approx(0.0, abs=1e-12)
    premium = replace(CHECK, series=Series("street_premium", "US", "A100"))
    risen = judged(premium, pairs((-0.1, 0.1), (0.1, 0.2)))
    assert risen.effects[24].mean == pytest.approx(0.15)
    assert risen.effects[24].error == pytest.approx(0.05)


def test_signed_money_moves_in_parts_of_its_size() -> None:
    surplus = replace(CHECK, series=Series("surplus_usd", "cloud", ""))
    assert judged(surplus, pairs((-4e6, -5e6), (4e6, 3e6))).effects[24].mean == pytest.approx(-0.25)


def test_what_appears_or_is_gone_counts_and_stays_finite() -> None:
    assert judged(CHECK, pairs((0.0, 5.0), (0.0, 5.0))).verdict == "right"
    assert judged(CHECK, pairs((5.0, 0.0), (5.0, 0.0))).verdict == "wrong"
    assert judged(CHECK, pairs((0.0, 0.0), (0.0, 0.0))).verdict == "dead"


def found(*words: Verdict, mistaken: str = "") -> list[Judged]:
    """Checks with these verdicts."""
    return [Judged(replace(CHECK, mistaken=mistaken), {}, word) for word in words]


@pytest.mark.parametrize("fault", ["wrong", "dead", "missing", "stopped"])
def test_one_fault_fails_however_many_are_right(fault: Verdict) -> None:
    assert passes(found(*[RIGHT] * 99))
    assert not passes(found(*[RIGHT] * 99, fault))


def test_nineteen_of_twenty_must_be_right() -> None:
    assert passes(found(*[RIGHT] * 19, "turns with the horizon"))
    assert not passes(found(*[RIGHT] * 18, "turns with the horizon"))


def test_a_mistaken_check_does_not_count() -> None:
    assert passes([*found("right"), *found("wrong", mistaken="theory says nothing here")])


def test_the_table_shows_sign_effects_verdict_and_groups() -> None:
    one = Judged(CHECK, {12: clear(math.log(1.5)), 24: Effect(math.nan, 0.0, True)}, "missing")
    head, line, _, group, everything = lines([one])
    assert "12 months" in head
    assert line.split() == ["tax.sold", "+", "24", "+50.0%±0.1", "?", ".", "missing"]
    assert group.split() == ["price", "0", "of", "1", "right,", "1", "missing"]
    assert everything.startswith("all")
