"""What a foundry can make in a month, with shocks and with what it built."""

from typing import Any

import numpy as np
import pytest

from agents.foundry import Foundry
from tests.small_worlds import market_of, only_policies


def foundry_with(**shock: Any) -> Foundry:
    """TSMC in a world whose only policy is a shock of half the capacity, if any is given."""
    policies = {"shock": {"policy": "foundry_shock", "capacity_factor": 0.5, **shock}} if shock else {}
    return next(one for one in market_of(only_policies(policies)).cast.foundries if one.name == "TSMC")


def packaging_wafers(foundry: Foundry) -> float:
    """Packaging of the first month under the world's rules."""
    return foundry.packaging_wafers(foundry.model.cast.regulator.rules_of(0))


@pytest.mark.parametrize(
    ("shock", "left"),
    [
        ({"hits_packaging": False}, 1.0),
        ({"hits_packaging": True}, 0.5),
        ({"hits_packaging": True, "node": "N4"}, 0.5),
    ],
)
def test_a_shock_hits_packaging_once_and_only_when_asked_to(shock, left):
    assert packaging_wafers(foundry_with(**shock)) == pytest.approx(left * packaging_wafers(foundry_with()))


def test_a_shock_hits_capacity_that_was_built_during_the_run():
    foundry = foundry_with(node=None)
    foundry.model.wafers.extra_wafers += 1_000.0
    rules = foundry.model.cast.regulator.rules_of(0)
    whole = [node.ai_wafers_per_month + 1_000.0 for node in foundry.nodes]
    np.testing.assert_allclose(foundry.capacity_wafers(rules), 0.5 * np.array(whole))
