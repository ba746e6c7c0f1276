"""What each tab shows, and what a visitor can pick in it; the charts themselves are in `viz/tabs/`."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd
import solara

from model.inputs.number_text import money
from viz.page.chart import Charts
from viz.page.tables import Column, Picker, TableView
from viz.snapshot import Snapshot
from viz.tabs import comparison, facts, firms, ledger, market, startups
from viz.theme import Theme

TOO_EARLY = "Charts need two months: press play, or step."
PART = " → "


@dataclass(frozen=True, slots=True)
class Picked:
    """What the visitor has picked; it stays when the tab is left."""

    firm: str
    flow: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What a tab has to show: the snapshots, the theme, the picks, and how to change them."""

    whatif: Snapshot
    baseline: Snapshot | None
    names: comparison.Names
    are_equal: bool
    theme: Theme
    picked: Picked
    pick: Callable[[Picked], None]
    open_tab: Callable[[str], None]

    @property
    def dependencies(self) -> list[object]:
        """What a chart of the what-if depends on."""
        return [id(self.whatif), self.whatif.month]


@solara.component
def TabContent(tab: str, shown: Shown) -> None:
    """The open tab."""
    with solara.Div(classes=["cm-panel"], attributes={"role": "tabpanel"}):
        if shown.whatif.month < 1 and tab != "market":
            solara.Text(TOO_EARLY, classes=["cm-wait"])
        else:
            CONTENTS[tab](shown)


@solara.component
def _Market(shown: Shown) -> None:
    def go_to(firm: str) -> None:
        if firm in shown.whatif.firms:
            shown.pick(replace(shown.picked, firm=firm))
            shown.open_tab("firms")

    whatif, theme = shown.whatif, shown.theme
    Charts(
        lambda: [market.network(whatif, theme)],
        shown.dependencies,
        theme,
        pick="name",
        on_pick=go_to,
    )
    if whatif.month < 1:
        solara.Text(TOO_EARLY, classes=["cm-wait"])
    else:
        Charts(lambda: market.charts(whatif, theme), shown.dependencies, theme)


@solara.component
def _Firms(shown: Shown) -> None:
    whatif, theme, firm = shown.whatif, shown.theme, shown.picked.firm
    groups = [{"name": role, "names": names} for role, names in firms.firms_by_role(whatif).items()]
    Picker(
        label="Firm",
        value=firm,
        groups=groups,
        event_pick=lambda name: shown.pick(replace(shown.picked, firm=name)),
    )
    with solara.Div(classes=["cm-beside", "cm-table-first"]):
        Charts(lambda: [firms.charts(whatif, firm, theme)], [*shown.dependencies, firm], theme)
        with solara.Div():
            solara.HTML("h2", f"What {firm} decided in {whatif.date:%B %Y}, and why")
            decided = firms.decisions(whatif, firm)
            rows = [
                [row["what"], _figure(row["value"], row["unit"]), row["why"]]
                for row in decided.to_dict("records")
            ]
            TableView(
                [Column("what"), Column("value", is_number=True), Column("why")],
                rows,
                empty="Nothing is told of this firm's decisions this month.",
            )


@solara.component
def _Startups(shown: Shown) -> None:
    Charts(lambda: startups.charts(shown.whatif, shown.theme), shown.dependencies, shown.theme)


@solara.component
def _Comparison(shown: Shown) -> None:
    baseline, whatif, names, theme = shown.baseline, shown.whatif, shown.names, shown.theme
    if shown.are_equal:
        solara.Text(
            "Both scenarios are the same: every difference is zero. Move a lever to see a difference.",
            classes=["cm-note"],
        )
    found: pd.DataFrame | None = solara.use_memo(
        lambda: comparison.table(baseline, whatif, names) if baseline is not None else None,
        [*shown.dependencies, id(baseline), names],
    )
    if baseline is None or found is None or baseline.month < 1:
        solara.Text("The baseline is being played …", classes=["cm-wait"])
        return
    with solara.Div(classes=["cm-beside"]):
        Charts(
            lambda: [comparison.charts(baseline, whatif, names, theme)],
            [*shown.dependencies, id(baseline), baseline.month],
            theme,
        )
        with solara.Div():
            solara.HTML("h2", f"So far, {whatif.date:%B %Y}")
            columns = [Column(str(name), is_number=place > 1) for place, name in enumerate(found.columns)]
            TableView(columns, found.astype(str).to_numpy().tolist(), name="comparison")


@solara.component
def _Ledger(shown: Shown) -> None:
    whatif, theme = shown.whatif, shown.theme
    Charts(lambda: [ledger.charts(whatif, theme)], shown.dependencies, theme)
    flows = ledger.flows(whatif).to_dict("records")
    keys = [PART.join((row["payer"], row["payee"], row["kind"])) for row in flows]
    rows = [
        [row["payer"], row["payee"], row["kind"], money(row["amount"]), f"{row['trades']:,}"] for row in flows
    ]
    with solara.Div(classes=["cm-halves"]):
        with solara.Div():
            solara.HTML("h2", f"Largest payments of {whatif.date:%B %Y}; pick one for its trades")
            TableView(
                [*map(Column, ("from", "to", "for")), Column("paid", True), Column("trades", True)],
                rows,
                keys=keys,
                chosen=shown.picked.flow,
                on_pick=lambda key: shown.pick(replace(shown.picked, flow=key)),
                hint="Find a name or a kind",
                name="flows",
            )
        with solara.Div():
            _Trades(whatif, shown.picked.flow if shown.picked.flow in keys else next(iter(keys), ""))


@solara.component
def _Trades(snapshot: Snapshot, flow: str) -> None:
    """The trades behind a flow."""
    if not flow:
        return
    payer, payee, kind = flow.split(PART)
    solara.HTML("h2", f"{payer} to {payee}, for {kind}")
    found = ledger.trades(snapshot, payer, payee, kind).to_dict("records")
    rows = [
        [row["item"] or "–", _figure(row["quantity"], ""), money(row["amount"]), _price(row["unit_price"])]
        for row in found
    ]
    columns = [Column("item"), Column("quantity", True), Column("paid", True), Column("for each", True)]
    TableView(columns, rows, name="trades")


@solara.component
def _Facts(shown: Shown) -> None:
    whatif, theme = shown.whatif, shown.theme
    Charts(lambda: facts.charts(whatif, theme), shown.dependencies, theme)
    found = solara.use_memo(lambda: facts.table(whatif), shown.dependencies)
    solara.HTML("h2", "Facts whose months are over, and the simulated values")
    columns = [Column(str(name), is_number=name in facts.NUMBERS) for name in found.columns]
    rows = found.astype(str).to_numpy().tolist()
    TableView(columns, rows, hint="Find a fact", empty="No fact is over yet.", name="facts")


CONTENTS = {
    "market": _Market,
    "firms": _Firms,
    "startups": _Startups,
    "comparison": _Comparison,
    "ledger": _Ledger,
    "facts": _Facts,
}


def _figure(value: object, unit: str) -> str:
    if not isinstance(value, (int, float)):
        return str(value)
    if unit == "USD":
        return money(float(value))
    number = f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:,.4g}"
    return f"{number} {unit}".rstrip()


def _price(usd: float) -> str:
    return "–" if usd != usd else f"{usd:,.2f} USD" if usd < 1_000 else f"{usd:,.0f} USD"
