"""The page's own widgets: each a Vue file in `browser/` and a component that feeds it."""

from collections.abc import Callable
from typing import Any

import solara

from viz.page.changes import Settings
from viz.page.panel import lever_groups
from viz.page.session import Session, View

SPEEDS = (
    {"value": 2, "label": "2 months/s"},
    {"value": 4, "label": "4 months/s"},
    {"value": 8, "label": "8 months/s"},
    {"value": 50, "label": "as fast as it goes"},
)


@solara.component_vue("browser/transport.vue")
def _Transport(
    now: dict[str, Any],
    marks: list[dict[str, Any]],
    speed: float,
    speeds: tuple[dict[str, Any], ...],
    event_play: Callable[[Any], None],
    event_pause: Callable[[Any], None],
    event_step: Callable[[Any], None],
    event_jump: Callable[[int], None],
    event_set_speed: Callable[[float], None],
) -> None:
    """Play, step, jump, and the time axis with its events."""


@solara.component_vue("browser/levers.vue")
def _Levers(
    groups: list[dict[str, Any]],
    event_move: Callable[[dict[str, str]], None],
    event_reset: Callable[[Any], None],
) -> None:
    """The levers, grouped."""


@solara.component_vue("browser/address.vue")
def Address(query: str) -> None:
    """Keeps the browser's address the link that restores the page, and offers to copy it."""


@solara.component_vue("browser/theme_switch.vue")
def ThemeSwitch(event_tell: Callable[[bool], None]) -> None:
    """Changes between light and dark, and reports which the browser shows."""


@solara.component_vue("browser/message.vue")
def _Message(text: str, event_close: Callable[[Any], None], closable: bool) -> None:
    """A message to the visitor."""


@solara.component
def Message(text: str, on_close: Callable[[], None] | None = None) -> None:
    """Show what went wrong and how to mend it, without taking the page away."""
    _Message(text=text, closable=on_close is not None, event_close=lambda _: on_close and on_close())


@solara.component
def LeverPanel(
    settings: Settings, on_move: Callable[[dict[str, str]], None], on_reset: Callable[[], None]
) -> None:
    """All levers, where they stand, and what they mean."""
    groups = solara.use_memo(lambda: lever_groups(settings), [settings])
    _Levers(groups=groups, event_move=on_move, event_reset=lambda _: on_reset())


@solara.component
def Transport(view: View, session: Session, speed: float, on_speed: Callable[[float], None]) -> None:
    """Play, step, jump to a date; events stand as marks on the time axis."""
    picture = view.whatif
    marks = []
    for event in picture.events if picture else ():
        month = (event.day.year - view.start.year) * 12 + event.day.month - view.start.month
        if 0 <= month < view.months:
            marks.append({"at": month, "title": f"{event.day:%b %Y}: {event.label}"})
    now = {
        "months": view.months,
        "start": f"{view.start:%Y-%m}",
        "played": view.played,
        "wanted": view.wanted,
        "pictured": picture.month + 1 if picture else 0,
        "playing": view.playing,
    }
    _Transport(
        now=now,
        marks=marks,
        speed=speed,
        speeds=SPEEDS,
        event_play=lambda _: session.play(),
        event_pause=lambda _: session.pause(),
        event_step=lambda _: session.step(),
        event_jump=session.jump,
        event_set_speed=on_speed,
    )
