"""The ledger tab: who paid whom for what this month, down to the trades."""

import pandas as pd

from model.inputs.accounts import MINERS, Outside
from model.inputs.number_text import money
from viz.network_places import groups_of
from viz.snapshot import Snapshot
from viz.spec import Spec, framed, layered
from viz.theme import PALETTES, Theme

CELL_PX, ROW_PX, BARS_PX = 46, 19, 230
FLOWS_SHOWN = 200
TIERS = {
    "foundry": "foundries",
    "vendor": "chip vendors",
    "reseller": "channel",
    "grey_trader": "channel",
    "cloud": "clouds",
    "programme": "clouds",
    "start-up": "start-ups",
}
ORDER = (
    "foundries",
    "chip vendors",
    "channel",
    "clouds",
    "start-ups",
    MINERS,
    *(str(each) for each in Outside),
)


def charts(snapshot: Snapshot, theme: Theme = "light") -> Spec | None:
    """Return this month's payments between tiers, and by kind; none before the first month."""
    if snapshot.payments.empty:
        return None
    paid = _by_tier(snapshot)
    notes = [f"{snapshot.date:%B %Y}, {money(float(paid['amount'].sum()))} in all; read a row: who paid"]
    drawn = [_matrix(paid, theme), _kinds(paid, theme)]
    return framed(drawn, "Who paid whom for what", notes, theme)


def flows(snapshot: Snapshot, most: int = FLOWS_SHOWN) -> pd.DataFrame:
    """Return this month's largest flows: payer, payee, kind, amount (USD), trades."""
    grouped = snapshot.payments.groupby(["payer", "payee", "kind"])["amount"]
    table = grouped.agg(amount="sum", trades="count").reset_index()
    return table.sort_values("amount", ascending=False, ignore_index=True).head(most)


def trades(snapshot: Snapshot, payer: str, payee: str, kind: str) -> pd.DataFrame:
    """Return the trades behind a flow: item, quantity, amount (USD), unit_price (USD)."""
    rows = snapshot.payments
    rows = rows[(rows["payer"] == payer) & (rows["payee"] == payee) & (rows["kind"] == kind)]
    table = rows[["item", "quantity", "amount"]].reset_index(drop=True)
    # Wages and taxes have no quantity, and so no price.
    return table.assign(unit_price=(table["amount"] / table["quantity"]).where(table["quantity"] > 0))


def _by_tier(snapshot: Snapshot) -> pd.DataFrame:
    roles = {name: TIERS[traits["role"]] for name, traits in snapshot.graph.nodes(data=True)}
    roles |= dict.fromkeys(groups_of(snapshot.graph), TIERS["start-up"])
    payments = snapshot.payments
    frame = payments.assign(
        payer=payments["payer"].map(lambda name: roles.get(name, name)),
        payee=payments["payee"].map(lambda name: roles.get(name, name)),
    )
    return frame.groupby(["payer", "payee", "kind"])["amount"].sum().reset_index()


def _matrix(paid: pd.DataFrame, theme: Theme) -> Spec:
    """Payers down, payees across, the amount as shade and in numbers."""
    palette = PALETTES[theme]
    cells = paid.groupby(["payer", "payee"])["amount"].sum().reset_index()
    what = paid.sort_values("amount", ascending=False).groupby(["payer", "payee"])["kind"].agg(", ".join)
    cells = cells.merge(what.reset_index())
    cells = cells.assign(told=cells["amount"].map(_short), money=cells["amount"].map(money))
    payers = [name for name in ORDER if (cells["payer"] == name).any()]
    payees = [name for name in ORDER if (cells["payee"] == name).any()]
    axis = {"ticks": False, "domain": False, "labelColor": palette.ink, "titleFontWeight": "bold"}
    place: Spec = {
        "y": {"field": "payer", "type": "nominal", "sort": payers, "title": "paid by", "axis": axis},
        "x": {
            "field": "payee",
            "type": "nominal",
            "sort": payees,
            "title": "paid to",
            "axis": {**axis, "orient": "top", "labelAngle": -40},
        },
    }
    shade = {
        "field": "amount",
        "type": "quantitative",
        "scale": {"type": "sqrt", "domainMin": 0, "range": [0.04, 0.6]},
        "legend": None,
    }
    tooltip = [{"field": "payer"}, {"field": "payee"}, {"field": "money"}, {"field": "kind", "title": "for"}]
    layers = [
        {
            "mark": {"type": "rect", "color": palette.series[0]},
            "encoding": {**place, "fillOpacity": shade, "tooltip": tooltip},
        },
        {
            "mark": {"type": "text", "fontSize": 11, "color": palette.ink},
            "encoding": {**place, "text": {"field": "told"}, "tooltip": tooltip},
        },
    ]
    heading = "Between tiers, m USD"
    return layered(layers, CELL_PX * len(payees), 26 * len(payers), heading, cells)


def _kinds(paid: pd.DataFrame, theme: Theme) -> Spec:
    palette = PALETTES[theme]
    kinds = paid.groupby("kind")["amount"].sum().sort_values(ascending=False).reset_index()
    kinds = kinds.assign(millions=kinds["amount"] / 1e6, told=kinds["amount"].map(money))
    order = list(kinds["kind"])
    axis = {"ticks": False, "domain": False, "labelColor": palette.ink}
    y = {"field": "kind", "type": "nominal", "sort": order, "title": None, "axis": axis}
    x = {"field": "millions", "type": "quantitative", "title": "m USD this month", "axis": {"tickCount": 4}}
    layers = [
        {
            "mark": {"type": "bar", "height": ROW_PX - 6, "color": palette.series[0]},
            "encoding": {"y": y, "x": x},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 11, "color": palette.ink},
            "encoding": {"y": y, "x": x, "text": {"field": "told"}},
        },
    ]
    return layered(layers, BARS_PX, ROW_PX * len(order), "By what it was for", kinds)


def _short(usd: float) -> str:
    """Millions in few characters."""
    millions = usd / 1e6
    if millions >= 10:
        return f"{millions:,.0f}"
    return f"{millions:.1f}" if millions >= 0.05 else "<0.1"
