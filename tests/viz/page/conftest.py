"""The page in a real browser: one server a worker, a browser, and a page that complains of its errors."""

import pytest

from viz.page.trial import NoBrowser, opened_browser, served_page

PLAY = ".cm-play"
SECONDS = 60_000
"""Longest wait for anything, in milliseconds: a busy machine is slow, not wrong."""


@pytest.fixture(scope="session")
def browser():
    """A headless browser; without one the tests are skipped, and say so."""
    try:
        with opened_browser() as opened:
            yield opened
    except NoBrowser as reason:
        pytest.skip(f"THE PAGE IS NOT TESTED IN A BROWSER: {reason}")


@pytest.fixture(scope="session")
def server(browser):
    """The page's own command, as a visitor starts it."""
    with served_page() as serving:
        yield serving


class Visitor:
    """A visitor with a browser of their own, who notes every error and every request that leaves here."""

    def __init__(self, browser, address, query=""):
        self.address = address
        self.context = browser.new_context(viewport={"width": 1366, "height": 900}, accept_downloads=True)
        self.context.set_default_timeout(SECONDS)
        self.page = self.context.new_page()
        self.errors = []
        self.outside = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._watch)
        self.page.goto(f"{address}/{query}")
        self.page.wait_for_selector(PLAY)

    def _note(self, message):
        if message.type == "error":
            self.errors.append(message.text)

    def _watch(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.outside.append(request.url)

    @property
    def month(self):
        """The month that is shown."""
        return self.page.inner_text(".cm-month")

    def wait_for_month(self, month):
        """Wait until a month is shown."""
        self.page.wait_for_function(
            "month => document.querySelector('.cm-month').innerText === month", arg=month
        )

    def wait_for_another_month(self, month):
        """Wait until another month is shown."""
        self.page.wait_for_function(
            "month => document.querySelector('.cm-month').innerText !== month", arg=month
        )

    def wait_for_query(self, part):
        """Wait until the address says something."""
        self.page.wait_for_function("part => location.search.includes(part)", arg=part)

    def open_tab(self, title):
        """Go to a tab."""
        self.page.get_by_role("tab", name=title).click()

    def lever(self, lever_id):
        """The control of a lever, its group unfolded."""
        row = self.page.locator(f"[data-lever={lever_id}]")
        if not row.is_visible():
            row.locator("xpath=ancestor::section").locator(".cm-group").click()
        return row.locator("select, input").first


@pytest.fixture
def visit(browser, server):
    """Open the page as a visitor; in the end nobody may have met an error or left this machine."""
    visitors = []

    def go(query=""):
        visitors.append(Visitor(browser, server.address, query))
        return visitors[-1]

    yield go
    for visitor in visitors:
        visitor.context.close()
    assert [visitor.errors for visitor in visitors] == [[] for _ in visitors]
    assert [visitor.outside for visitor in visitors] == [[] for _ in visitors]
