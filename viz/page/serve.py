"""Starts the page's server on this machine only, with files from disk and nothing sent elsewhere."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

from model.inputs.problems import InputProblem

HOST, NAME = "127.0.0.1", "localhost"
APP = "viz.page.app"


def settle_solara(vega: Path, address: str) -> None:
    """Set what Solara reads from its environment; must come before Solara is imported."""
    os.environ.update(
        {
            "SOLARA_APP": APP,
            # What Solara's own package lacks is looked for here and not found: never on the internet.
            "SOLARA_ASSETS_CDN": f"{address}/static/absent/",
            "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
            "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
            "SOLARA_THEME_SHOW_BANNER": "False",
            "SOLARA_ASSETS_EXTRA_LOCATIONS": f"viz.page.browser,{vega}",
            "SOLARA_THEME_TITLE": "The AI-compute market",
            "SOLARA_KERNEL_CULL_TIMEOUT": "10m",
        }
    )


def serve(port: int, vega: Path, tell: Callable[[str], None]) -> None:
    """Serve the page until Ctrl-C; `port` 0 takes any free one, `vega` is the folder of what draws charts.

    Raises:
        InputProblem: when the port is taken.
    """
    listening = _listen(port)
    address = f"http://{NAME}:{listening.getsockname()[1]}"
    settle_solara(vega, address)

    # Late: Solara reads its settings when it is imported.
    import uvicorn

    class Server(uvicorn.Server):
        """Says the address once the page can be opened."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            tell(f"The page is at {address} (Ctrl-C ends it)")

    config = uvicorn.Config("solara.server.starlette:app", log_level="warning", access_log=False)
    Server(config).run(sockets=[listening])


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except (OSError, OverflowError) as error:
        listening.close()
        raise InputProblem(
            what=f"cannot be used: {error}",
            where=f"--port {port}",
            fix="stop the other server, or choose another with --port; 0 takes any free one",
        ) from error
    return listening
