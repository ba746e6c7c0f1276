"""A tab that cannot be drawn is a message in its place, not a dead page."""

import solara

from tests.small_worlds import market_of, short_history
from viz.page.app import _Content
from viz.page.tab_contents import CONTENTS, Picked, Shown
from viz.snapshot import take_snapshot
from viz.tabs.comparison import Names


def shown():
    return Shown(
        whatif=take_snapshot(market_of(short_history())),
        baseline=None,
        names=Names("history", "what-if"),
        are_equal=True,
        theme="light",
        picked=Picked("Nvidia"),
        pick=lambda picked: None,
        open_tab=lambda tab: None,
    )


def test_a_tab_that_fails_shows_why(monkeypatch):
    @solara.component
    def Failing(shown):  # noqa: N802
        raise ValueError("no such figure")

    monkeypatch.setitem(CONTENTS, "market", Failing)
    box, rendered = solara.render(_Content("market", shown()), handle_error=False)
    assert "no such figure" in str([widget.text for widget in _messages(box)])
    rendered.close()


def _messages(box):
    found = []
    for child in getattr(box, "children", ()):
        if hasattr(child, "closable"):
            found.append(child)
        found += _messages(child)
    return found
