"""What clouds' strategies see."""

import numpy as np

from agents.clouds.capacity import utilisation
from agents.strategies.cloud.base import CloudView
from model.inputs.calendar import HOURS_PER_MONTH
from model.state.maths import power
from model.state.world import World


def cloud_view(world: World) -> CloudView:
    """Every cloud's own business, runs × clouds × chips; copies, which later months do not change."""
    clouds, snapshot, rules = world.clouds, world.snapshot, world.numbers("cloud", 2)
    region = world.setup.firms.cloud_region
    energy = snapshot.energy_usd_per_month[:, region]
    grown = power(1.0 + rules.capex_growth, snapshot.month)
    large_cap = rules.max_capex_share * clouds.capex_usd_per_month[:, None] * grown
    small_cap = rules.small_budget_cap * clouds.opening_budget_usd[:, None]
    is_large = clouds.is_large[None, :, None]
    return CloudView(
        month=snapshot.month,
        rules=rules,
        is_large=is_large,
        use=utilisation(world)[..., None],
        rent_usd_per_hour=clouds.rent_usd_per_hour.copy(),
        floor_usd_per_hour=(energy + rules.hosting_usd_per_chip_month) / HOURS_PER_MONTH,
        own_chip=clouds.own_chip[None],
        rival_chip=snapshot.rival_chip[:, None],
        encroachment=snapshot.vendor_cloud_share[:, region, None],
        affordable_usd=clouds.budget_usd[..., None].copy(),
        wanted_usd=clouds.wanted_usd[..., None].copy(),
        budget_cap_usd=np.where(is_large, large_cap, small_cap),
        rival_budget_growth=snapshot.rival_budget_growth[:, None, None],
        ally_unmet_a100=clouds.ally_unmet_a100[..., None].copy(),
        draw=clouds.repricing_draw[..., None].copy(),
    )
