"""`uv run -m viz.measure`: how fast the page starts and plays, and whether closed sessions give back memory.

Everything is measured from outside, with the page's own command and a real browser on this machine.
"""

import sys
import time
from collections.abc import Iterator

import psutil
from playwright.sync_api import Browser, Page
from rich.console import Console
from rich.table import Table

from viz.page.links import TABS
from viz.page.trial import NoBrowser, Serving, opened_browser, served_page

STARTUPS = 1_000
SESSIONS = 20
WARM_UP_SESSIONS = 5
MONTHS = 54
SECONDS_TO_SETTLE = 5.0
MEGABYTE = 2**20
MILLISECONDS_TO_WAIT = 300_000
FASTEST = "50"

type Row = tuple[str, str, str]


def main() -> None:
    """Measure and print."""
    table = Table("What", "Measured", "Wanted", title="The page, measured in a browser on this machine")
    with opened_browser() as browser, served_page() as serving:
        for row in _rows(browser, serving):
            table.add_row(*row)
            print(*row, sep=" | ", file=sys.stderr, flush=True)
    Console().print(table)


def _rows(browser: Browser, serving: Serving) -> Iterator[Row]:
    began = time.perf_counter()
    page = _open(browser, serving)
    page.get_by_role("button", name="Step").click()
    _wait_for_month(page, 1)
    usable = serving.seconds_to_start + time.perf_counter() - began
    page.context.close()
    yield "command to first month on the page", f"{usable:.1f} s", "10 s or less"
    for tab, title in TABS.items():
        pace, redraws = _played(browser, serving, tab)
        yield f"{title}: {STARTUPS:,} start-ups playing", f"{pace:.1f} months/s", "8 or more"
        yield f"{title}: redraws of a chart", f"{redraws:.1f} a second", "at most a few"
    yield from _memory(browser, serving)


def _played(browser: Browser, serving: Serving, tab: str) -> tuple[float, float]:
    """Return months a second over a whole run, and redraws a second of the first chart."""
    page = _open(browser, serving, f"?startups={STARTUPS}&tab={tab}")
    page.locator(".cm-speed select").select_option(FASTEST)
    began = time.perf_counter()
    page.get_by_role("button", name="Play").click()
    _wait_for_month(page, MONTHS)
    seconds = time.perf_counter() - began
    drawn = page.evaluate("Number(document.querySelector('.cm-chart')?.dataset.drawn || 0)")
    page.context.close()
    return MONTHS / seconds, drawn / seconds


def _memory(browser: Browser, serving: Serving) -> Iterator[Row]:
    server = psutil.Process(serving.pid)
    # The first sessions load what all later ones share.
    _come_and_go(browser, serving, WARM_UP_SESSIONS)
    before = _settled(server)
    page = _open(browser, serving, "?month=2023-01")
    _wait_for_month(page, 13)
    one = server.memory_info().rss
    page.context.close()
    yield "memory of the server, no session open", f"{before / MEGABYTE:.0f} MB", ""
    yield "with one session at month 13", f"{(one - before) / MEGABYTE:+.0f} MB", ""
    for told in (f"after {SESSIONS} sessions opened, played and closed", f"after {SESSIONS} more"):
        _come_and_go(browser, serving, SESSIONS)
        after = _settled(server)
        yield told, f"{(after - before) / MEGABYTE:+.0f} MB", "about 0"
        before = after


def _come_and_go(browser: Browser, serving: Serving, sessions: int) -> None:
    for _ in range(sessions):
        page = _open(browser, serving, "?month=2023-01")
        _wait_for_month(page, 13)
        # Closing the page as a visitor does; closing the context alone would not tell the server.
        page.goto("about:blank")
        page.context.close()


def _settled(server: psutil.Process) -> int:
    time.sleep(SECONDS_TO_SETTLE)
    return int(server.memory_info().rss)


def _open(browser: Browser, serving: Serving, query: str = "") -> Page:
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.set_default_timeout(MILLISECONDS_TO_WAIT)
    page.goto(f"{serving.address}/{query}")
    page.wait_for_selector(".cm-play")
    return page


def _wait_for_month(page: Page, months: int) -> None:
    page.wait_for_function(
        "months => document.querySelector('.cm-date span').innerText.startsWith(`${months} of`)", arg=months
    )


if __name__ == "__main__":
    try:
        main()
    except NoBrowser as reason:
        sys.exit(f"nothing measured: {reason}")
