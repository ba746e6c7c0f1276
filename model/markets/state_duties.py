"""What the state takes and gives when a chip is sold: tariffs on chips from abroad, subsidies."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from model.inputs.accounts import Outside
from model.state.kinds import Kind
from model.state.money import Payment
from model.state.world import World

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]
type Counts = NDArray[np.int64]


def made_at_home(world: World) -> Flags:
    """Whether a chip's maker sits in a region, chips × regions; one without maker counts as the first's."""
    firms, chips = world.setup.firms, world.setup.chips
    home = firms.region[np.maximum(chips.maker, 0)]
    at_home: Flags = home[:, None] == np.arange(world.setup.regions)
    return at_home


def duty(world: World) -> Vector:
    """Price paid over list price, runs × chips × regions: tariffs on chips from abroad, less subsidies."""
    rules = world.rules
    tariff = np.where(made_at_home(world), 0.0, rules.tariff[:, None, :])
    paid: Vector = (1.0 + tariff) * (1.0 - rules.subsidy_share[:, :, None])
    return paid


def buyers_duty(world: World, seller_region: Counts) -> Vector:
    """What firms need at hand over list prices, runs × sellers × firms: tariffs; subsidies come after."""
    regions = world.setup.firms.region
    at_home = (regions < 0) | (regions == seller_region[:, None])
    tariff = world.rules.tariff[:, None, np.maximum(regions, 0)]
    return 1.0 + np.where(at_home, 0.0, tariff)


def state_payments(
    world: World, run: Counts, seller: Counts, buyer: Counts, chip: Counts, sales_usd: Vector
) -> tuple[Payment, Payment]:
    """Tariff and subsidy on sales, one row each, for ``pay_in_turn`` after the sale's own payments."""
    rules, regions = world.rules, world.setup.firms.region
    state = world.setup.outside(Outside.STATE)
    region = regions[buyer]
    crosses = (region >= 0) & (regions[seller] != region)
    tariff = np.where(crosses, rules.tariff[run, np.maximum(region, 0)], 0.0)
    subsidy = np.where(region >= 0, rules.subsidy_share[run, chip], 0.0)
    return (
        Payment(Kind.TAX, buyer, state, tariff * sales_usd, chip),
        Payment(Kind.SUBSIDY, state, buyer, subsidy * sales_usd, chip),
    )


def pay_state(
    world: World, run: ArrayLike, seller: ArrayLike, buyer: ArrayLike, chip: ArrayLike, sales_usd: ArrayLike
) -> None:
    """Book tariffs and subsidies on sales, row by row."""
    rows = np.broadcast_arrays(run, seller, buyer, chip, sales_usd)
    runs, sellers, buyers, chips, usd = (row.ravel() for row in rows)
    world.money.pay_in_turn(runs, *state_payments(world, runs, sellers, buyers, chips, usd))
