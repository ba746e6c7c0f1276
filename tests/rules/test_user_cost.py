"""What compute costs its owner: Jorgenson's user cost, and what moves it."""

import numpy as np
import pytest

from agents.clouds.capacity import compute_of_chips
from agents.clouds.user_cost import user_cost
from model.market import ComputeMarket
from model.state.world import World
from tests.small_worlds import short_history

BARE = ("cloud.wait_cost=0", "cloud.hosting_usd_per_chip_month=0")


def opened(*overrides: str) -> World:
    """A world before its first month."""
    return ComputeMarket(short_history(*overrides, months=1), seed=1).world


def cost_usd(world: World, chip: str = "A100", cloud: int = 0) -> float:
    """User cost of an A100-month on a chip."""
    number = world.setup.catalogue.chip_index(chip)
    return float(user_cost(world, compute_of_chips(world)).usd[0, cloud, number])


def test_without_waiting_and_running_it_is_the_rate_on_the_outlay():
    world = opened(*BARE)
    world.snapshot.energy_usd_per_month[...] = 0.0
    cost, a100 = user_cost(world, compute_of_chips(world)), world.setup.chips.reference
    rules = world.scenarios[0].cloud
    rate = rules.capital_cost_large + rules.scrap_rate + rules.price_decline
    assert cost.usd[0, 0, a100] * cost.compute_a100[0, 0, a100] == pytest.approx(
        rate * cost.outlay_usd[0, 0, a100], rel=1e-12
    )


def test_its_present_value_over_a_chips_life_is_the_outlay():
    """A month's rent that equals user cost, falling as prices do and chips wear, pays the chip back."""
    world = opened(*BARE)
    world.snapshot.energy_usd_per_month[...] = 0.0
    cost, a100 = user_cost(world, compute_of_chips(world)), world.setup.chips.reference
    rules, months = world.scenarios[0].cloud, np.arange(0, 4_000, 0.01)
    fall = np.exp(-(rules.capital_cost_large + rules.scrap_rate + rules.price_decline) * months)
    monthly = cost.usd[0, 0, a100] * cost.compute_a100[0, 0, a100]
    assert np.trapezoid(monthly * fall, months) == pytest.approx(cost.outlay_usd[0, 0, a100], rel=1e-4)


@pytest.mark.parametrize(
    "change",
    [
        "cloud.capital_cost_large=0.02",
        "cloud.scrap_rate=0.02",
        "cloud.price_decline=0.05",
        "cloud.wait_cost=0.1",
        "cloud.hosting_usd_per_chip_month=500",
    ],
)
def test_it_rises_with_what_owning_costs(change):
    assert cost_usd(opened(change)) > cost_usd(opened())


def test_waiting_and_dearer_chips_cost_more_and_faster_ones_less():
    world, a100 = opened(), opened().setup.chips.reference
    before = cost_usd(world)
    world.snapshot.lead_months[:, a100] += 6.0
    waited = cost_usd(world)
    assert waited == pytest.approx(before * np.exp(6.0 * world.scenarios[0].cloud.wait_cost))
    world.snapshot.list_usd[:, a100] *= 1.2
    assert cost_usd(world) > waited
    fast = user_cost(world, 2.0 * compute_of_chips(world)).usd[0, 0, a100]
    assert fast == pytest.approx(cost_usd(world) / 2.0)


def test_small_clouds_pay_more_for_capital():
    world = opened()
    large, small = (
        place_of for place_of in (0, [row.name for row in world.setup.cast.cloud].index("CoreWeave"))
    )
    assert cost_usd(world, cloud=small) * _work(world, small) > cost_usd(world, cloud=large) * _work(
        world, large
    )


def _work(world: World, cloud: int) -> float:
    """Compute of an A100 in a cloud's own mix of work."""
    return float(compute_of_chips(world)[0, cloud, world.setup.chips.reference])
