"""Free parameters and what is believed of them before any run: uniform on a linear or log scale."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.inputs.checked_csv import Bound, read_rows, refuse_repeats
from model.inputs.problems import InputProblem

PRIORS_FILE = Path(__file__).resolve().parents[2] / "model" / "inputs" / "data" / "priors.csv"
COLUMNS = ("parameter", "low", "high", "scale", "source")
ANY = Bound(float("-inf"))

type Vector = NDArray[np.float64]


class Scale(StrEnum):
    """The scale on which a prior is flat."""

    LINEAR = "linear"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class Prior:
    """A free parameter by its dotted key, from `low` to `high` in its own unit."""

    parameter: str
    low: float
    high: float
    scale: Scale
    source: str

    def at(self, place: float) -> float:
        """Return the value at a place between 0 and 1."""
        if self.scale == Scale.LOG:
            return float(self.low * (self.high / self.low) ** place)
        return float(self.low + (self.high - self.low) * place)

    def place(self, value: float) -> float:
        """Return the place of a value, the inverse of `at`."""
        if self.scale == Scale.LOG:
            return float(np.log(value / self.low) / np.log(self.high / self.low))
        return float((value - self.low) / (self.high - self.low))


@cache
def load_priors(path: Path = PRIORS_FILE) -> tuple[Prior, ...]:
    """Read the table of free parameters; raises InputProblem for anything that cannot be used."""
    rows = read_rows(path, COLUMNS)
    refuse_repeats(rows, "parameter")
    priors = []
    for row in rows:
        scale, low, high = row.member("scale", Scale), row.number("low", ANY), row.number("high", ANY)
        if high <= low or (scale == Scale.LOG and low <= 0):
            raise InputProblem(
                what=f"{low:g} to {high:g} is not a valid range on a {scale} scale",
                where=row.where("low"),
                allowed="low < high, and low above zero on a log scale",
            )
        priors.append(Prior(row.text("parameter"), low, high, scale, row.text("source")))
    return tuple(priors)


def values_at(priors: tuple[Prior, ...], places: Vector) -> dict[str, float]:
    """Return parameter values at places of the unit cube, one a prior."""
    return {prior.parameter: prior.at(float(place)) for prior, place in zip(priors, places, strict=True)}
