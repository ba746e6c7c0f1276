"""What clouds' strategies see."""

from agents.clouds.capacity import utilisation
from agents.strategies.cloud.base import CloudView
from model.inputs.calendar import HOURS_PER_MONTH
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
        rent_usd_per_hour=clouds.rent_usd_per_hour.copy(),
        floor_usd_per_hour=(energy + rules.hosting_usd_per_chip_month) / HOURS_PER_MONTH,
        own_chip=clouds.own_chip[None],
        rival_chip=snapshot.rival_chip[:, None],
        encroachment=snapshot.vendor_cloud_share[:, region, None],
        ally_unmet_a100=clouds.ally_unmet_a100[..., None].copy(),
        draw=clouds.repricing_draw[..., None].copy(),
    )
