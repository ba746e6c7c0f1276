"""`uv run -m viz.screenshots`: the README's pictures of the page; with a folder, every tab in every look."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from playwright.sync_api import Browser, Page

from viz.page.links import TABS
from viz.page.trial import ROOT, NoBrowser, opened_browser, served_page
from viz.theme import Theme

PICTURES = ROOT / "docs" / "pictures"
MILLISECONDS_TO_WAIT = 300_000
STORY = "dgx=off&month=2024-06"
"""What the pictures show: the world without DGX Cloud, a year after its launch."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: which tab of which story, in which theme and size, and where it goes."""

    path: Path
    tab: str
    theme: Theme
    width_px: int = 1366
    height_px: int = 768


README_SHOTS = (
    Shot(PICTURES / "page-market.png", "market", "light", 1440, 900),
    Shot(PICTURES / "page-comparison.png", "comparison", "dark", 1440, 900),
)


def every_look(folder: Path) -> Iterator[Shot]:
    """Every tab, light and dark, on a laptop's screen and on a projector's."""
    for tab in TABS:
        for theme in ("light", "dark"):
            for width, height in ((1366, 768), (1920, 1080)):
                path = folder / f"{tab}-{theme}-{width}.png"
                yield Shot(path, tab, "dark" if theme == "dark" else "light", width, height)


def take(shots: Iterator[Shot] | tuple[Shot, ...]) -> None:
    """Take the pictures, with the page's own command and a real browser."""
    with opened_browser() as browser, served_page() as serving:
        for shot in shots:
            page = _settled(browser, serving.address, shot)
            shot.path.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=shot.path)
            page.context.close()
            print(shot.path, flush=True)


def _settled(browser: Browser, address: str, shot: Shot) -> Page:
    """Open the page, and wait until the month is reached and every chart is drawn."""
    size = {"width": shot.width_px, "height": shot.height_px}
    page = browser.new_context(viewport=size, color_scheme=shot.theme).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(MILLISECONDS_TO_WAIT)
    page.goto(f"{address}/?{STORY}&tab={shot.tab}")
    page.wait_for_function(
        "() => { const charts = [...document.querySelectorAll('.cm-chart')];"
        " const reached = document.querySelector('.cm-date')?.innerText.startsWith('June 2024');"
        " return reached && charts.length && charts.every((chart) => chart.dataset.drawn); }"
    )
    page.wait_for_load_state("networkidle")
    return page


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command()
def pictures(
    folder: Annotated[
        Path | None, typer.Argument(help="Where every tab goes; none: the README's two.")
    ] = None,
) -> None:
    """Take pictures of the page."""
    take(README_SHOTS if folder is None else every_look(folder))


if __name__ == "__main__":
    try:
        app(prog_name="uv run -m viz.screenshots")
    except NoBrowser as reason:
        sys.exit(f"no picture taken: {reason}")
