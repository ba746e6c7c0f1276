"""Discovery: in which futures something happens, as boxes (PRIM) and as a tree (CART).

Both through EMA Workbench: Bryant and Lempert 2010, "Thinking inside the box"; Breiman et al. 1984.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.reading import Results, to_pandas
from experiments.study.definition import Study, read_study
from experiments.study.store import factor_column
from model.inputs.problems import InputProblem, unknown_name

Method = Literal["PRIM", "CART"]
MASS_MIN = 0.05
BOXES = 3
FEWEST_CASES = 5
TREE_SEED = 1


@dataclass(frozen=True, slots=True)
class Question:
    """What counts as a case: an outcome below or above a limit, or its change against a scenario's."""

    outcome: str = "cloud_surplus_usd"
    scenario: str | None = None
    against: str | None = None
    limit: float = 0.0
    side: Literal["below", "above"] = "below"

    def __str__(self) -> str:
        """The question in words."""
        change = f"{self.outcome} in {self.scenario}"
        if self.against is not None:
            change = f"change of {self.outcome} from {self.against} to {self.scenario}"
        return f"{change} {self.side} {self.limit:g}"


@dataclass(frozen=True, slots=True)
class Limit:
    """What a box asks of one factor: a range, or some of its values."""

    factor: str
    low: float | None = None
    high: float | None = None
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The limit in words."""
        if self.values:
            return f"{self.factor} is {' or '.join(self.values)}"
        return f"{self.factor} from {self.low:,.4g} to {self.high:,.4g}"


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the factors' space: share of its futures that are cases, share of cases and futures in it."""

    method: Method
    limits: tuple[Limit, ...]
    density: float
    coverage: float
    mass: float

    @property
    def balance(self) -> float:
        """Harmonic mean of density and coverage: high only if both are."""
        return 2 * self.density * self.coverage / max(self.density + self.coverage, 1e-12)


@dataclass(frozen=True, slots=True)
class Discovery:
    """The answer: futures (a row each: factors, `value`, `case`) and boxes, PRIM's first."""

    study: str
    question: Question
    factors: tuple[str, ...]
    futures: pd.DataFrame
    boxes: tuple[Box, ...]

    @property
    def best(self) -> Box | None:
        """The box in which density and coverage are best together."""
        return max(self.boxes, key=lambda box: box.balance, default=None)


def discover(folder: Path, question: Question) -> Discovery:
    """Find where in a study's space the cases of a question lie; a future is a point of the design.

    Raises:
        InputProblem: if EMA Workbench is missing, or the study cannot answer the question.
    """
    results = Results(folder)
    if not results.is_study:
        raise InputProblem(what="holds no study", where=str(folder), fix="give a study's folder")
    study = read_study(folder / "study.toml")
    question = _resolved(results, study, question, str(folder))
    futures = _futures(results, study, question, str(folder))
    factors = tuple(factor_column(factor.path) for factor in study.factors)
    cases = futures["case"].to_numpy(np.bool_)
    if not FEWEST_CASES <= cases.sum() <= len(cases) - FEWEST_CASES:
        raise InputProblem(
            what=f"{cases.sum()} of {len(cases)} futures are cases ({question}): too few, or all but a few",
            where=str(folder),
            allowed=f"at least {FEWEST_CASES} futures on either side; values run from "
            f"{futures['value'].min():.4g} to {futures['value'].max():.4g}",
            fix="choose another limit with --below or --above, or a study with more points",
        )
    inputs = futures[list(factors)].apply(_column)
    boxes = (*_prim(inputs, cases), *_cart(inputs, cases))
    return Discovery(study.name, question, factors, futures, boxes)


def _resolved(results: Results, study: Study, question: Question, where: str) -> Question:
    """Fill in the scenarios: the study's first, against its second if it has one."""
    names = [row[0] for row in results.sql("select distinct scenario from design").fetchall()]
    ordered = results.sql("select scenario from design group by scenario order by min(number)").fetchall()
    outcomes = [outcome.name for outcome in study.kept_outcomes]
    if question.outcome not in outcomes:
        raise unknown_name("outcome", question.outcome, where, outcomes)
    for name in (question.scenario, question.against):
        if name is not None and name not in names:
            raise unknown_name("scenario", name, where, names)
    second = ordered[1][0] if len(ordered) > 1 and question.scenario is None else None
    scenario, against = question.scenario or ordered[0][0], question.against or second
    return Question(question.outcome, scenario, against, question.limit, question.side)


def _futures(results: Results, study: Study, question: Question, where: str) -> pd.DataFrame:
    """Mean over seeds at each point; seeds are shared, so a difference of scenarios is paired."""
    frame = to_pandas(results.table("outcomes"))
    means = frame.groupby(["scenario", "point"])[question.outcome].mean()
    assert question.scenario is not None
    value = means[question.scenario]
    if question.against is not None:
        value = value - means[question.against]
    points = frame[frame["scenario"] == question.scenario].drop_duplicates("point").set_index("point")
    futures = points[[factor_column(factor.path) for factor in study.factors]].assign(value=value)
    futures = futures.dropna(subset=["value"])
    if futures.empty or not study.factors:
        raise InputProblem(
            what="has no futures to compare", where=where, fix="run the study; it needs factors"
        )
    below = futures["value"] < question.limit
    above = futures["value"] > question.limit
    found: pd.DataFrame = futures.assign(case=below if question.side == "below" else above)
    return found


def _column(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Numbers as fractions (PRIM fails on whole ones), anything else as categories."""
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return values.astype(float)
    return values.astype(str).astype("category")


def _workbench() -> Any:
    try:
        with warnings.catch_warnings():
            # It warns of optional packages that it does not need here.
            warnings.simplefilter("ignore")
            from ema_workbench import analysis
            from ema_workbench.analysis import cart, prim
    except ImportError as error:
        raise InputProblem(
            what="EMA Workbench is not installed", where="discover", fix="uv sync --extra discover"
        ) from error
    assert analysis.prim is prim
    assert analysis.cart is cart
    return analysis


def _prim(inputs: pd.DataFrame, cases: NDArray[np.bool_]) -> Iterator[Box]:
    """Yield up to three boxes, each at the place of its peeling where density and coverage balance."""
    search = _workbench().prim.Prim(inputs, cases, mass_min=MASS_MIN)
    for _ in range(BOXES):
        box = search.find_box()
        if box is None:
            return
        peeling = box.peeling_trajectory
        balance = 2 * peeling["density"] * peeling["coverage"] / (peeling["density"] + peeling["coverage"])
        best = int(balance.fillna(0.0).to_numpy().argmax())
        box.select(best)
        limits = tuple(_limits(box.box_lims[best], inputs))
        row = peeling.iloc[best]
        if not limits or row["density"] <= cases.mean():
            return
        yield Box("PRIM", limits, float(row["density"]), float(row["coverage"]), float(row["mass"]))


def _cart(inputs: pd.DataFrame, cases: NDArray[np.bool_]) -> list[Box]:
    """Return the leaves in which cases are more frequent than at large, most cases first."""
    tree = _workbench().cart.CART(inputs, cases, mass_min=MASS_MIN)
    # The tree breaks ties by numpy's global generator, and there is no other way to seed it.
    before = np.random.get_state()
    np.random.seed(TREE_SEED)
    tree.build_tree()
    np.random.set_state(before)
    leaves = [
        Box(
            "CART",
            tuple(_limits(limits, inputs)),
            float(stats["density"]),
            float(stats["coverage"]),
            float(stats["mass"]),
        )
        for limits, stats in zip(tree.boxes, tree.stats, strict=True)
    ]
    frequent = [leaf for leaf in leaves if leaf.density > cases.mean()]
    return sorted(frequent, key=lambda leaf: leaf.coverage, reverse=True)[:BOXES]


def _limits(box: pd.DataFrame, inputs: pd.DataFrame) -> Iterator[Limit]:
    """Yield the limits of a box that leave something of a factor out."""
    for factor in inputs:
        name, low, high = str(factor), box[factor].iloc[0], box[factor].iloc[1]
        column = inputs[factor]
        if isinstance(low, (set, frozenset)):
            if len(low) < column.nunique():
                yield Limit(name, values=tuple(sorted(map(str, low))))
        elif float(low) > column.min() or float(high) < column.max():
            yield Limit(name, float(low), float(high))
