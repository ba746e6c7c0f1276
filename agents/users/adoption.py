"""How users notice what AI can do, and adopt: pure rules, elementwise on arrays.

Capability is the log of effective trained compute. Adopters are counted in what they spend, USD a month, so
that no number of heads is needed: only ratios to the market as it opened matter.
"""

from typing import Any

import numpy as np

from model.state.maths import exp, log

RELAPSE = 0.1
"""Part of those who would not adopt again that gives up in a month."""


def capability(trained_a100_months: Any, progress_so_far: Any) -> Any:
    """Log of effective compute: trained compute, which algorithms make go further each month."""
    return log(np.maximum(trained_a100_months, 1e-9)) + progress_so_far


def attention(before: Any, fading: Any, release: Any) -> Any:
    """News of what AI can do: it fades, and a release brings it back."""
    return (1.0 - fading) * before + release


def perceived(before: Any, able: Any, rate: Any) -> Any:
    """Perceived capability closes a part of its gap to what the best model is able to do."""
    return before + np.minimum(rate, 1.0) * (able - before)


def potential(most: Any, seen: Any, half: Any, spread: Any, deterred: Any) -> Any:
    """What users would spend if all who would adopt at the perceived capability had (logistic in it).

    ``deterred`` is what dearer compute takes from the log odds of adopting.
    """
    return most / (1.0 + exp(deterred - (seen - half) / spread))


def deterrence(rent: Any, opening_rent: Any, elasticity: Any) -> Any:
    """What rents over those of the opening take from the log odds of adopting; none where nothing is let."""
    known = (rent > 0) & (opening_rent > 0)
    return elasticity * log(np.where(known, rent, 1.0) / np.where(known, opening_rent, 1.0))


def half_point(seen: Any, part: Any, spread: Any) -> Any:
    """The capability at which half of all would adopt, from the part who would at a perceived one."""
    return seen - spread * log(part / (1.0 - part))


def adopted(before: Any, would: Any, innovation: Any, imitation: Any) -> Any:
    """Adopters after a month: diffusion into those who would adopt, relapse of those who would not again.

    Bass (1969) with a potential that moves; the flow never exceeds who is left.
    """
    share = before / np.maximum(would, 1e-9)
    left = np.maximum(would - before, 0.0)
    flow = np.minimum((innovation + imitation * share) * left, left)
    return before + flow - RELAPSE * np.maximum(before - would, 0.0)
