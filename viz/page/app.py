"""The page: what every visitor gets, with a session of their own.

It is built on Solara, as Mesa's own page is, but not on ``SolaraViz``: that draws the running model itself
at every step, cannot name its tabs, and shows sliders without their values.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import solara

from experiments.wording import readable
from model.inputs.problems import InputProblem
from viz.page.changes import Pair, Settings, in_full, moved, pair_of, question_of, scenario_file
from viz.page.lever_values import checked
from viz.page.links import TABS, Place, link_of, place_of
from viz.page.painter import Painter
from viz.page.session import Session, View
from viz.page.tab_contents import Picked, Shown, TabContent
from viz.page.widgets import Address, LeverPanel, Message, ThemeSwitch, Transport
from viz.tabs.comparison import Names
from viz.theme import Theme

STYLE = Path(__file__).parent / "browser" / "page.css"
TITLE = "The AI-compute market"
OF_THE_COMPARISON = ("against", "seed", "startups")
"""Levers that stay when another scenario is chosen: they belong to the comparison."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a visitor starts, and what was wrong with the link, if anything."""

    place: Place
    problem: str = ""


def opening_of(query: str) -> Opening:
    """Return where a link leads; a link that cannot be used leads to the start, with the reason."""
    try:
        return Opening(place_of(query))
    except InputProblem as problem:
        return Opening(Place(), f"{problem}\n  The page shows history instead.")


@solara.component
def Layout(children: list[solara.Element]) -> None:
    """The page alone, without the bars that Solara would put around it."""
    solara.Div(children=children)


@solara.component
def Page() -> None:
    """One visitor's page."""
    router = solara.use_router()
    opening: Opening = solara.use_memo(lambda: opening_of(router.search or ""), [])
    settings, set_settings = solara.use_state(opening.place.settings)
    tab, set_tab = solara.use_state(opening.place.tab)
    problem, set_problem = solara.use_state(opening.problem)
    speed, set_speed = solara.use_state(8.0)
    theme, set_theme = solara.use_state(None)
    picked, set_picked = solara.use_state(Picked(firm=opening.place.firm))
    asked: Pair = solara.use_memo(lambda: pair_of(settings), [settings])
    session = _use_session(opening.place)
    view = session.view

    def change(new: Settings) -> None:
        try:
            session.change(pair_of(new))
        except InputProblem as found:
            set_problem(str(found))
            return
        set_problem("")
        set_settings(new)

    def move(lever: dict[str, str]) -> None:
        try:
            value = checked(lever["id"], lever["text"], "the page")
        except InputProblem as found:
            set_problem(str(found))
            return
        kept = settings
        if lever["id"] == "scenario":
            kept = {key: settings[key] for key in OF_THE_COMPARISON if key in settings}
        change({**kept, lever["id"]: value})

    def open_tab(name: str) -> None:
        set_tab(name)
        if name == "comparison":
            session.show_both()

    def set_pace(months_per_second: float) -> None:
        set_speed(months_per_second)
        session.set_speed(months_per_second)

    solara.Title(TITLE)
    solara.Style(STYLE)
    with solara.Div(classes=["cm-page"]):
        with solara.Div(classes=["cm-side"]):
            LeverPanel(settings, on_move=move, on_reset=lambda: change({}))
        with solara.Div(classes=["cm-main"]):
            _Head(
                settings,
                link_of(Place(settings, tab, _month(view), picked.firm)),
                lambda dark: set_theme(_theme(dark)),
            )
            if problem:
                Message(text=problem, on_close=lambda: set_problem(""))
            if view.problem:
                Message(text=view.problem)
            Transport(view, session, speed, set_pace)
            _Tabs(tab, open_tab)
            if view.whatif is None or theme is None:
                solara.Text("The market opens …", classes=["cm-wait"])
            else:
                _Content(
                    tab,
                    Shown(
                        whatif=view.whatif,
                        baseline=view.baseline,
                        names=_names(settings),
                        are_equal=asked.are_equal,
                        theme=theme,
                        picked=picked,
                        pick=set_picked,
                        open_tab=open_tab,
                    ),
                )


def _use_session(place: Place) -> Session:
    """The visitor's own session, for as long as the page is open; its news redraw the page."""
    news = solara.use_reactive(0)

    def begin() -> tuple[Session, Painter]:
        painter = Painter(lambda: news.set(news.peek() + 1))
        session = Session(pair_of(place.settings), painter)
        if place.tab == "comparison":
            session.show_both()
        if place.month:
            year, month = map(int, place.month.split("-"))
            start = session.view.start
            session.jump((year - start.year) * 12 + month - start.month + 1)
        return session, painter

    begun: tuple[Session, Painter] = solara.use_memo(begin, [])
    session, painter = begun

    def end() -> None:
        session.close()
        painter.close()

    solara.use_effect(lambda: end, [])
    news.get()
    return session


def _names(settings: Settings) -> Names:
    """What the two runs are called on the Comparison tab."""
    full = in_full(settings)
    baseline, scenario = readable(str(full["against"])), readable(str(full["scenario"]))
    changed = [key for key in moved(settings) if key not in ("scenario", *OF_THE_COMPARISON)]
    whatif = "what-if" if changed or scenario == baseline else scenario
    return Names(baseline, whatif)


def _theme(dark: bool) -> Theme:
    return "dark" if dark else "light"


def _month(view: View) -> str:
    """The month that a link restores; none at the start, nor while it changes all the time."""
    if view.wanted == 0 or view.playing:
        return ""
    month = view.start.month - 1 + view.wanted - 1
    return f"{view.start.year + month // 12}-{month % 12 + 1:02}"


@solara.component
def _Content(tab: str, shown: Shown) -> None:
    """The open tab; what goes wrong in drawing it is a message in its place."""
    error, forget = solara.use_exception()
    solara.use_effect(forget, [tab, *shown.dependencies])
    if error is None:
        TabContent(tab, shown)
    else:
        Message(text=f"This tab could not be drawn: {error}")


@solara.component
def _Head(settings: Settings, link: str, on_theme: Callable[[bool], None]) -> None:
    with solara.Div(classes=["cm-head-row"]):
        with solara.Div(classes=["cm-title"]):
            solara.HTML("h1", TITLE)
            solara.Text(question_of(settings), classes=["cm-question"])
        with solara.Div(classes=["cm-head-tools"]):
            with solara.FileDownload(
                lambda: scenario_file(settings), "what-if.toml", mime_type="application/toml"
            ):
                solara.HTML("button", "Scenario (TOML)", classes=["cm-text"])
            Address(query=link)
            ThemeSwitch(event_tell=on_theme)


@solara.component
def _Tabs(tab: str, on_open: Callable[[str], None]) -> None:
    names = list(TABS)
    with solara.v.Tabs(
        v_model=names.index(tab),
        on_v_model=lambda place: on_open(names[place]),
        height=40,
        class_="cm-tabs",
    ):
        for title in TABS.values():
            solara.v.Tab(children=[title])
