"""The page as a visitor meets it: the real command, a real browser, nothing from outside this machine.

For the browser tests, the measurements and the screenshots; Playwright is a dependency of developers only.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]
SECONDS_TO_START = 600
SYSTEM_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""A browser of the system looks for updates and hosts of its maker unless told not to."""


class NoBrowser(RuntimeError):  # noqa: N818 - a fact about this machine
    """No browser can be started here."""


@dataclass(frozen=True, slots=True)
class Serving:
    """A running page: its address, its process, and how long it took to print the address."""

    address: str
    pid: int
    seconds_to_start: float


def served_page() -> AbstractContextManager[Serving]:
    """Run the page's own command on a free port until the end of the block."""
    return served("viz", "--port", "0")


@contextmanager
def served(module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Iterator[Serving]:
    """Run a module that serves a page and prints its address, until the end of the block."""
    began = time.perf_counter()
    command = [sys.executable, "-m", module, *arguments]
    variables = os.environ | {"PYTHONPATH": str(ROOT)} | dict(environment or {})
    # A file, not a pipe: nobody reads on once the address is known, and a full pipe stops the server.
    with (
        tempfile.NamedTemporaryFile(prefix="page-", suffix=".log") as log,
        subprocess.Popen(command, cwd=ROOT, env=variables, stdout=log, stderr=subprocess.STDOUT) as server,
    ):
        try:
            yield Serving(_address(server, Path(log.name)), server.pid, time.perf_counter() - began)
        finally:
            server.terminate()


def _address(server: "subprocess.Popen[bytes]", log: Path) -> str:
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        if found := re.search(r"http://localhost:\d+", log.read_text(encoding="utf-8")):
            return found[0]
        time.sleep(0.02)
    raise RuntimeError(f"the page did not start:\n{log.read_text(encoding='utf-8')}")


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """Start a headless Chromium: the system's, else the one that Playwright has installed.

    Raises:
        NoBrowser: when there is neither.
    """
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, SYSTEM_BROWSERS)), None)
        own = playwright.chromium.executable_path
        if found is None and not Path(own).exists():
            raise NoBrowser("install Debian's `chromium`, or run `uv run playwright install chromium`")
        browser = playwright.chromium.launch(executable_path=found or own, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()
