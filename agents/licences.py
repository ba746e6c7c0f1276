"""Where a vendor may deliver, and how licences for barred chips are counted."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.inputs.rules import Rules

if TYPE_CHECKING:
    from model.market import ComputeMarket

type Units = NDArray[np.int64]


def lawful(model: "ComputeMarket", chips: Units, home_region: int, rules: Rules) -> NDArray[np.bool_]:
    """Return, chips × firms, whether a chip may be delivered there."""
    regions = model.firm_region
    barred = rules.barred[chips][:, np.maximum(regions, 0)] & (regions >= 0)
    licensed = (rules.licensed_units > 0)[np.maximum(regions, 0)]
    may: NDArray[np.bool_] = ~barred | (regions == home_region) | licensed
    return may


def within(model: "ComputeMarket", home_region: int, chip: int, wanted: Units) -> Units:
    """Return claims on a barred chip cut down to what is left of each region's licences."""
    rules, regions = model.rules, model.firm_region
    for region in np.flatnonzero(rules.licensed_units > 0):
        if not rules.barred[chip, region] or region == home_region:
            continue
        left = max(0.0, float(rules.licensed_units[region] - model.licences_used[region]))
        here = regions == region
        claimed = int(wanted[here].sum(dtype=np.int64))
        if claimed > left:
            wanted = np.where(here, np.floor(wanted * (left / claimed)).astype(np.int64), wanted)
    return wanted


def use(model: "ComputeMarket", home_region: int, chip: int, given: Units) -> None:
    """Count what was delivered under licences."""
    for region in np.flatnonzero(model.rules.licensed_units > 0):
        if model.rules.barred[chip, region] and region != home_region:
            model.licences_used[region] += float(given[model.firm_region == region].sum(dtype=np.int64))
