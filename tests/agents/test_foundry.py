"""What a foundry can make in a month, with shocks and with what it built."""

from typing import Any

import numpy as np
import pytest

from agents.foundries.bottlenecks import capacity
from model.state.world import World
from tests.small_worlds import market_of, only_policies, place


def world_with(**shock: Any) -> World:
    """A world whose only policy is a shock of half of TSMC's capacity, if any is given."""
    policies = {"shock": {"policy": "foundry_shock", "capacity_factor": 0.5, **shock}} if shock else {}
    return market_of(only_policies(policies)).world


def packaging_wafers(**shock: Any) -> float:
    """TSMC's packaging of the first month under the world's rules."""
    market = market_of(only_policies({}))
    world = world_with(**shock)
    return float(capacity(world)[0, len(world.wafers.node_names) + place(market, "foundry", "TSMC")])


@pytest.mark.parametrize(
    ("shock", "left"),
    [
        ({"hits_packaging": False}, 1.0),
        ({"hits_packaging": True}, 0.5),
        ({"hits_packaging": True, "node": "N4"}, 0.5),
    ],
)
def test_a_shock_hits_packaging_once_and_only_when_asked_to(shock, left):
    assert packaging_wafers(**shock) == pytest.approx(left * packaging_wafers())


def test_a_shock_hits_capacity_that_was_built_during_the_run():
    world = world_with(node=None)
    world.wafers.extra_wafers += 1_000.0
    nodes = world.setup.catalogue.nodes
    whole = [node.ai_wafers_per_month + 1_000.0 for node in nodes]
    left = [0.5 if node.foundry == "TSMC" else 1.0 for node in nodes]
    np.testing.assert_allclose(capacity(world)[0, : len(nodes)], np.array(left) * whole)
