"""Vendors' own clouds: fleets of their chips on partner clouds' floors, rented by the instance."""

import numpy as np
from numpy.typing import NDArray

from agents.vendors.lines import lines_of
from model.state.kinds import MILLI
from model.state.maths import total
from model.state.world import World

type Vector = NDArray[np.float64]
type Units = NDArray[np.int64]
type Flags = NDArray[np.bool_]


def take_back(world: World, change: Units) -> None:
    """Move idle chips (a negative change, runs × chips) out of the fleets, back into stock."""
    lines = lines_of(world.setup)
    run, chip = np.nonzero(change < 0)
    held = world.chips.held[run, lines.fleet[chip], chip] // MILLI
    milli = np.minimum(-change[run, chip], held) * MILLI
    world.chips.move(run, lines.fleet[chip], lines.maker[chip], chip, milli)


def send_out(world: World, vendor: int, change: Units, room_units: Vector) -> None:
    """Move a vendor's chips (a positive change, runs × chips) into its fleet as far as hosts have room."""
    lines = lines_of(world.setup)
    chips, account = lines.of[vendor], int(world.setup.firms.vendors[vendor])
    held = world.chips.held[:, account, chips] // MILLI
    wanted = np.minimum(np.maximum(change[:, chips], 0), held)
    before = np.cumsum(wanted, axis=1) - wanted
    room = room_units.astype(np.int64)[:, None]
    moved = np.minimum(np.maximum(room - before, 0), wanted)
    run, place = np.nonzero(moved)
    fleet = int(world.setup.firms.fleets[vendor])
    world.chips.move(run, account, fleet, chips[place], moved[run, place] * MILLI)


def find_room(
    world: World, vendor: int, has_business: Flags, host_room_units: Vector, fleet_size: Vector
) -> Vector:
    """Chips that hosts still take, by run; how a fleet is spread follows what each host offers.

    ``host_room_units`` is runs × clouds, ``has_business`` and ``fleet_size`` (before the month's changes) one
    entry a run.
    """
    terms = world.rules.vendor_clouds
    account, clouds = world.setup.firms.vendors[vendor], world.setup.firms.clouds
    asked = terms.hosts[:, vendor] & world.ties.hosts[account, clouds]
    offered = np.where(asked, host_room_units, 0.0)
    in_all = total(offered)
    is_open = terms.is_open[:, vendor]
    spread = np.where(in_all[:, None] > 0, offered / np.where(in_all > 0, in_all, 1.0)[:, None], 0.0)
    shares = world.vendors.hosted_share
    shares[:, vendor] = np.where((is_open & has_business)[:, None], spread, shares[:, vendor])
    return np.where(is_open, np.maximum(0.0, in_all - fleet_size), 0.0)
