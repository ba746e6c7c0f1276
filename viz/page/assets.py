"""What the browser loads besides the page's own files; nothing of it comes over a network.

Solara's page and its libraries are in the package ``solara-assets``. Vega comes with vl-convert, in the
version that draws the charts of reports too, and is kept in the user's cache: making it takes a second.
"""

import sys
from importlib.metadata import version
from pathlib import Path

import platformdirs

from experiments.atomic_write import atomic_write_text
from model.inputs.problems import InputProblem

VEGA_FILE = "vega.js"
SNIPPET = "window.vegaEmbed = vegaEmbed"
PACKAGED = Path(sys.prefix) / "share" / "solara" / "cdn"
"""Where the package puts Solara's files, and where Solara looks for them."""


def vega_folder() -> Path:
    """The folder with Vega in one file; it is made at the first start.

    Raises:
        InputProblem: when the user's cache cannot be written.
    """
    folder = platformdirs.user_cache_path("compute-market") / f"vega-{version('vl-convert-python')}"
    if not (folder / VEGA_FILE).is_file():
        # Late: only the first start needs it.
        import vl_convert

        try:
            atomic_write_text(folder / VEGA_FILE, str(vl_convert.javascript_bundle(SNIPPET)))
        except OSError as error:
            raise InputProblem(
                what=f"what draws the charts cannot be kept: {error}",
                where=str(folder),
                fix="name a folder that can be written in the environment variable XDG_CACHE_HOME",
            ) from error
    return folder
