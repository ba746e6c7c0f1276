"""Use of compute: power of what runs, wear, and what is deployed."""

import numpy as np
from numpy.typing import NDArray

from model.inputs.accounts import Outside
from model.markets.hosting import fleet_units, hosted
from model.markets.snapshot import kwh_per_month
from model.state.kinds import MILLI, ChipFlow, Kind
from model.state.maths import total
from model.state.money import Payment
from model.state.world import World

type Vector = NDArray[np.float64]


def burn_power(world: World) -> None:
    """Clouds and hosts pay, as far as they can, for the power of what stands in their data centres."""
    setup, rules, clouds = world.setup, world.rules, world.setup.firms.clouds
    held = world.chips.units(clouds) + hosted(world, fleet_units(world))
    used = np.minimum(world.clouds.used_units + hosted(world, world.vendors.fleet_used_units), held)
    busy = used + world.numbers("use", 2).idle_power_share * (held - used)
    region = setup.firms.cloud_region
    pue = np.array([entry.pue for entry in setup.catalogue.regions])[region]
    kwh = total(busy * kwh_per_month(world)[:, None]) * pue
    world.counters.energy_kwh[:, clouds] += kwh
    utilities, state = setup.outside(Outside.UTILITIES), setup.outside(Outside.STATE)
    owed_usd = kwh * (rules.electricity_usd_per_kwh + rules.carbon_usd_per_kwh)[:, region]
    cash_usd = np.maximum(world.money.balance_usd[:, clouds], 0.0)
    part = np.minimum(1.0, cash_usd / np.where(owed_usd > 0, owed_usd, 1.0))
    energy_usd = part * kwh * rules.electricity_usd_per_kwh[:, region]
    carbon_usd = part * kwh * rules.carbon_usd_per_kwh[:, region]
    world.money.pay_in_turn(
        world.run[:, None],
        Payment(Kind.ENERGY, clouds, utilities, energy_usd, quantity=kwh),
        Payment(Kind.CARBON, clouds, state, carbon_usd, quantity=kwh),
    )
    if world.outcome is not None:
        world.counters.energy_kwh[:, setup.groups] += world.outcome.energy_kwh


def retire(world: World) -> None:
    """A part of the chips of clouds and of vendors' own clouds wears out, in whole chips."""
    firms, rate = world.setup.firms, world.numbers("cloud", 2).scrap_rate
    clouds, owners = firms.clouds, np.concatenate([firms.clouds, firms.fleets])
    held = world.chips.held[:, owners]
    units = np.where(held >= MILLI, held / MILLI * rate, 0.0).astype(np.int64)
    run, owner, chip = units.nonzero()
    milli = units[run, owner, chip] * MILLI
    world.chips.remove(run, owners[owner], chip, milli, ChipFlow.RETIRED)
    world.clouds.used_units[...] = np.minimum(world.clouds.used_units, world.chips.units(clouds))


def deployed_units(world: World) -> Vector:
    """Chips in use anywhere, runs × chips: what clouds, start-ups, fleets and miners hold."""
    held = world.chips.held
    beyond_firms = held[:, world.setup.accounts.first_group :].sum(axis=1, dtype=np.int64)
    units: Vector = (beyond_firms + held[:, world.setup.firms.clouds].sum(axis=1, dtype=np.int64)) / MILLI
    return units


def learn(world: World) -> None:
    """Software for each chip matures with what is deployed of it."""
    world.fitness.learn(deployed_units(world), world.numbers, world.rules.learning_factor)
