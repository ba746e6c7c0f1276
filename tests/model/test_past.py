"""A what-if changes the world and not its past: the opening state is the baseline's, to the bit."""

import functools
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from experiments.calibration.draws import scenario_with, with_parameters
from model.batch import Batch
from model.inputs.past import BY_NAME, LAYOUT, past_of
from model.inputs.scenario import Scenario, load_scenario, scenario_from
from model.inputs.settings import with_settings
from tests.small_worlds import short_history

SEEDS = (1, 2, 3, 4)
MONTHS = 13
OWN = ("fitness", "snapshot", "visibility", "months_left", "size_class", "blocks", "opening_", "key")
"""Parts of a path that are not solved: what chips can do, the month's view, time ahead, definitions, keys."""


def another(value: float, field: FieldInfo) -> float:
    """A value near the default that is allowed."""
    most = next((limit.le for limit in field.metadata if hasattr(limit, "le")), np.inf)
    if isinstance(value, int):
        return value + 1 if value + 1 <= most else value - 1
    more = 1.25 * value if value else 0.1
    return float(more if more <= most else 0.75 * value)


def changed_parameters() -> dict[str, float]:
    """Every parameter that is no figure of the opening state, with another value."""
    history = load_scenario("history")
    return {
        f"{section}.{name}": another(getattr(parameters, name), field)
        for section in Scenario.model_fields
        if isinstance(parameters := getattr(history, section), BaseModel)
        for name, field in type(parameters).model_fields.items()
        if not name.startswith(BY_NAME) and f"{section}.{name}" not in LAYOUT
    }


def arrays(part: Any, path: str, runs: int, seen: set[int]) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    """Every array with an axis of runs below a part of the state, with its path."""
    if isinstance(part, np.ndarray):
        if part.ndim and part.shape[0] == runs:
            yield path, part
        return
    if id(part) in seen or isinstance(part, (str, int, float)):
        return
    seen.add(id(part))
    names = [name for kind in type(part).__mro__ for name in getattr(kind, "__slots__", ())]
    for name in [*names, *getattr(part, "__dict__", {})]:
        if name not in ("setup", "numbers", "scenarios", "traits"):
            yield from arrays(getattr(part, name, None), f"{path}.{name}", runs, seen)


def test_no_parameter_moves_what_a_run_opens_with():
    moved = changed_parameters()
    runs = 1 + len(moved)
    history = short_history(months=2, startups=20)
    batch = Batch(
        [history, *(with_settings(history, {key: value}) for key, value in moved.items())], [1] * runs
    )
    columns = batch.actors.startups.columns
    rows = [(f"rows.{name}", getattr(columns, name).reshape(runs, -1)) for name in columns.__slots__]
    state = [
        *arrays(batch.world, "world", runs, set()),
        *arrays(batch.actors.startups, "startups", runs, set()),
    ]
    assert len(state) > 50
    for path, values in (*state, *rows):
        if any(part in path for part in OWN):
            continue
        is_number = values.dtype.kind == "f"
        apart = [
            key
            for run, key in enumerate(moved, start=1)
            if not np.array_equal(values[run], values[0], equal_nan=is_number)
        ]
        assert not apart, f"{path} follows {apart}"


def batch_of(scenario: Scenario) -> Batch:
    """Some seeds of a scenario, opened."""
    return Batch([scenario] * len(SEEDS), SEEDS, keep_trades=False)


def test_three_times_the_tpus_come_from_the_same_line_and_the_same_own_need():
    sizes = ["startups.count=40", "months=3"]
    before, after = (batch_of(load_scenario(name, sizes)) for name in ("history", "tpu-for-all"))
    for field in ("opening_growth", "first_party_a100", "rental_a100"):
        np.testing.assert_array_equal(getattr(after.world.clouds, field), getattr(before.world.clouds, field))
    np.testing.assert_array_equal(after.world.wafers.line_units, before.world.wafers.line_units)
    np.testing.assert_array_equal(after.world.chips.held, before.world.chips.held)
    peak = [batch.world.programmes.peak_units_per_month.sum() for batch in (before, after)]
    assert peak[1] > peak[0]


@functools.cache
def sums(name: str, metric: str, who: tuple[str, ...], *settings: str) -> tuple[float, ...]:
    """A metric of some firms over a year, one sum a seed."""
    batch = batch_of(load_scenario(name, [f"months={MONTHS}", "startups.count=300", *settings]))
    batch.run_to_end()
    assert batch.recorder is not None
    tables = [batch.recorder.table(run) for run in range(len(SEEDS))]
    return tuple(
        sum(
            value
            for kind, holder, value in zip(table["metric"], table["who"], table["value"], strict=True)
            if kind == metric and (not who or holder in who)
        )
        for table in tables
    )


CLOUDS = ("Azure", "AWS", "Google Cloud", "Oracle", "Meta", "CoreWeave", "Lambda")


@pytest.mark.parametrize(
    ("name", "settings", "metric", "who", "sign"),
    [
        ("history", ("cloud.price_decline=0.06",), "capex_usd", CLOUDS, -1),
        ("history", ("cloud.adjustment_speed=0.25",), "capex_usd", CLOUDS, +1),
        ("history", ("startups.entry_a100_months=2000",), "startups_alive", (), -1),
        ("tpu-for-all", (), "capex_usd", ("Google Cloud",), -1),
    ],
    ids=[
        "what loses its worth is bought less",
        "who closes the gap faster orders more",
        "a dearer entry keeps out",
        "own for bought",
    ],
)
def test_a_change_has_the_sign_that_theory_fixes(
    name: str, settings: Sequence[str], metric: str, who: tuple[str, ...], sign: int
):
    before, after = sums("history", metric, who), sums(name, metric, who, *settings)
    assert all(sign * (new - old) > 0 for old, new in zip(before, after, strict=True)), (before, after)


def test_a_grandchild_and_settings_keep_the_past_of_the_first_parent():
    child = {"extends": "tpu-for-all", "cloud": {"scrap_rate": 0.05}}
    scenario = with_settings(scenario_from(child, "a test"), {"cloud.wait_cost": 0.09})
    past, history = past_of(scenario), load_scenario("history")
    assert past.cloud == history.cloud
    assert past.firms == history.firms
    assert scenario.cloud.scrap_rate == 0.05


def test_what_is_said_of_the_opening_holds_for_it():
    scenario = load_scenario("history", ["cloud.scrap_rate=0.05", "opening.cloud.scrap_rate=0.02"])
    assert (past_of(scenario).cloud.scrap_rate, scenario.cloud.scrap_rate) == (0.02, 0.05)


def test_figures_of_the_opening_are_changed_by_name():
    content = {
        "extends": "history",
        "firms": {"AWS": {"opening_units": {"A100": 1_000}, "first_party_training_share": 0.1}},
        "programme": {"opening_line_share": 0.3},
    }
    scenario = scenario_from(content, "a test")
    past = past_of(scenario)
    assert past.firms == {"AWS": {"opening_units": {"A100": 1_000}}}
    assert past.programme.opening_line_share == 0.3


def test_a_scenario_that_extends_none_opens_by_its_own_values():
    scenario = scenario_from({"cloud": {"scrap_rate": 0.05}, "policies": {}}, "a test")
    assert past_of(scenario) is scenario


def test_resolution_and_length_are_no_change():
    assert load_scenario("history", ["startups.count=50", "startups.crowding=1.5", "months=9"]).opening == {}


def test_what_comes_later_is_no_other_past():
    for name in ("no-dgx-cloud", "no-export-rules", "hoarding-banned"):
        assert load_scenario(name).opening == {}, name


def test_added_and_removed_entries_are_the_scenarios_own():
    content = {
        "extends": "history",
        "remove": ["Lambda"],
        "cloud": [{"name": "New", "like": "CoreWeave", "opening_cash_usd": 1e9}],
    }
    scenario = scenario_from(content | {"use": {"idle_power_share": 0.4}, "months": 2}, "a test")
    assert past_of(scenario).cast == scenario.cast
    Batch([scenario], [1]).run_to_end()


@pytest.mark.parametrize("name", ["tpu-for-all", "funding-winter", "clouds-price-war", "history"])
def test_the_past_survives_the_file(name: str):
    scenario = load_scenario(name, ["cloud.scrap_rate=0.05", "months=24"])
    again = scenario_from(tomllib.loads(scenario.to_toml()), "the file")
    assert again == scenario.model_copy(update={"extends": None})
    assert past_of(again) == past_of(scenario).model_copy(update={"extends": None})


def test_a_calibration_is_another_belief_about_the_past_of_both_worlds():
    history, whatif = load_scenario("history"), load_scenario("history", ["cloud.scrap_rate=0.05"])
    values = {"cloud.scrap_rate": 0.01, "cloud.wait_cost": 0.08}
    drawn = scenario_with(history, values)
    assert drawn.opening == {}
    other = scenario_with(whatif, {"cloud.wait_cost": 0.08})
    assert other.opening == {"cloud": {"scrap_rate": 0.008}}
    assert (past_of(other).cloud.wait_cost, other.cloud.wait_cost) == (0.08, 0.08)


def test_a_posterior_draw_is_the_past_of_a_what_if_that_sets_a_parameter_of_it():
    history = load_scenario("history")
    whatif = load_scenario("history", ["cloud.price_elasticity=3.0"])
    drawn = [with_parameters(world, history, "posterior", 1) for world in (history, whatif)]
    assert past_of(drawn[1]).cloud == drawn[0].cloud
    assert drawn[1].cloud.price_elasticity == 3.0


def test_a_run_is_the_same_whatever_pasts_travel_with_it():
    kinds = [
        short_history(*changes, months=4)
        for changes in ((), ("cloud.scrap_rate=0.05",), ("use.idle_power_share=0.9",))
    ]
    together = Batch(kinds, [1, 1, 1])
    together.run_to_end()
    for run, scenario in enumerate(kinds):
        alone = Batch([scenario], [1])
        alone.run_to_end()
        metrics = [record.metrics["value"] for record in (alone.record(), together.record(run))]
        np.testing.assert_array_equal(metrics[0], metrics[1])
