"""The battery that every registered strategy inherits."""

import dataclasses
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from agents.strategies import STRATEGIES
from agents.strategies.base import Strategy
from agents.strategies.cloud.base import CloudView
from agents.strategies.foundry.queue_by_loyalty import FoundryView
from agents.strategies.programme.base import ProgrammeView
from agents.strategies.reseller.base import ResellerView
from agents.strategies.rows import strategy_for
from agents.strategies.vendor.base import VendorView
from model.allocation import RULES
from model.inputs.cast import Role
from model.inputs.problems import InputProblem
from tests.agents.strategy_views import VIEWS

EVERY_STRATEGY = [
    pytest.param(role, kind, id=f"{role}-{name}")
    for role, kinds in STRATEGIES.items()
    for name, kind in kinds.items()
]
SLACK = 1 + 1e-9
battery = settings(max_examples=40, deadline=None, derandomize=True, database=None)


def decisions(strategy: Any) -> tuple[str, ...]:
    """Names of everything that a strategy decides: its public methods, but for those that give reasons."""
    names = [name for name in dir(type(strategy)) if not name.startswith(("_", "why_"))]
    names = [name for name in names if name not in dir(Strategy)]
    return tuple(name for name in names if callable(getattr(strategy, name)))


def decide(strategy: Any, view: Any) -> dict[str, Any]:
    """Every decision on a view."""
    return {name: getattr(strategy, name)(view) for name in decisions(strategy)}


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
def test_decisions_are_numbers_and_within_what_can_be_done(role, kind, data):
    view = data.draw(VIEWS[role])
    made = decide(kind(), view)
    for name, decision in made.items():
        assert np.isfinite(decision).all(), name
    WITHIN_MEANS[role](view, made)


def vendor_within_means(view: VendorView, made: dict[str, Any]) -> None:
    """It sells and keeps back no more than its stock, and takes back idle chips of its own."""
    assert (made["buyer_weights"] >= 0).all()
    direct, change = made["direct_units"], made["fleet_change"]
    assert ((direct >= 0) & (direct <= view.stock_units)).all()
    assert (change <= view.stock_units).all()
    assert (-change <= (view.fleet_units - view.fleet_used_units) * SLACK).all()
    assert (change == np.trunc(change)).all()
    assert (made["list_prices"] > 0).all()
    assert made["supply_factor"] > 0


def cloud_within_means(view: CloudView, made: dict[str, Any]) -> None:
    """Rents exist where there were rents, budgets stay below their cap, hosts keep their floor."""
    rented = view.rent_usd_per_hour > 0
    assert (made["rents"][rented] > 0).all()
    assert (made["rents"][~rented] == 0).all()
    lowest = np.minimum(view.rent_usd_per_hour, view.floor_usd_per_hour)
    assert (made["rents"] >= np.where(rented, lowest, 0.0) / SLACK).all()
    assert (made["chip_preference"] > 0).all()
    assert 0 <= made["budget"] <= view.budget_cap_usd
    assert 0 <= made["host_floor_share"] <= 1
    assert made["planned_for_ally_a100"] >= 0


def reseller_within_means(view: ResellerView, made: dict[str, Any]) -> None:
    """It offers no more than its stock, orders no more than its credit, withdraws what is open."""
    assert (made["asks"] >= 0).all()
    known = view.reference_usd > 0
    assert (made["asks"][known] >= view.reference_usd[known] * (1 - view.rules.max_loss) / SLACK).all()
    offered, orders, cancels = made["offered_units"], made["orders"], made["cancels"]
    assert ((offered >= 0) & (offered <= view.stock_units)).all()
    assert (orders >= 0).all()
    assert (orders * view.reference_usd).sum() <= 2 * max(view.cash_usd, 0.0) * SLACK
    assert ((cancels >= 0) & (cancels <= view.on_order_units)).all()


def foundry_within_means(view: FoundryView, made: dict[str, Any]) -> None:
    """It starts whole chips that are wanted, within wafers of each node and packages in all."""
    starts = made["starts"]
    assert ((starts >= 0) & (starts <= view.startable_units * SLACK)).all()
    assert (starts == np.floor(starts)).all()
    for node, capacity in enumerate(view.node_wafers):
        here = view.node == node
        assert (starts / view.dies_per_wafer)[here].sum() <= capacity * SLACK
    packed = view.packages_per_wafer > 0
    assert (starts[packed] / view.packages_per_wafer[packed]).sum() <= view.package_wafers * SLACK


def programme_within_means(view: ProgrammeView, made: dict[str, Any]) -> None:
    """It lets a part of what it has."""
    assert 0 <= made["rented_out"] < 1


WITHIN_MEANS = {
    Role.FOUNDRY: foundry_within_means,
    Role.VENDOR: vendor_within_means,
    Role.CLOUD: cloud_within_means,
    Role.RESELLER: reseller_within_means,
    Role.GREY_TRADER: reseller_within_means,
    Role.PROGRAMME: programme_within_means,
}


@pytest.mark.parametrize("kind", STRATEGIES[Role.RESELLER].values())
@given(views=st.lists(VIEWS[Role.RESELLER], min_size=1, max_size=4))
@battery
def test_resellers_decide_together_as_they_do_one_by_one(kind, views):
    together = decide(kind(), stacked(views))
    for row, view in enumerate(views):
        for name, decision in decide(kind(), view).items():
            np.testing.assert_array_equal(together[name][row], decision, name)


def stacked(views: list[ResellerView]) -> ResellerView:
    """Several resellers' views as one: resellers × chips, one column of what is per reseller."""
    columns = {
        field.name: np.array([np.atleast_1d(getattr(view, field.name)) for view in views])
        for field in dataclasses.fields(ResellerView)
        if field.name != "rules"
    }
    return ResellerView(rules=views[0].rules, **columns)


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
