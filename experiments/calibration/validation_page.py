"""Writes docs/validation.md from the tables of a validation's folder, so that no number is typed by hand."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.atomic_write import atomic_write_text
from experiments.calibration.backtest import Backtest
from experiments.calibration.draws import ParameterSets, load_posterior
from experiments.calibration.explanations import EXPLAINED, NOT_FOR, STRUCTURE, TOO_NARROW
from experiments.calibration.printing import known_part, short
from experiments.calibration.priors import load_priors
from experiments.calibration.validate import FAR, NEVER

LEAST_COVERAGE = 0.8
"""Below this the 90 % intervals are called too narrow."""
COMMAND = "uv run -m experiments reproduce"
FORECAST_LINES = (
    "Nvidia data-centre revenue", "Nvidia gross margin", "A100 shipped", "A800 shipped", "H100 shipped",
    "H800 shipped", "H20 shipped", "H200 shipped", "B200 shipped", "Nvidia chips to Microsoft",
    "Nvidia chips to Meta", "Nvidia chips to Amazon", "Nvidia chips to Google", "Nvidia chips to Oracle",
    "Nvidia chips to China", "H100 list price", "H100 street price, US", "A100 street price, China",
    "A800 street price, China", "A100 rent, Lambda", "H100 rent, AWS", "H100 rent, Lambda",
    "H100 waiting time", "B200 waiting time", "In-house share of installed compute",
    "Domestic share of China's installed compute",
)  # fmt: skip


def write_page(folder: Path, page: Path, pictures: Sequence[Path]) -> None:
    """Write the page, and its pictures beside it, from the tables in the folder."""
    place = page.parent / "pictures"
    place.mkdir(parents=True, exist_ok=True)
    for picture in pictures:
        shutil.copyfile(picture, place / f"validation-{picture.name}")
    posterior = load_posterior(_posterior_of(folder))
    sections: tuple[Callable[[], str], ...] = (
        lambda: _head(),
        lambda: _targets(pd.read_csv(folder / "targets.csv")),
        lambda: _posterior(posterior),
        lambda: _backtest(pd.read_csv(folder / "backtest.csv")),
        lambda: _forecast(pd.read_csv(folder / "forecast.csv")),
        lambda: _oracles(pd.read_csv(folder / "oracles.csv")),
        lambda: _ablation(pd.read_csv(folder / "ablation.csv"), pd.read_csv(folder / "ablation_scores.csv")),
        lambda: NOT_FOR,
    )
    atomic_write_text(page, "\n\n".join(section().strip() for section in sections) + "\n")


def _posterior_of(folder: Path) -> Path:
    """The posterior that the tables were made with: the folder's own, else the kept one."""
    from experiments.calibration.draws import POSTERIOR_FILE

    own = folder / "calibration" / "posterior.csv"
    return own if own.is_file() else POSTERIOR_FILE


def _head() -> str:
    return f"""# Validation

What the market gets right, what it gets wrong, and how sure that is. Made by

    {COMMAND}

from a clean checkout: about half an hour on two cores, resumable after any stop; `--short` makes a small
version of everything in two minutes. Nothing here is typed by hand but the explanations.

{STRUCTURE}"""


def _targets(targets: pd.DataFrame) -> str:
    outcomes = targets[targets["role"] == "outcome"]
    inside = targets["verdict"] == "pass"
    far = targets[targets["factor_off"] > FAR]
    score = 100 * targets.loc[inside, "weight"].sum() / targets["weight"].sum()
    missed = targets[~inside]
    outcomes_inside = 100 * (outcomes["verdict"] == "pass").mean()
    table = _markdown(
        ["", "target", "simulated (5–95 %)", "observed (range)", "off", "why"],
        [
            [
                str(row["verdict"]),
                f"{row['target']} ({row['unit']})",
                f"{_short(row['median'])} ({_short(row['low_5'])}–{_short(row['high_95'])})",
                f"{_short(row['record'])} ({_short(row['record_low'])}–{_short(row['record_high'])})",
                "–" if float(row["factor_off"]) >= NEVER else f"×{float(row['factor_off']):.2f}",
                explanation(str(row["target"])),
            ]
            for row in missed.to_dict("records")
        ],
    )
    return f"""## Observed data up to May 2023

{len(targets)} targets (`model/inputs/data/targets.csv`: value, range, weight, source, and what it is compared
with), over 50 seeds at the posterior. **{100 * inside.mean():.0f} % inside their range**,
{outcomes_inside:.0f} % of the {len(outcomes)} that are
outcomes (the others mostly say that a given input stays in place). Score {score:.0f} of 100: the
weighted part inside. Off by more than a factor of two: {len(far)}.

What is wrong comes first:

{table}

The others passed; `uv run -m experiments validate --all` shows them.

![Every target: simulated over observed value](pictures/validation-targets.png)

![Quarterly series: simulated and observed](pictures/validation-quarters.png)"""


def explanation(target: str) -> str:
    """Return why a target is missed, in the model's own mechanics."""
    return next((why for start, why in EXPLAINED.items() if target.startswith(start)), "")


def _posterior(sets: ParameterSets) -> str:
    rows = sorted(((known_part(sets, prior), prior) for prior in load_priors()), key=lambda row: -row[0])
    table = _markdown(
        ["parameter", "prior", "median", "90 % interval", "known"],
        [
            [
                f"`{prior.parameter}`",
                f"{prior.low:g}–{prior.high:g}",
                f"{sets.quantile(prior.parameter, 0.5):.3g}",
                f"{sets.quantile(prior.parameter, 0.05):.3g}–{sets.quantile(prior.parameter, 0.95):.3g}",
                f"{known:.2f}",
            ]
            for known, prior in rows
        ],
    )
    return f"""## The posterior

{len(sets.weights)} parameter sets of equal weight (`model/inputs/data/posterior.csv`): an ensemble
drawn from the priors (`model/inputs/data/priors.csv`) and moved to the data by the ensemble smoother with
multiple data assimilation (Emerick and Reynolds 2013), each run with a seed of its own. The scenario's own
values are the best point that CMA-ES found on common random numbers. `known` is the part of the prior's
range that the 90 % interval leaves out: near zero, the data contain no information about the parameter.

{table}

`whatif --parameters posterior` and `forecast` draw from it, so that their intervals carry what is not
known about the parameters."""


def _backtest(table: pd.DataFrame) -> str:
    found = Backtest(table)
    means = found.by_series()
    rows = [
        [str(series)]
        + [f"{row[name]:.2f}" for name in ("market", "random walk", "exponential trend", "autoregression")]
        + [f"{row['forecasts']:.0f}", "wins" if row["wins"] else "**loses**"]
        for series, row in means.iterrows()
    ]
    origins = ", ".join(sorted(table["origin"].unique()))
    return f"""## Backtest inside the window

Calibrated anew, from the priors, on what was known at {origins},
then the later quarters forecast; baseline models forecast the same points from the same series. Coverage of
the 90 % intervals: **{100 * found.coverage():.0f} %** of {int(means["forecasts"].sum())} forecasts. Better
than the best baseline on **{int(means["wins"].sum())} of {len(means)} series** (CRPS of the logs, lower is
better). The rules of the market were written with the whole window in view, so this is kinder than a
forecast made at the time.{TOO_NARROW if found.coverage() < LEAST_COVERAGE else ""}

{_markdown(["series", "market", "random walk", "trend", "AR(1)", "forecasts", ""], rows)}

![Forecasts of every origin beside observed data](pictures/validation-backtest.png)"""


def _forecast(table: pd.DataFrame) -> str:
    rows = []
    for line in FORECAST_LINES:
        for row in table[table["line"] == line].to_dict("records"):
            rows.append(
                [
                    f"{line} ({row['unit']})",
                    f"{row['start']} to {row['end']}",
                    *(_short(row[f"q{q}"]) for q in (5, 25, 50, 75, 95)),
                ]
            )
    return f"""## The forecast from June 2023

Declared out of time: no outcome after May 2023 chose a parameter, a rule or a form. Its only later
inputs are chip launches, specifications, prices at launch and costs, packaging capacity, export rules,
venture funding to early 2024 (each with its source in `model/inputs/data/` and `history.toml`). The first
quarter is June alone.

![Fans of the main lines](pictures/validation-forecast.png)

<details><summary>Quantiles by quarter</summary>

{_markdown(["line", "quarter", "5 %", "25 %", "50 %", "75 %", "95 %"], rows)}

</details>"""


def _oracles(table: pd.DataFrame) -> str:
    rows = [
        [
            str(row["name"]),
            str(row["quantity"]),
            f"{row['theory']:.4g}",
            f"{row['simulated']:.4g}",
            f"±{row['tolerance']:.2g}",
            "holds" if row["passed"] else "**fails**",
        ]
        for row in table.to_dict("records")
    ]
    return f"""## Theory

Small set-ups in which theory has the answer, run through the same market code; more in
[oracles.md](oracles.md). {int(table["passed"].sum())} of {len(table)} results hold.

{_markdown(["oracle", "quantity", "theory", "simulated", "tolerance", ""], rows)}"""


def _ablation(effects: pd.DataFrame, scores: pd.DataFrame) -> str:
    whole = float(scores.loc[scores["mechanism"] == "nothing", "score"].iloc[0])
    rows = []
    for row in scores[scores["mechanism"] != "nothing"].to_dict("records"):
        moved = effects[(effects["mechanism"] == row["mechanism"]) & effects["beyond_chance"]]
        words = [
            f"{one['figure']} {'+' if one['change'] >= 0 else '−'}{_short(abs(one['change']))}"
            for one in moved.to_dict("records")
        ]
        change = float(row["score"]) - whole
        rows.append(
            [
                f"without {row['mechanism']}",
                f"{row['score']:.0f} ({change:+.0f})",
                "; ".join(words) or "nothing",
            ]
        )
    return f"""## Ablations

Each mechanism switched off, same seeds, {whole:.0f} being the score with everything (on the targets of
the market; runs to the end of 2024). Only what moves beyond chance (95 %, paired) is named.

{_markdown(["", "score", "headlines that move"], rows)}"""


def _short(number: Any) -> str:
    return short(float(number))


def _markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows]
    return "\n".join(lines)
