"""Sensitivity: which factors move an outcome, by Morris screening or Sobol indices through SALib."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.reading import Results, to_pandas
from experiments.study.definition import Design, Study, read_study
from experiments.study.design import MORRIS_LEVELS, problem_of, unit_points
from model.inputs.problems import InputProblem, unknown_name

Method = Literal["morris", "sobol"]
DESIGNS: dict[Method, Design] = {"morris": Design.MORRIS, "sobol": Design.SALTELLI}
FEWEST_POINTS = {"morris": 10, "sobol": 32}
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Indices of a study's factors.

    `indices` has a row for each outcome, factor and index, with `value` and the half-width of its
    95 % interval, both as shares. Sobol: `first` is the part of the variance that the factor makes
    alone, `total` with all others. Morris: `effect` is the mean absolute change over the factor's
    whole range, `spread` the deviation of that change, both over the outcome's standard deviation.
    `left_out` names outcomes that do not vary or that some run lacks.
    """

    study: str
    method: Method
    scenario: str
    points: int
    indices: pd.DataFrame
    left_out: tuple[str, ...]


def study_for(file: Path, method: str, points: int | None) -> Study:
    """Return the study of a file with the design that a method needs, for its first scenario alone.

    Raises:
        InputProblem: for an unknown method, or a file that `read_study` refuses.
    """
    designs = {str(name): design for name, design in DESIGNS.items()}
    if method not in designs:
        raise unknown_name("method", method, "--method", designs)
    study = read_study(file)
    return study.model_copy(
        update={
            "name": f"{study.name}-{method}",
            "design": designs[method],
            "points": points or FEWEST_POINTS[method],
            "scenarios": study.scenarios[:1],
        }
    )


def analyse_sensitivity(folder: Path, outcomes: Sequence[str] = ()) -> Sensitivity:
    """Return the indices of a study's outcomes, all or those named, in its first scenario.

    Raises:
        InputProblem: if the study's design is not made for this, or runs are missing.
    """
    results = Results(folder)
    study = _study(results)
    method = next((name for name, design in DESIGNS.items() if design == study.design), None)
    if method is None:
        raise InputProblem(
            what=f"its design is {study.design}, from which no indices follow",
            where=str(folder),
            allowed="a study with design = 'morris' or 'saltelli'",
            fix="give the study's file instead: sensitivity FILE makes the runs it needs",
        )
    means = _means(results, study)
    chosen = _chosen(study, outcomes, str(folder))
    shares = unit_points(study, str(folder))
    usable = [name for name in chosen if _varies(means[name])]
    rows = [
        row
        for name in usable
        for row in _indices(method, study, shares, means[name].to_numpy(np.float64), name)
    ]
    columns = ["outcome", "factor", "index", "value", "half_width"]
    scenario = str(results.sql("select scenario from design order by number limit 1").fetchall()[0][0])
    left_out = tuple(name for name in chosen if name not in usable)
    frame = pd.DataFrame(rows, columns=columns)
    return Sensitivity(study.name, method, scenario, len(shares), frame, left_out)


def _study(results: Results) -> Study:
    if not results.is_study:
        raise InputProblem(what="holds no study", where=str(results.folder), fix="give a study's folder")
    return read_study(results.folder / "study.toml")


def _means(results: Results, study: Study) -> pd.DataFrame:
    """Mean over replications of each outcome, a row for each point of the first scenario."""
    missing = results.sql("select count(*) from runs where status <> 'done'").fetchall()[0][0]
    if missing:
        raise InputProblem(
            what=f"{missing} runs are missing or failed; indices need every point",
            where=str(results.folder),
            fix="run the study to its end, with --retry-failed if runs failed",
        )
    count = len(unit_points(study, str(results.folder)))
    frame = to_pandas(results.table("outcomes"))
    first = frame[frame["number"] < count * study.replications]
    names = [outcome.name for outcome in study.kept_outcomes]
    means: pd.DataFrame = first.groupby("point")[names].mean()
    return means


def _chosen(study: Study, outcomes: Sequence[str], where: str) -> list[str]:
    names = [outcome.name for outcome in study.kept_outcomes]
    for name in outcomes:
        if name not in names:
            raise unknown_name("outcome", name, where, names)
    return list(outcomes) or names


def _varies(values: "pd.Series[float]") -> bool:
    return bool(values.notna().all()) and float(values.std()) > 1e-9 * max(1e-300, float(values.abs().max()))


def _indices(
    method: Method, study: Study, shares: NDArray[np.float64], values: NDArray[np.float64], outcome: str
) -> list[tuple[str, str, str, float, float]]:
    problem = problem_of(study)
    scaled = (values - values.mean()) / values.std()
    options = {"conf_level": CONFIDENCE, "seed": study.seed}
    if method == "sobol":
        from SALib.analyze import sobol

        found = sobol.analyze(problem, scaled, calc_second_order=False, **options)
        table = {"first": (found["S1"], found["S1_conf"]), "total": (found["ST"], found["ST_conf"])}
    else:
        from SALib.analyze import morris

        found = morris.analyze(problem, shares, scaled, num_levels=MORRIS_LEVELS, **options)
        unknown = np.full(len(found["sigma"]), np.nan)
        table = {"effect": (found["mu_star"], found["mu_star_conf"]), "spread": (found["sigma"], unknown)}
    return [
        (outcome, factor.path, index, float(value), float(half_width))
        for index, (column, half_widths) in table.items()
        for factor, value, half_width in zip(study.factors, column, half_widths, strict=True)
    ]
