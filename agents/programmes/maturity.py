"""What comes of a programme: riper software, chips that the owner may order and let."""

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.strategies.programme.base import ProgrammeView
from model.state.kinds import MILLI
from model.state.maths import log10, power, total
from model.state.stages import Stage
from model.state.world import World

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]


def by_programme(world: World, values: NDArray[np.float64]) -> Vector:
    """Add up generations' values (runs × generations) by programme, in order: runs × programmes."""
    table = world.programmes
    mine = table.programme == np.arange(len(table.owner))[:, None]
    added: Vector = total(np.where(mine, values[:, None], 0.0))
    return added


def has_any(world: World, flags: Flags) -> Flags:
    """Whether a programme has a generation of that kind: runs × programmes."""
    table = world.programmes
    mine = table.programme == np.arange(len(table.owner))[:, None]
    found: Flags = (mine & flags[:, None]).any(axis=-1)
    return found


def mature(world: World) -> None:
    """Software maturity grows logistically with staff and with chips in use."""
    table, rules = world.programmes, world.numbers("programme", 1)
    holder = world.setup.firms.clouds[table.owner][table.programme]
    in_use = by_programme(world, world.chips.held[:, holder, table.chip] / MILLI)
    use = np.minimum(1.0, log10(1.0 + in_use) / rules.full_use_tenfolds)
    staff = power(table.staff / rules.reference_staff, rules.staff_exponent)
    taught = rules.unused_maturing + (1.0 - rules.unused_maturing) * use
    speed = rules.maturity_speed * staff * taught * has_any(world, table.stage != Stage.CANCELLED)
    table.maturity += speed * table.maturity * (1.0 - table.maturity)


def spread_maturity(world: World) -> None:
    """Chips with young software do less useful work."""
    table, raw = world.programmes, world.numbers("programme", 1).raw_fitness
    world.fitness.mature(table.chip, raw + (1.0 - raw) * table.maturity[:, table.programme])


def offer_to_owners(actors: Actors) -> None:
    """Tell the owners what they may order and how much of it strangers may rent."""
    world = actors.world
    table, rules = world.programmes, world.numbers("programme", 1)
    if not len(table.owner):
        return
    ramp = np.where(table.stage == Stage.RAMP, rules.ramp_share, 0.0)
    ramp = np.where(table.stage == Stage.VOLUME, 1.0, ramp)
    part = np.where(_succeeded(world), rules.run_off_share, 1.0)
    owner = table.owner[table.programme]
    world.clouds.can_make_units[:, owner, table.chip] = table.peak_units_per_month * ramp * part
    let = actors.programmes.ask("rented_out", ProgrammeView(table.maturity[:, :, None]))[:, :, 0]
    world.clouds.rented_out_share[:, owner, table.chip] = let[:, table.programme]


def _succeeded(world: World) -> Flags:
    """Whether a chip of the same programme, planned later, has run long enough: runs × generations."""
    table, rules = world.programmes, world.numbers("programme", 1)
    seasoned = (table.volume_month >= 0) & (world.month - table.volume_month >= rules.run_off_months)
    later_by = table.planned_month - table.planned_month[:, None]
    later = later_by > world.numbers("programme", 2).successor_months
    sibling = table.programme == table.programme[:, None]
    found: Flags = (seasoned[:, None] & later & sibling).any(axis=-1)
    return found
