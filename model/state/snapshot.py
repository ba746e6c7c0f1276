"""The market snapshot: what everybody can see at the start of a month."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.state.effective_compute import EffectiveCompute
from model.state.rules import RuleTable

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class MarketSnapshot:
    """Public information of every run; a copy, so later phases cannot change what was seen.

    Axes after the runs: chips, regions × chips (``street_usd``, ``energy_usd_per_month``: of a chip that
    runs all month), chips × regions (``orderable``, ``duty``: what buyers pay over the list price).
    ``on_sale`` marks chips that makers sell at all, ``orderable`` where they may be ordered,
    ``rival_chip`` chips of vendors that rent chips themselves, ``vendor_cloud_share`` (by region) the
    part of rented compute that vendors' own clouds hold.
    """

    month: int
    rules: RuleTable
    compute: EffectiveCompute
    on_sale: Flags
    orderable: Flags
    list_usd: Vector
    duty: Vector
    street_usd: Vector
    lead_months: Vector
    energy_usd_per_month: Vector
    rival_chip: Flags
    vendor_cloud_share: Vector
