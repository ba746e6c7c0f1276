"""Mesa's stock page around the market, from the examples, in a real browser and without a network."""

import socket
import time

from tests.viz.page.conftest import SECONDS
from viz.page.trial import served

ELSEWHERE = {
    "SOLARA_ASSETS_CDN": "http://localhost:9/absent/",
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
}
"""What the page needs comes from this machine, or not at all."""


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def wait_until_open(port: int) -> None:
    """Solara says its address a moment before it listens there."""
    deadline = time.monotonic() + SECONDS / 1000
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("localhost", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"nobody listens at port {port}")


def test_mesa_s_page_opens_steps_and_resets(browser):
    port, errors, outside = free_port(), [], []
    options = ("--port", str(port), "--host", "localhost", "--no-open", "--production")
    with served("solara", "run", "examples/solara_viz.py", *options, environment=ELSEWHERE) as serving:
        wait_until_open(port)
        context = browser.new_context()
        context.set_default_timeout(SECONDS)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: outside.append(request.url))
        page.goto(f"{serving.address}/")
        page.wait_for_selector("text=Time: 0")
        page.wait_for_selector("img")
        for month in (1, 2):
            page.get_by_role("button", name="Step").click()
            page.wait_for_selector(f"text=Time: {month}")
        page.get_by_role("button", name="Reset").click()
        page.wait_for_selector("text=Time: 0")
        page.get_by_role("button", name="Step").click()
        page.wait_for_selector("text=Time: 1")
        context.close()
    assert errors == []
    assert [url for url in outside if not url.startswith((serving.address, "data:", "blob:"))] == []
