"""Useful compute of chips: peak, link and software fitness, which grows with deployment."""

import numpy as np
from numpy.typing import NDArray

from model.inputs.catalogue import Catalogue
from model.inputs.parameters import Choice, Learning
from model.sight import ComputePower
from model.state import maths

type Vector = NDArray[np.float64]

REFERENCE = "A100"


class Fitness:
    """Software and hardware maturity of every chip for training and inference, 0..1."""

    def __init__(self, catalogue: Catalogue, choice: Choice) -> None:
        reference = catalogue.chip_index(REFERENCE)
        peak = catalogue.peak_tflops / catalogue.peak_tflops[reference]
        bandwidth = catalogue.bandwidth_tb_s / catalogue.bandwidth_tb_s[reference]
        link = catalogue.link_gb_s / catalogue.link_gb_s[reference]
        self._training_peak: Vector = peak * np.clip(
            maths.power(link, choice.training_efficiency_link_exponent),
            choice.least_link_factor,
            choice.most_link_factor,
        )
        # Serving reads weights as often as it multiplies: the geometric mean of both roofs.
        self._inference_peak: Vector = np.sqrt(peak * bandwidth)
        self.training: Vector = catalogue.training_fitness.copy()
        self.inference: Vector = catalogue.inference_fitness.copy()
        self.maturity: Vector = np.ones(len(catalogue.chips))
        self._power: ComputePower | None = None

    def power(self) -> ComputePower:
        """Useful compute in A100s; maturity scales in-house chips whose software is young."""
        if self._power is None:
            self._power = ComputePower(
                self._training_peak * self.training * self.maturity,
                self._inference_peak * self.inference * self.maturity,
            )
        return self._power

    def ripen(self, chip: int, maturity: float) -> None:
        """Set the software maturity of an in-house chip."""
        if self.maturity[chip] != maturity:
            self.maturity[chip] = maturity
            self._power = None

    def learn(self, deployed_units: Vector, rules: Learning, factor: Vector) -> None:
        """Close part of each chip's gap to full fitness, more with more chips in use.

        ``factor`` scales the pace chip by chip.

        Learning by doing: the logarithm of what is deployed stands for experience (Wright 1936).
        """
        self._power = None
        tenfolds = maths.log10(np.maximum(deployed_units / rules.first_units, 1.0))
        for fitness, speed in (
            (self.training, rules.training_gap_closed),
            (self.inference, rules.inference_gap_closed),
        ):
            young = fitness > 0
            closed = np.minimum(speed * factor * tenfolds, rules.most_gap_closed)
            fitness[young] += ((1.0 - fitness) * closed)[young]
