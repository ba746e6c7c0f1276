"""`uv run -m viz`: the interactive page, served on this machine."""

import sys
from functools import partial

import typer

from model.inputs.problems import InputProblem

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command()
def page(
    port: int = typer.Option(8765, help="Port on this machine; 0 takes any free one."),
) -> None:
    """Watch the market, move a lever, see both scenarios side by side: an interactive page."""
    # Late: help must come at once.
    from viz.page.assets import vega_folder
    from viz.page.serve import serve

    serve(port, vega_folder(), partial(print, flush=True))


if __name__ == "__main__":
    try:
        app(prog_name="uv run -m viz")
    except InputProblem as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)
