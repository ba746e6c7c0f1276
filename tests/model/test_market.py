"""Mesa's interface: the market behaves as a Mesa model, and copies of it go on bit for bit."""

import copy
import pickle
import warnings
from typing import Any

import mesa
import numpy as np
import pandas as pd
import pytest

from agents.members import Firm, MemberStays, StartupPopulation
from agents.strategies.cloud.price_war import PriceWar
from examples import batch_run
from model.inputs.problems import InputProblem
from model.inputs.scenario import load_scenario
from model.market import SERIES, ComputeMarket
from tests.small_worlds import months_of, short_history

MONTHS = 6
SMALL: dict[str, Any] = {"startups.count": 60, "months": MONTHS}


def tables(market: ComputeMarket) -> list[pd.DataFrame]:
    """Everything that a market leaves behind."""
    record = market.record()
    return [pd.DataFrame(table) for table in (record.metrics, record.trades, record.firms, record.startups)]


def assert_equal(market: ComputeMarket, other: ComputeMarket) -> None:
    """The same to the bit, what Mesa collected included."""
    for one, two in zip(tables(market), tables(other), strict=True):
        pd.testing.assert_frame_equal(one, two, check_exact=True)
    collected = (each.datacollector.get_model_vars_dataframe() for each in (market, other))
    pd.testing.assert_frame_equal(*collected, check_exact=True)
    assert market.events == other.events
    np.testing.assert_array_equal(market.world.money.balance_usd, other.world.money.balance_usd)
    np.testing.assert_array_equal(market.world.chips.held, other.world.chips.held)


@pytest.fixture(scope="module")
def finished() -> ComputeMarket:
    """A small market after its last month."""
    market = ComputeMarket("history", seed=1, **SMALL)
    market.run_model()
    return market


# ---------------------------------------------------------------- opening


def test_a_market_opens_by_the_name_of_its_scenario_with_settings_by_key():
    market = ComputeMarket("history", seed=1, **{"startups.count": 300, "cloud.scrap_rate": 0.01})
    assert market.settings.startups.count == 300
    assert market.settings.cloud.scrap_rate == 0.01
    assert market.settings.name == "history"
    assert market.months_total == load_scenario("history").months


def test_the_run_of_a_market_is_the_run_of_its_scenario(finished):
    market = ComputeMarket(short_history(months=MONTHS), rng=1)
    market.run_model()
    for one, two in zip(tables(market), tables(finished), strict=True):
        pd.testing.assert_frame_equal(one, two, check_exact=True)


def test_run_model_ends(finished):
    assert not finished.running
    assert finished.time == finished.lone.months_done == MONTHS
    before = finished.world.money.balance_usd.copy()
    finished.run_model()
    np.testing.assert_array_equal(finished.world.money.balance_usd, before)


def test_step_is_one_month():
    market = ComputeMarket("history", seed=1, **SMALL)
    market.step()
    market.run_month()
    market.run_for(2)
    assert (market.time, market.lone.months_done, market.month) == (4, 4, 3)


def test_a_shortened_market_leaves_out_what_it_never_reaches():
    market = ComputeMarket("history", seed=1, **SMALL)
    late = {name for name, policy in load_scenario("history").policies.items() if policy.start}
    assert "rule_of_october_2022" in late - set(market.settings.policies)


def test_an_unknown_setting_is_refused_with_the_nearest():
    with pytest.raises(InputProblem, match="scrap_rate"):
        ComputeMarket("history", seed=1, **{"cloud.scrap_rates": 0.01})


def test_a_strategy_object_can_be_handed_in():
    market = ComputeMarket("history", seed=1, strategies={"AWS": PriceWar(max_cut=0.2)}, **SMALL)
    aws = next(firm for firm in market.members.firms if firm.name == "AWS")
    assert aws.strategy == PriceWar(max_cut=0.2)


# ---------------------------------------------------------------- seeds


@pytest.mark.parametrize(
    "seed", [np.int64(7), np.uint8(7), np.array(7)], ids=lambda seed: type(seed).__name__
)
def test_numpy_s_integers_are_seeds(seed):
    market = ComputeMarket("history", seed=seed, **SMALL)
    assert market.seed == 7
    assert type(market.seed) is int


@pytest.mark.parametrize(
    "seed", [True, np.True_, -1, np.int64(-1), 2**63, 1.0, "1", [1]], ids=lambda seed: repr(seed)
)
@pytest.mark.parametrize("word", ["seed", "rng"])
def test_what_is_no_seed_is_refused(word, seed):
    with pytest.raises(InputProblem, match="seed") as refused:
        ComputeMarket("history", **{word: seed}, **SMALL)
    assert str(2**63 - 1) in str(refused.value)


def test_without_a_seed_each_market_draws_its_own():
    assert len({ComputeMarket("history", **SMALL).seed for _ in range(3)}) == 3


# ---------------------------------------------------------------- copies


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda market: pickle.loads(pickle.dumps(market))])  # noqa: S301
def test_a_copy_of_a_market_in_the_middle_goes_on_bit_for_bit_and_so_does_the_original(copied, finished):
    market = ComputeMarket("history", seed=1, **SMALL)
    market.run_for(3)
    twin = copied(market)
    assert (twin.time, twin.lone.months_done, twin.running) == (3, 3, True)
    assert_equal(twin, market)
    twin.run_model()
    assert market.lone.months_done == 3
    assert_equal(twin, finished)
    market.run_model()
    assert_equal(market, finished)


def test_a_copy_of_a_finished_market_is_finished(finished):
    twin = copy.deepcopy(finished)
    assert not twin.running
    assert_equal(twin, finished)


def test_copies_part_ways_when_their_worlds_are_changed():
    market = ComputeMarket("history", seed=1, **SMALL)
    market.run_for(2)
    branch = copy.deepcopy(market)
    branch.world.clouds.base_a100[...] *= 2.0
    branch.run_month()
    market.run_month()
    assert (branch.world.money.balance_usd != market.world.money.balance_usd).any()
    nobody_shares = not np.shares_memory(branch.world.money.balance_usd, market.world.money.balance_usd)
    assert nobody_shares


# ---------------------------------------------------------------- agents


def test_agents_have_names_and_stand_in_mesa_s_sets(finished):
    names = [agent.name for agent in finished.agents]
    assert len(set(names)) == len(names)
    assert {"Nvidia", "AWS", "TSMC", "Start-ups", "Regulator"} <= set(names)
    assert [firm.name for firm in finished.agents_by_type[Firm]] == list(finished.world.setup.accounts.firms)
    assert len(finished.agents_by_type[StartupPopulation]) == 1
    clouds = finished.agents.select(lambda agent: agent.role == "cloud")
    assert len(clouds) == len(finished.settings.cast.cloud)


@pytest.mark.parametrize("name", ["Nvidia", "Start-ups"])
def test_who_trades_cannot_be_removed_and_is_told_the_way(name):
    market = ComputeMarket("history", seed=1, **SMALL)
    agent = next(agent for agent in market.agents if agent.name == name)
    with pytest.raises(MemberStays, match="remove"):
        agent.remove()
    assert agent in market.agents
    market.run_month()


def test_firms_can_say_what_they_decided(finished):
    nvidia = next(firm for firm in finished.members.firms if firm.name == "Nvidia")
    assert nvidia.explain()
    assert nvidia.cash_usd == finished.world.money.balance_usd[0, nvidia.account]


# ---------------------------------------------------------------- Mesa's tools


def test_the_data_collector_keeps_a_row_a_month_with_the_metrics_values(finished):
    frame = finished.datacollector.get_model_vars_dataframe()
    assert list(frame) == list(SERIES)
    assert len(frame) == MONTHS
    metrics = tables(finished)[0]
    for name, (metric, who, item) in SERIES.items():
        rows = metrics[(metrics.metric == metric) & (metrics.who == who) & (metrics["item"] == item)]
        assert frame[name].dropna().tolist() == rows.value.tolist(), name


def test_a_market_that_records_nothing_collects_nothing():
    market = ComputeMarket(short_history(months=2), seed=1, record=False)
    assert list(months_of(market)) == [0, 1]
    assert market.datacollector.model_vars == {}
    assert market.recorder is None


def test_mesa_s_batch_run_gives_what_each_market_gives_by_itself(monkeypatch):
    small = {**batch_run.PARAMETERS, "startups.count": [60], "months": [3], "cloud.scrap_rate": [0.02]}
    monkeypatch.setattr(batch_run, "PARAMETERS", small)
    rows = batch_run.main()
    assert len(rows) == 4
    for row in rows.to_dict("records"):
        given = {key: row[key] for key in ("scenario", "startups.count", "months", "cloud.scrap_rate")}
        market = ComputeMarket(seed=row["seed"], **given)
        market.run_model()
        assert row["Step"] == 3
        last = market.datacollector.get_model_vars_dataframe().iloc[-1]
        assert {name: row[name] for name in SERIES} == last.to_dict()


def test_an_agent_of_one_s_own_joins_and_leaves():
    class Watcher(mesa.Agent):
        def step(self) -> None:
            self.seen = self.model.datacollector.model_vars["energy_mwh"][-1]

    market = ComputeMarket("history", seed=1, **SMALL)
    watcher = Watcher(market)
    market.run_month()
    market.agents_by_type[Watcher].do("step")
    assert watcher.seen > 0
    watcher.remove()
    assert watcher not in market.agents
    market.run_month()


def test_mesa_s_page_of_the_market_renders():
    import solara

    from examples import solara_viz

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of libraries below the page
        box, root = solara.render(solara_viz.Page(), handle_error=False)
    try:
        assert box.children
    finally:
        root.close()
