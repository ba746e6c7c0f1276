"""The battery that every registered strategy inherits."""

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from agents.cells import Cells
from agents.desks import Desks
from agents.strategies import STRATEGIES
from agents.strategies.base import Strategy
from agents.strategies.cloud.base import CloudView
from agents.strategies.foundry.queue_by_loyalty import FoundryView
from agents.strategies.programme.base import ProgrammeView
from agents.strategies.reseller.base import ResellerView
from agents.strategies.rows import strategy_for
from agents.strategies.vendor.base import VendorView
from model.inputs.cast import Role
from model.inputs.problems import InputProblem
from model.markets.allocation import RULES
from tests.agents.strategy_views import FIRMS, RUNS, VIEWS

EVERY_STRATEGY = [
    pytest.param(role, kind, id=f"{role}-{name}")
    for role, kinds in STRATEGIES.items()
    for name, kind in kinds.items()
]
SLACK = 1 + 1e-9
CELLS = [(run, firm) for run in range(RUNS) for firm in range(FIRMS)]
battery = settings(max_examples=10, deadline=None, derandomize=True, database=None)


def decisions(kind: type[Strategy]) -> tuple[str, ...]:
    """Names of everything that a strategy decides: its public methods, but for those that give reasons."""
    names = [name for name in dir(kind) if not name.startswith(("_", "why_"))]
    names = [name for name in names if name not in dir(Strategy)]
    return tuple(name for name in names if callable(getattr(kind, name)))


def decide(strategy: Any, view: Any) -> dict[str, Any]:
    """Every decision on a view."""
    return {name: getattr(strategy, name)(view) for name in decisions(type(strategy))}


@pytest.mark.parametrize(("role", "kind"), EVERY_STRATEGY)
@given(data=st.data())
@battery
def test_decisions_are_pure_and_repeatable(role, kind, data):
    view = data.draw(VIEWS[role])
    seen = pickle.dumps(view)
    strategy = kind()
    first, second, other = (decide(one, view) for one in (strategy, strategy, kind()))
    assert pickle.dumps(view) == seen, "the view was changed"
    for name, decision in first.items():
        np.testing.assert_array_equal(decision, second[name], name)
        np.testing.assert_array_equal(decision, other[name], name)


@pytest.mark.parametrize(("role", "kind"), EVERY_STRATEGY)
@given(data=st.data())
@battery
def test_many_cells_decide_as_each_does_alone(role, kind, data):
    view = data.draw(VIEWS[role])
    strategy = kind()
    for name, decision in decide(strategy, view).items():
        together = np.broadcast_to(decision, (RUNS, FIRMS, np.shape(decision)[-1]))
        for run, firm in CELLS:
            alone = getattr(strategy, name)(Cells(np.array([run]), np.array([firm])).of(view))
            np.testing.assert_array_equal(
                together[run, firm], np.broadcast_to(alone, (1, *together.shape[2:]))[0]
            )


@pytest.mark.parametrize(("role", "kind"), EVERY_STRATEGY)
@given(data=st.data())
@battery
def test_firms_with_other_numbers_share_a_desk_and_decide_by_their_own(role, kind, data):
    view = data.draw(VIEWS[role])
    low, high = kind(), with_other_numbers(kind())
    strategies = [[low, high], [high, low]]
    desks = Desks(strategies)
    assert len(desks.desks) == 1
    for name in decisions(kind):
        answer = desks.ask(name, view)
        for run, firm in CELLS:
            alone = Desks([[strategies[run][firm]] * FIRMS] * RUNS).ask(name, view)
            np.testing.assert_array_equal(answer[run, firm], alone[run, firm], name)


def with_other_numbers(strategy: Strategy) -> Strategy:
    """The same strategy with every plain number halved, where its range allows that."""
    numbers = {name: value / 2 for name, value in strategy if isinstance(value, float)}
    return type(strategy).model_validate(numbers)


@pytest.mark.parametrize(("role", "kind"), EVERY_STRATEGY)
@given(data=st.data())
@battery
def test_decisions_are_numbers_and_within_what_can_be_done(role, kind, data):
    view = data.draw(VIEWS[role])
    made = decide(kind(), view)
    for name, decision in made.items():
        assert np.isfinite(decision).all(), name
    WITHIN_MEANS[role](view, made)


def vendor_within_means(view: VendorView, made: dict[str, Any]) -> None:
    """They sell and keep back no more than their stock, and take back idle chips of their own."""
    assert (made["buyer_weights"] >= 0).all()
    direct, change = made["direct_units"], made["fleet_change"]
    assert ((direct >= 0) & (direct <= view.stock_units)).all()
    assert (change <= view.stock_units).all()
    assert (-change <= (view.fleet_units - view.fleet_used_units) * SLACK).all()
    assert (change == np.trunc(change)).all()
    assert (made["list_prices"] > 0).all()
    assert (made["supply_factor"] > 0).all()


def cloud_within_means(view: CloudView, made: dict[str, Any]) -> None:
    """Rents exist where there were rents, and hosts keep their floor."""
    rented = view.rent_usd_per_hour > 0
    assert (made["rents"][rented] > 0).all()
    assert (made["rents"][~rented] == 0).all()
    lowest = np.minimum(view.rent_usd_per_hour, view.floor_usd_per_hour)
    assert (made["rents"] >= np.where(rented, lowest, 0.0) / SLACK).all()
    assert (made["chip_preference"] > 0).all()
    assert ((made["host_capacity_share"] >= 0) & (made["host_capacity_share"] <= 1)).all()
    assert (made["planned_for_ally_a100"] >= 0).all()


def reseller_within_means(view: ResellerView, made: dict[str, Any]) -> None:
    """They offer no more than their stock, order no more than their credit, withdraw what is open."""
    assert (made["asks"] >= 0).all()
    deepest = view.reference_usd * (1 - view.rules.max_loss) / SLACK
    assert (made["asks"] >= np.where(view.reference_usd > 0, deepest, 0.0)).all()
    offered, orders, cancels = made["offered_units"], made["orders"], made["cancels"]
    assert ((offered >= 0) & (offered <= view.stock_units)).all()
    assert (orders >= 0).all()
    spent_usd = (orders * view.reference_usd).sum(axis=-1, keepdims=True)
    assert (spent_usd <= 2 * np.maximum(view.cash_usd, 0.0) * SLACK).all()
    assert ((cancels >= 0) & (cancels <= view.on_order_units)).all()


def foundry_within_means(view: FoundryView, made: dict[str, Any]) -> None:
    """They start whole chips that are wanted, within each bottleneck."""
    starts = made["starts"]
    assert ((starts >= 0) & (starts <= view.startable_units * SLACK)).all()
    assert (starts == np.floor(starts)).all()
    for bottleneck, use in enumerate(view.use):
        taken = (starts * use).sum(axis=-1)
        assert (taken <= view.capacity_wafers[..., bottleneck] * SLACK).all()


def programme_within_means(view: ProgrammeView, made: dict[str, Any]) -> None:
    """They let a part of what they have."""
    assert ((made["rented_out"] >= 0) & (made["rented_out"] < 1)).all()


WITHIN_MEANS = {
    Role.FOUNDRY: foundry_within_means,
    Role.VENDOR: vendor_within_means,
    Role.CLOUD: cloud_within_means,
    Role.RESELLER: reseller_within_means,
    Role.GREY_TRADER: reseller_within_means,
    Role.PROGRAMME: programme_within_means,
}


@pytest.mark.parametrize(("role", "kind"), EVERY_STRATEGY)
def test_a_strategy_holds_no_state_of_its_own(role, kind):
    strategy = kind()
    assert strategy == kind()
    assert hash(strategy) == hash(kind())
    for name in kind.model_fields:
        with pytest.raises(ValidationError):
            setattr(strategy, name, getattr(strategy, name))
    assert set(vars(strategy)) == set(kind.model_fields)


@pytest.mark.parametrize(("role", "kind"), EVERY_STRATEGY)
def test_every_number_of_a_strategy_has_a_meaning_a_unit_and_a_source(role, kind):
    for name, field in kind.model_fields.items():
        assert field.description, name
        assert field.json_schema_extra["unit"], name
        assert field.json_schema_extra["source"], name


@pytest.mark.parametrize(("role", "kind"), EVERY_STRATEGY)
def test_a_strategy_survives_pickling(role, kind):
    copy = pickle.loads(pickle.dumps(kind()))  # noqa: S301 - our own bytes
    assert copy == kind()
    assert type(copy) is kind


@pytest.mark.parametrize(("role", "kind"), EVERY_STRATEGY)
def test_a_strategy_says_what_it_means(role, kind):
    assert len(kind.meaning) > 10
    assert kind.__doc__


@pytest.mark.parametrize("kind", STRATEGIES[Role.VENDOR].values())
def test_a_vendor_rations_by_a_rule_that_exists(kind):
    assert kind().rationing in RULES


def test_an_unknown_strategy_is_refused_with_the_roles_own_ones():
    with pytest.raises(InputProblem) as caught:
        strategy_for(Role.VENDOR, "chip_onli", {}, "strategies.Nvidia")
    assert caught.value.nearest == "chip_only"
    assert "rental_cloud" not in caught.value.allowed
    assert caught.value.where == "strategies.Nvidia"
