"""Every tab draws what a snapshot holds, and nothing where there is nothing yet."""

import json

import pandas as pd
import pytest
import vl_convert

from experiments.whatif.headlines import HEADLINES
from tests.viz.snapshots import run_of, tables, texts
from viz.spec import Spec
from viz.tabs import comparison, firms, ledger, market, startups
from viz.theme import PALETTES, Theme

NAMES = comparison.Names("history", "chips alone")


def all_charts(month: int, theme: Theme = "light") -> dict[str, Spec]:
    """Every chart of every tab by a name."""
    now = run_of()[month]
    other = run_of("strategies.Nvidia=chip_only")[month]
    drawn = {f"firm {name}": firms.charts(now, name, theme) for name in now.firms}
    drawn |= {f"market {number}": spec for number, spec in enumerate(market.charts(now, theme))}
    drawn |= {f"startups {number}": spec for number, spec in enumerate(startups.charts(now, theme))}
    drawn |= {"ledger": ledger.charts(now, theme), "comparison": comparison.charts(now, other, NAMES, theme)}
    return {name: spec for name, spec in drawn.items() if spec is not None}


@pytest.mark.parametrize("theme", PALETTES)
def test_every_chart_has_figures_a_title_and_the_theme(theme: Theme):
    drawn = all_charts(month=-1, theme=theme)
    assert len(drawn) > 60
    for name, spec in drawn.items():
        assert spec["title"]["text"], name
        assert any(tables(spec)), name
        assert spec["config"]["background"] == PALETTES[theme].background


def test_charts_compile_without_complaint():
    drawn = all_charts(month=-1)
    for name in ("firm Nvidia", "firm Azure", "market 0", "startups 2", "ledger", "comparison"):
        assert "<svg" in vl_convert.vegalite_to_svg(json.dumps(drawn[name]), vl_version="5.20")


def test_a_single_month_shows_the_network_the_ledger_and_the_choices_alone():
    assert set(all_charts(month=0)) == {"ledger", "startups 0"}
    assert market.network(run_of()[0])["layer"]


def test_every_firm_can_be_picked_under_its_role():
    picked = firms.firms_by_role(run_of()[0])
    assert [name for names in picked.values() for name in names] == list(run_of()[0].firms)
    assert "Azure" in picked["cloud or large buyer"]


def test_a_firms_panels_say_their_units():
    written = texts(firms.charts(run_of()[-1], "Nvidia"))
    assert {"bn USD", "m USD per month", "% of sales"} <= written


def test_flows_add_up_to_all_payments_and_trades_to_their_flow():
    now = run_of()[-1]
    flows = ledger.flows(now, most=10**6)
    assert flows["amount"].sum() == pytest.approx(now.payments["amount"].sum())
    assert flows["amount"].is_monotonic_decreasing
    chips = flows[flows["kind"] == "chips"].iloc[0]
    trades = ledger.trades(now, chips["payer"], chips["payee"], "chips")
    assert len(trades) == chips["trades"]
    assert trades["amount"].sum() == pytest.approx(chips["amount"])
    assert (trades["unit_price"] * trades["quantity"]).sum() == pytest.approx(chips["amount"])


def test_payments_without_a_quantity_have_no_price():
    now = run_of()[-1]
    wages = ledger.flows(now).query("kind == 'staff'").iloc[0]
    assert ledger.trades(now, wages["payer"], wages["payee"], "staff")["unit_price"].isna().all()


def test_the_matrix_shows_every_dollar():
    now = run_of()[-1]
    matrix = ledger.charts(now)["vconcat"][0]["hconcat"][0]
    drawn = sum(row["amount"] for row in matrix["data"]["values"])
    assert drawn == pytest.approx(now.payments["amount"].sum())


def test_the_same_world_differs_by_nothing():
    now = run_of()[-1]
    table = comparison.table(now, now, NAMES)
    assert set(table["difference"]) <= {"0", "–"}
    assert len(table) > 20


def test_the_difference_of_a_sum_is_added_up_and_of_a_level_is_not():
    now = run_of()[-1]
    more = now.metrics.assign(value=now.metrics["value"] + 1e9 * (now.metrics["metric"] == "revenue_usd"))
    other = comparison.Snapshot(**{**{f: getattr(now, f) for f in now.__dataclass_fields__}, "metrics": more})
    spec = comparison.charts(now, other, NAMES, shown=("revenue_usd.Nvidia.chips", "startups_alive.all"))
    sums, levels = (row["hconcat"][1] for row in spec["vconcat"])
    assert [row["mid"] for row in sums["data"]["values"]] == pytest.approx([1, 2, 3, 4, 5])
    assert [row["mid"] for row in levels["data"]["values"]] == [0] * 5


def test_a_month_without_money_counts_as_none_and_a_month_without_a_price_as_unknown():
    months = pd.DataFrame({"month": [0, 1], "date": pd.to_datetime(["2022-01-01", "2022-02-01"])})
    nothing = run_of()[-1].metrics.iloc[:0]
    sold, price = HEADLINES["revenue_usd.Nvidia.rental"], HEADLINES["street_price_usd.US.A100"]
    assert comparison.monthly(nothing, sold, months)["value"].tolist() == [0.0, 0.0]
    assert comparison.monthly(nothing, price, months)["value"].isna().all()


def test_choices_of_a_type_add_up_to_all_of_it():
    spec = startups.choices(run_of()[-1])
    rows = [row for panel in spec["vconcat"][0]["hconcat"] for row in panel["data"]["values"]]
    shares = pd.DataFrame(rows).groupby(["type", "region"])["share"].sum()
    assert shares.to_list() == pytest.approx([1.0] * len(shares))
