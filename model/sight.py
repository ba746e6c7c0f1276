"""What everybody can see at the start of a month: prices, waits, rules, how good each chip is."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from model.inputs.rules import Rules

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]
type Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ComputePower:
    """Useful compute of each chip in A100s, for training and for inference."""

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


@dataclass(frozen=True, slots=True)
class Sight:
    """The public state of the market; chips run along the last axis.

    ``street_usd`` is regions × chips; ``on_sale`` marks chips that makers sell at all, ``orderable``
    (chips × regions) where they may be ordered: not where barred, variants only where their base is;
    ``energy_usd_per_month`` is regions × chips for a chip that runs all month.
    """

    month: int
    rules: Rules
    power: ComputePower
    on_sale: Flags
    orderable: Flags
    list_usd: Vector
    duty: Matrix
    """What buyers pay over the list price, chips × regions: tariffs, less the state's subsidy."""
    street_usd: Matrix
    lead_months: Vector
    energy_usd_per_month: Matrix
    rival_budget_growth: float
    rival_chip: Flags
    """Chips of vendors that rent chips themselves."""
    vendor_cloud_share: Vector
    """Part of each region's rented compute that vendors' own clouds hold."""
