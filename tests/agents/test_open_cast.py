"""A scenario adds and removes firms, chips, nodes and regions, with the checks of the data files."""

import tomllib

import pytest

from experiments.description import describe_parameters
from experiments.listing import print_cast
from experiments.study.keys import scenario_key
from model.inputs.problems import InputProblem
from model.inputs.scenario import Scenario, load_scenario, scenario_from
from model.market import ComputeMarket
from tests.small_worlds import account, finished, market_of
from viz.network_places import place_nodes

OPEN = """
extends = "history"
remove = ["Lambda"]
chips.B200.launch = 2025-06-01
nodes.N4.wafer_price_usd = 15_000

[[region]]
name = "Gulf"
bloc = "Gulf"
electricity_usd_per_kwh = 0.05
pue = 1.4
carbon_kg_per_kwh = 0.5
usd_per_local_currency = 0.27
currency = "AED"

[[cloud]]
name = "Falcon Cloud"
like = "CoreWeave"
region = "Gulf"
serves = ["Gulf", "Europe"]

[[chip]]
name = "H150"
like = "H100"
launch = 2023-06-01
launch_list_price_usd = 33_000

[[reseller]]
name = "Gulf distributor A"
like = "EU distributor A"
region = "Gulf"

[[startup_type]]
name = "gulf_lab"
like = "frontier_lab"
firms = 3
regions = { Gulf = 1.0 }

[[tie]]
from = "Gulf distributor A"
to = "Falcon Cloud"
strength = 0.5
"""


def changed(text: str, **more: object) -> Scenario:
    """History with what a scenario file says."""
    return scenario_from({"extends": "history", **tomllib.loads(text), **more}, "the file")


@pytest.fixture(scope="module")
def opened() -> Scenario:
    return changed(OPEN, months=24, startups={"count": 100})


@pytest.fixture(scope="module")
def market(opened: Scenario) -> ComputeMarket:
    return finished(opened)


def test_two_years_of_a_changed_cast_close_the_ledgers(market):
    assert market.lone.residual_money[0] <= 1e-8
    assert market.lone.residual_chips[0] == 0


def test_who_is_added_trades_and_who_is_removed_is_gone(market):
    assert "Lambda" not in market.world.setup.accounts.firms
    for name in ("Falcon Cloud", "Gulf distributor A"):
        assert market.world.chips.held[0, account(market, name)].sum() > 0
    h150 = market.catalogue.chip_index("H150")
    assert market.world.chips.held[0, :, h150].sum() > 0
    assert {"gulf_lab/Gulf"} <= set(market.world.setup.accounts.groups)
    assert market.world.ties.strength[0, account(market, "Gulf distributor A")].sum() > 0


def test_metrics_speak_of_the_new_region_and_pictures_place_it(market):
    metrics = market.record().metrics
    assert {"Gulf", "Falcon Cloud"} <= set(metrics["who"])
    assert "H150" in metrics["item"]
    bands = [band.region for band in place_nodes(market.network).bands]
    assert {"US", "Europe", "China", "Gulf", "Taiwan"} <= set(bands)


def test_the_cast_command_lists_a_changed_cast(opened, capsys):
    print_cast(opened)
    printed = capsys.readouterr().out
    assert "Falcon Cloud" in printed
    assert "Lambda" not in printed


def test_catalogue_rows_can_be_set(opened):
    assert str(opened.catalogue.chip("B200").launch) == "2025-06-01"
    assert opened.catalogue.node("N4").wafer_price_usd == 15_000
    assert opened.catalogue is opened.catalogue
    assert load_scenario("history").catalogue.chip("B200") != opened.catalogue.chip("B200")
    assert opened.catalogue.source_of("B200", "launch").source == "scenario"


def test_the_resolved_file_is_the_same_world(opened):
    again = scenario_from(tomllib.loads(opened.to_toml()), "the file")
    assert again == opened.model_copy(update={"extends": None})
    assert scenario_key(again) == scenario_key(opened)
    assert scenario_key(opened) != scenario_key(load_scenario("history", ["months=24", "startups.count=100"]))


def test_a_child_adds_to_its_parent_and_takes_out_what_it_added(tmp_path):
    path = tmp_path / "parent.toml"
    path.write_text(OPEN, encoding="utf-8")
    text = 'remove = ["Falcon Cloud"]\n[[cloud]]\nname = "Lambda"\nlike = "CoreWeave"'
    child = changed(text, extends=str(path))
    names = [row.name for row in child.cast.cloud]
    assert "Lambda" in names
    assert "Falcon Cloud" not in names
    assert any(tie.second == "Lambda" for tie in child.cast.ties)
    assert not any("Falcon Cloud" in (tie.first, tie.second) for tie in child.cast.ties)


def test_a_description_shows_what_was_added_and_changed(opened):
    told = {row.path: row.value for row in describe_parameters(opened)}
    assert told["chips.B200.launch"] == "2025-06-01"
    assert told["added.cloud.Falcon Cloud.like"] == "CoreWeave"
    assert told["remove"] == "Lambda"


def test_a_figure_of_the_catalogue_can_be_set_from_the_command_line():
    scenario = load_scenario(
        "history", ["chips.H100.launch_list_price_usd=20000", 'chips."TPU v4".power_w=100']
    )
    assert scenario.catalogue.chip("H100").launch_list_price_usd == 20_000
    assert scenario.catalogue.chip("TPU v4").power_w == 100


def test_a_programme_leaves_with_its_owner_if_both_are_named():
    scenario = changed('remove = ["Tesla", "Tesla Dojo"]', months=2, startups={"count": 40})
    assert finished(scenario).lone.residual_chips[0] == 0


def test_a_vendor_with_a_foundry_of_its_own_comes_and_makes_its_chips():
    text = """
    [[foundry]]
    name = "Rapidus"
    like = "TSMC"
    [[node]]
    name = "R2"
    like = "N5"
    foundry = "Rapidus"
    [[packaging]]
    foundry = "Rapidus"
    date = 2022-01-01
    wafers_per_month = 500
    [[vendor]]
    name = "Newcomer"
    like = "AMD"
    opening_monthly_units = { X1 = 400 }
    [[chip]]
    name = "X1"
    like = "MI250X"
    maker = "Newcomer"
    foundry = "Rapidus"
    node = "R2"
    """
    market = finished(changed(text, months=10, startups={"count": 60}))
    assert market.lone.residual_chips[0] == 0
    x1 = market.catalogue.chip_index("X1")
    assert market.world.chips.held[0, :, x1].sum() > 0


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ('remove = ["Lamda"]', "the file", "did you mean: Lambda"),
        ('remove = ["Azure"]', "remove", "Azure owns the programme Microsoft Athena"),
        ('remove = ["Oracle"]', "policies.dgx_cloud.hosts", "unknown firm 'Oracle'"),
        ('[[cloud]]\nname = "Azure"\nlike = "AWS"', "cloud, Azure", "there already"),
        ('[[cloud]]\nname = "New"\nlike = "Azur"', "cloud, New", "did you mean: Azure"),
        ('[[cloud]]\nname = "New"\nregion = "US"', "the file", "field required"),
        ('[[cloud]]\nname = "New"\nlike = "AWS"\nregion = "Mars"', "firms.New.region", "unknown region"),
        ('[[cloud]]\nlike = "AWS"', "the file, cloud", "needs a name"),
        ('[[reseller]]\nname = "New"\nlike = "US broker A"\nmonthly_units = { A1000 = 1 }', "New", "A100"),
        ('[[chip]]\nname = "New"\nlike = "H100"\npower_w = -1', "chip.New.power_w", "out of range"),
        ('[[chip]]\nname = "New"\nlike = "H100"\nnode = "N99"', "chip.New.node", "unknown node"),
        ('[[chip]]\nname = "New"\nlike = "H100"\nmaker = "Nvidea"', "chip.New", "did you mean: Nvidia"),
        ('[[chip]]\nname = "New"\nlike = "H100"\npowr_w = 1', "chip.New", "did you mean: power_w"),
        ('[[chip]]\nname = "New"\nmaker = "AMD"', "chip.New", "missing launch"),
        ("chips.B2000.launch = 2025-06-01", "the file, chips", "did you mean: B200"),
        ("chips.B200.lunch = 2025-06-01", "chips.B200", "did you mean: launch"),
        ('nodes.N4.cycle_months = "soon"', "nodes.N4.cycle_months", "not a number"),
        ('[[tie]]\nfrom = "Nvidia"\nstrength = 0.5', "the file, tie", "joins two parties"),
        ('[[tie]]\nfrom = "Nvidia"\nto = "Orcle"\nstrength = 0.5', "the file, tie", "did you mean: Oracle"),
        ('added.clouds = [{ name = "New" }]', "the file, added", "did you mean: cloud"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place_and_what_is_allowed(text, where, what):
    with pytest.raises(InputProblem) as caught:
        market_of(changed(text))
    assert where in caught.value.where
    assert what in str(caught.value)
