"""What a firm says it decided is what it did, and the reasons hold the figures that it used."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.strategies import STRATEGIES
from model.firm_roles import Decision
from model.inputs.cast import Role
from model.inputs.figures import count, money, months, percent
from model.ledger import Kind
from model.market import ComputeMarket
from tests.agents.strategy_views import CHIPS, VIEWS
from tests.small_worlds import finished, market_of, short_history

MONTHS = 12
battery = settings(max_examples=40, deadline=None, derandomize=True, database=None)


@pytest.fixture(scope="module")
def market() -> ComputeMarket:
    """A year of the history, in short supply at its end."""
    return finished(short_history("vendor.transit_months=1.5", months=MONTHS, startups=200))


def told(market: ComputeMarket, firm: str) -> dict[str, Decision]:
    """A firm's decisions by what they are."""
    (found,) = [each for each in market.cast.firms if each.name == firm]
    decisions = found.explain()
    by_what = {each.what: each for each in decisions}
    assert len(by_what) == len(decisions)
    return by_what


def test_every_decision_is_a_figure_with_a_unit_and_a_reason(market):
    made = [each for firm in market.cast.firms for each in firm.explain()]
    assert len(made) > 100
    for each in made:
        assert np.isfinite(each.value), each
        assert all((each.what, each.unit, each.why)), each
        assert " nan" not in each.why, each


def test_asking_twice_gives_the_same_and_nothing_before_the_first_month(market):
    assert told(market, "Nvidia") == told(market, "Nvidia")
    fresh = market_of(short_history(months=1))
    assert not fresh.cast.vendors[0].explain()
    assert not fresh.cast.clouds[0].explain()


def test_list_prices_told_are_those_of_the_market(market):
    decisions = told(market, "Nvidia")
    chip = market.catalogue.chip_index("A100")
    assert decisions["list price of A100"].value == market.list_usd[chip]


def test_deliveries_told_are_those_paid_for(market):
    nvidia, chip = market.accounts.firm("Nvidia"), market.catalogue.chip_index("A100")
    firms = len(market.accounts.firms)
    delivered = sum(
        float(batch.quantity[(batch.payee == nvidia) & (batch.item == chip) & (batch.payer < firms)].sum())
        for batch in market.tally.payments
        if batch.kind == Kind.CHIPS
    )
    decision = told(market, "Nvidia")["deliver A100"]
    assert decision.value == delivered > 0
    (vendor,) = [each for each in market.cast.vendors if each.name == "Nvidia"]
    shipping, place = vendor.notes.shipping, vendor.line.place_of(chip)
    free = shipping.after.stock_units[place] - shipping.direct_units[place]
    assert decision.why.startswith(f"{count(free)} in stock for ")


def test_wafers_told_follow_from_the_figures_in_their_reason(market):
    (vendor,) = [each for each in market.cast.vendors if each.name == "Nvidia"]
    plan, place = vendor.notes.plan, vendor.line.place_of(market.catalogue.chip_index("A100"))
    decision = told(market, "Nvidia")["wafers for A100"]
    outlook = plan.outlook_units[place]
    level = outlook * (plan.cycle_months[place] + plan.safety_months)
    gap = level - plan.stock_units[place] - plan.coming_units[place] + plan.late_units[place]
    wanted = outlook + plan.part_closed * (gap - outlook)
    assert decision.value == int(wanted) > 0
    for figure in (plan.outlook_units[place], plan.stock_units[place], plan.coming_units[place]):
        assert count(figure) in decision.why


def test_a_clouds_budget_and_orders_are_those_it_acts_on(market):
    (azure,) = [each for each in market.cast.clouds if each.name == "Azure"]
    decisions = told(market, "Azure")
    budget = decisions["chip budget next month"]
    assert budget.value == azure.budget_usd
    assert f"budget of {money(azure.notes.order.view.affordable_usd)}" in budget.why
    placed = {
        f"order {market.catalogue.chip_names[chip]}": units
        for chip, units in enumerate(market.orders.placed_units[azure.account].tolist())
        if units
    }
    orders = {what: each.value for what, each in decisions.items() if what.startswith("order ")}
    assert orders
    assert orders.items() <= placed.items()


def test_a_clouds_gap_follows_from_its_parts(market):
    (azure,) = [each for each in market.cast.clouds if each.name == "Azure"]
    need = azure.notes.order.need
    wanted = (need.own_a100 + need.tenants_a100 + need.ally_a100) / need.target_use
    gap = wanted - need.capacity_a100
    what = "capacity short of the plan" if gap >= 0 else "capacity beyond the plan"
    decision = told(market, "Azure")[what]
    assert decision.value == pytest.approx(abs(gap))
    assert f"less {count(need.capacity_a100)} held and on order" in decision.why


def test_asks_told_are_those_posted(market):
    for reseller in market.cast.resellers:
        for what, decision in told(market, reseller.name).items():
            if what.startswith("ask for "):
                chip = market.catalogue.chip_index(what.removeprefix("ask for "))
                assert decision.value == reseller.ask_usd[chip]


def test_starts_told_are_in_the_line(market):
    for foundry in market.cast.foundries:
        started = dict(zip(foundry.chips.tolist(), foundry.started.starts.tolist(), strict=True))
        for what, decision in told(market, foundry.name).items():
            if what.startswith("start "):
                assert decision.value == started[market.catalogue.chip_index(what.removeprefix("start "))]
        for node, share in foundry.load.items():
            assert 0 <= share <= 1 + 1e-9, node


def test_a_programme_tells_its_stages_and_what_its_owner_paid(market):
    (athena,) = [each for each in market.cast.programmes if each.name == "Microsoft Athena"]
    decisions = told(market, "Microsoft Athena")
    (chip,) = athena.generations
    work = decisions[f"work on {chip.row.chip}: {chip.stage.replace('_', ' ')}"]
    assert work.value == chip.months_left
    assert decisions["pay for staff and designs"].value == athena.paid_usd > 0


@pytest.mark.parametrize("kind", STRATEGIES[Role.VENDOR].values())
@given(data=st.data())
@battery
def test_a_list_price_is_said_to_be_held_if_and_only_if_it_is(kind, data):
    view = data.draw(VIEWS[Role.VENDOR])
    strategy = kind()
    after = strategy.list_prices(view)
    for place in range(CHIPS):
        why = strategy.why_list_price(view, place)
        assert isinstance(strategy.why_fleet(view, place), str)
        if why.startswith("held"):
            assert after[place] == view.list_usd[place]
        if not strategy.reviews_prices(view):
            assert why.startswith("held")


@pytest.mark.parametrize("kind", STRATEGIES[Role.CLOUD].values())
@given(data=st.data())
@battery
def test_reasons_of_a_cloud_hold_its_use_and_the_change_of_its_budget(kind, data):
    view = data.draw(VIEWS[Role.CLOUD])
    strategy = kind()
    assert percent(view.use) in strategy.why_rents(view)
    change = strategy.budget(view) / max(view.affordable_usd, 1.0) - 1.0
    assert percent(change, signed=True) in strategy.why_budget(view)


def test_figures_as_people_write_them():
    assert [money(usd) for usd in (1.234e9, -3.4e8, 12_300.4, 0)] == [
        "1.23 bn USD",
        "-340 m USD",
        "12,300 USD",
        "0 USD",
    ]
    assert [count(number) for number in (1.25e6, 21_300.2, 4, 4.24)] == ["1.25 million", "21,300", "4", "4.2"]
    assert [percent(0.614), percent(-0.0001, signed=True)] == ["61 %", "+0.0 %"]
    assert [months(1.0), months(2.44), months(3)] == ["1 month", "2.4 months", "3 months"]
