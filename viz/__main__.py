"""`uv run -m viz`: the interactive page, served on this machine."""

import sys
from functools import partial

import typer

from model.inputs.problems import InputProblem

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command()
def page(
    port: int = typer.Option(8765, help="Port on this machine; 0 takes any free one."),
    fetch_assets: bool = typer.Option(False, "--fetch-assets", help="Fetch what the browser needs and stop."),
) -> None:
    """Watch the market, move a lever, see both worlds side by side: an interactive page."""
    # Late: help must come at once.
    from viz.page import assets
    from viz.page.serve import serve

    tell = partial(print, flush=True)
    folder = assets.ready_assets(tell)
    if fetch_assets:
        tell(f"What the browser needs is in {folder}")
    else:
        serve(port, folder, tell)


if __name__ == "__main__":
    try:
        app(prog_name="uv run -m viz")
    except InputProblem as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)
