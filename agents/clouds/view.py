"""What clouds' strategies see."""

import numpy as np
from numpy.typing import NDArray

from agents.clouds.capacity import compute_of_chips, held_units, ratio, target_use, utilisation
from agents.strategies.cloud.base import CloudView
from model.inputs.calendar import HOURS_PER_MONTH
from model.state.maths import total
from model.state.world import World


def cloud_view(world: World) -> CloudView:
    """Every cloud's own business, runs × clouds × chips; copies, which later months do not change."""
    clouds, snapshot, rules = world.clouds, world.snapshot, world.numbers("cloud", 2)
    region = world.setup.firms.cloud_region
    energy = snapshot.energy_usd_per_month[:, region]
    return CloudView(
        month=snapshot.month,
        rules=rules,
        is_large=clouds.is_large[None, :, None],
        use=utilisation(world)[..., None],
        asked_over_target=_asked_over_target(world)[..., None],
        rebate=clouds.rebate[..., None].copy(),
        parity_usd_per_hour=clouds.opening_margin[..., None] * cost_rents(world),
        rent_usd_per_hour=clouds.rent_usd_per_hour.copy(),
        floor_usd_per_hour=(energy + rules.hosting_usd_per_chip_month) / HOURS_PER_MONTH,
        own_chip=clouds.own_chip[None],
        rival_chip=snapshot.rival_chip[:, None],
        encroachment=snapshot.vendor_cloud_share[:, region, None],
        ally_unmet_a100=clouds.ally_unmet_a100[..., None].copy(),
        draw=clouds.repricing_draw[..., None].copy(),
    )


def cost_rents(world: World) -> NDArray[np.float64]:
    """Rents an hour at which chips earn what compute costs to let, runs × clouds × chips."""
    clouds, rules = world.clouds, world.numbers("cloud", 1)
    reserved = 1.0 - rules.reserved_share * clouds.reserved_discount
    hourly = clouds.user_cost_usd[..., None] * compute_of_chips(world) / HOURS_PER_MONTH
    rents = hourly / reserved[..., None]
    return np.where(clouds.own_chip, rules.own_chip_rent[..., None] * rents, rents)


def _asked_over_target(world: World) -> NDArray[np.float64]:
    """What is used, and was asked for in vain, over the target use of what is there; one without chips."""
    clouds, compute = world.clouds, compute_of_chips(world)
    there = total(held_units(world) * compute) * target_use(world)
    asked = total(clouds.used_units * compute) + clouds.unmet_a100
    return np.where(there > 0, ratio(asked, there), 1.0)
