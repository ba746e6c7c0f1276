"""Designs: from the factors of a study to its points, in units of each factor's range and as values."""

from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.study.definition import Design, Factor, Study, Value
from model.inputs.problems import InputProblem

MORRIS_LEVELS = 4
type Shares = NDArray[np.float64]


def point_values(study: Study, where: str) -> list[tuple[Value, ...]]:
    """Return the value of each factor at each point; without factors there is one point.

    Raises:
        InputProblem: for a design that yields no point or that does not fit its factors.
    """
    factors = study.factors
    if not factors:
        return [_no_values(study, where)]
    if study.design == Design.GRID:
        return list(product(*(_levels(factor, study.points, where) for factor in factors)))
    if study.design == Design.LIST:
        return _listed(factors, where)
    return [
        tuple(factor.value_at(float(share)) for factor, share in zip(factors, row, strict=True))
        for row in unit_points(study, where)
    ]


def unit_points(study: Study, where: str) -> Shares:
    """Return a sampled design as points in the unit cube, one row a point, one column a factor."""
    points = _needed_points(study, where)
    count = len(study.factors)
    if study.design == Design.LATIN_HYPERCUBE:
        from scipy.stats import qmc

        return np.asarray(qmc.LatinHypercube(count, rng=study.seed).random(points))
    if study.design == Design.SOBOL:
        from scipy.stats import qmc

        _check_power_of_two(points, where)
        return np.asarray(qmc.Sobol(count, rng=study.seed).random_base2(points.bit_length() - 1))
    if study.design == Design.MORRIS:
        from SALib.sample import morris

        sample = morris.sample(problem_of(study), points, num_levels=MORRIS_LEVELS, seed=study.seed)
        return np.asarray(sample)
    from SALib.sample import sobol

    _check_power_of_two(points, where)
    sample = sobol.sample(problem_of(study), points, calc_second_order=False, seed=study.seed)
    return np.asarray(sample)


def problem_of(study: Study) -> dict[str, Any]:
    """Return the study's factors as SALib states a problem, over the unit cube."""
    names = [factor.path for factor in study.factors]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def _no_values(study: Study, where: str) -> tuple[Value, ...]:
    if study.design != Design.GRID or study.points is not None:
        raise InputProblem(
            what=f"the design is empty: {study.design} of no factor",
            where=where,
            fix="add a [[factor]], or leave design and points out to run the scenarios as they are",
        )
    return ()


def _levels(factor: Factor, points: int | None, where: str) -> tuple[Value, ...]:
    if factor.values is not None:
        return factor.values
    if points is None:
        raise InputProblem(
            what="a grid over a range needs the number of levels",
            where=f"{where}, factor {factor.path}",
            fix="set points = 5 in [study], or give values = [...]",
        )
    if factor.kind == "integer":
        assert factor.low is not None
        assert factor.high is not None
        levels = np.linspace(int(factor.low), int(factor.high), points).round().astype(int)
        return tuple(dict.fromkeys(levels.tolist()))
    return tuple(factor.value_at(float(share)) for share in np.linspace(0, 1, points))


def _listed(factors: tuple[Factor, ...], where: str) -> list[tuple[Value, ...]]:
    lengths = {factor.path: len(factor.values or ()) for factor in factors}
    if len(set(lengths.values())) != 1 or 0 in lengths.values():
        raise InputProblem(
            what="a list design takes the values of all factors side by side, so as many of each",
            where=where,
            allowed=", ".join(f"{path} has {length}" for path, length in lengths.items()),
            fix='give each factor values = [...] of one length, or use design = "grid"',
        )
    return list(zip(*(factor.values or () for factor in factors), strict=True))


def _needed_points(study: Study, where: str) -> int:
    if study.points is None:
        raise InputProblem(
            what=f"the design is empty: {study.design} needs the number of points",
            where=where,
            fix="set points = 64 in [study]",
        )
    return study.points


def _check_power_of_two(points: int, where: str) -> None:
    if points & (points - 1):
        below = 1 << (points.bit_length() - 1)
        raise InputProblem(
            what=f"points = {points}: a Sobol sequence is even only at powers of two",
            where=where,
            allowed=f"{below} or {2 * below}",
        )
