"""Effective compute of chips: peak, link and software fitness, which grows with deployment."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from model.inputs.catalogue import Catalogue
from model.state.maths import log10, power
from model.state.numbers import Numbers
from model.state.setup import REFERENCE

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class EffectiveCompute:
    """Useful compute of each chip in A100s, for training and for inference: runs × chips."""

    training: Vector
    inference: Vector
    _mixes: dict[float, Vector] = field(default_factory=dict)

    def mixed(self, training_share: float) -> Vector:
        """Useful compute for work of which a share is training; read-only, made once."""
        mix = self._mixes.get(training_share)
        if mix is None:
            mix = training_share * self.training + (1 - training_share) * self.inference
            mix.setflags(write=False)
            self._mixes[training_share] = mix
        return mix

    def mixed_by(self, training_share: Vector) -> Vector:
        """The same for several mixes (one each): runs × mixes × chips."""
        part = training_share[:, None]
        return part * self.training[:, None, :] + (1 - part) * self.inference[:, None, :]


class Fitness:
    """Software and hardware maturity of every chip for training and inference, 0..1: runs × chips."""

    def __init__(self, runs: int, catalogue: Catalogue, numbers: Numbers) -> None:
        self._catalogue = catalogue
        self.training: Vector = np.repeat(catalogue.training_fitness[None], runs, axis=0)
        self.inference: Vector = np.repeat(catalogue.inference_fitness[None], runs, axis=0)
        self.maturity: Vector = np.ones((runs, len(catalogue.chips)))
        self.link(numbers)

    def link(self, numbers: Numbers) -> None:
        """Say what chips could do if their software were ripe, by the month's weight of links."""
        catalogue, choice = self._catalogue, numbers("choice", 1)
        reference = catalogue.chip_index(REFERENCE)
        peak = catalogue.peak_tflops / catalogue.peak_tflops[reference]
        bandwidth = catalogue.bandwidth_tb_s / catalogue.bandwidth_tb_s[reference]
        link = catalogue.link_gb_s / catalogue.link_gb_s[reference]
        linked = power(link, choice.training_efficiency_link_exponent)
        bounded = np.minimum(np.maximum(linked, choice.least_link_factor), choice.most_link_factor)
        self._training_peak: Vector = peak * bounded
        # Serving reads weights as often as it multiplies: the geometric mean of both roofs.
        self._inference_peak: Vector = np.sqrt(peak * bandwidth)
        self._compute: EffectiveCompute | None = None

    def compute(self) -> EffectiveCompute:
        """Useful compute in A100s; maturity scales in-house chips whose software is young."""
        if self._compute is None:
            self._compute = EffectiveCompute(
                self._training_peak * self.training * self.maturity,
                self._inference_peak * self.inference * self.maturity,
            )
        return self._compute

    def mature(self, chips: NDArray[np.int64], maturity: Vector) -> None:
        """Set the software maturity of in-house chips, runs × those chips."""
        self.maturity[:, chips] = maturity
        self._compute = None

    def learn(self, deployed_units: Vector, numbers: Numbers, factor: Vector) -> None:
        """Close part of each chip's gap to full fitness, more with more chips in use (runs × chips).

        ``factor`` scales the pace by run and chip. Learning by doing: the logarithm of what is deployed
        stands for experience (Wright 1936).
        """
        rules = numbers("learning", 1)
        self._compute = None
        tenfolds = log10(np.maximum(deployed_units / rules.first_units, 1.0))
        for fitness, speed in (
            (self.training, rules.training_gap_closed),
            (self.inference, rules.inference_gap_closed),
        ):
            closed = np.minimum(speed * factor * tenfolds, rules.most_gap_closed)
            fitness += np.where(fitness > 0, (1.0 - fitness) * closed, 0.0)
