"""A link that restores the page: levers, tab and month as a query that people can read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from model.inputs.problems import InputProblem, unknown_name
from model.inputs.scenario import load_scenario
from viz.page.changes import Settings, moved, pair_of
from viz.page.lever_values import checked, months_of_run
from viz.page.levers import HISTORY, Value

TABS: Mapping[str, str] = {
    "market": "Market",
    "firms": "Firms",
    "startups": "Start-ups",
    "comparison": "Comparison",
    "ledger": "Ledger",
    "facts": "Facts",
}
"""Name in a link and title of every tab."""

WHERE = "the link"
FIRST_FIRM = "Nvidia"
LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Place:
    """What a link restores: levers, the open tab, how far the run has come, the picked firm."""

    settings: Settings = field(default_factory=dict)
    tab: str = "market"
    month: str = ""
    firm: str = FIRST_FIRM


def link_of(place: Place) -> str:
    """Return the query of a place; what stands as at first is left out."""
    query = {lever: _text(value) for lever, value in moved(place.settings).items()}
    if place.tab != "market":
        query["tab"] = place.tab
    if place.month:
        query["month"] = place.month
    if place.firm != FIRST_FIRM:
        query["firm"] = place.firm
    return urlencode(query)


def place_of(query: str) -> Place:
    """Return the place that a query describes.

    Raises:
        InputProblem: when it names something that does not exist or cannot be.
    """
    if len(query) > LONGEST:
        raise InputProblem(
            what=f"is {len(query)} characters long", where=WHERE, allowed=f"up to {LONGEST} characters"
        )
    settings: dict[str, Value] = {}
    tab, month, firm = "market", "", FIRST_FIRM
    for key, text in parse_qsl(query, keep_blank_values=True):
        if key == "tab":
            tab = _known(text, TABS, "tab")
        elif key == "month":
            month = _known(text, dict.fromkeys(months_of_run()), "month")
        elif key == "firm":
            rows = load_scenario(HISTORY).cast.firm_rows()
            firm = _known(text, {row.name: row for _, row in rows}, "firm")
        else:
            settings[key] = checked(key, text, WHERE)
    pair_of(settings)
    return Place(settings, tab, month, firm)


def _known(text: str, allowed: Mapping[str, object], kind: str) -> str:
    if text not in allowed:
        raise unknown_name(kind, text[:40], WHERE, allowed)
    return text


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)
