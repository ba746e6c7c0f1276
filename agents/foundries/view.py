"""What foundries see: their queues, each chip's ramp, this month's capacity and contracts."""

import numpy as np
from numpy.typing import NDArray

from agents.foundries.bottlenecks import foundry_of, maker_place, makers_of, margin_usd, use_of
from agents.foundries.contracts import due_contracts
from agents.strategies.foundry.queue_by_loyalty import FoundryView
from agents.vendors.generations import family_total
from agents.vendors.lines import lines_of
from model.state.maths import power, total
from model.state.wafers import RING
from model.state.world import World

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]


def open_foundries(world: World) -> None:
    """Fill the foundries' traits."""
    table, cast = world.foundries, world.setup.cast
    names = [row.name for row in cast.foundry]
    table.production_cost_share[...] = [row.production_cost_share for row in cast.foundry]
    table.packaging_fee_usd[...] = [row.packaging_fee_usd_per_wafer for row in cast.foundry]
    table.node_foundry[...] = [
        names.index(node.foundry) if node.foundry in names else -1 for node in world.setup.catalogue.nodes
    ]


def made_here(world: World) -> Flags:
    """Which foundry makes which chip, foundries × chips."""
    foundries = np.arange(len(world.setup.firms.foundries))
    made: Flags = world.setup.chips.foundry == foundries[:, None]
    return made


def family_wafers(world: World, units: Vector) -> Vector:
    """Wafers that a chip's whole family takes, the same at each of its chips: runs × chips."""
    return family_total(lines_of(world.setup), units / world.setup.catalogue.good_dies_per_wafer)


def within_ramp(world: World, queue: Vector) -> Vector:
    """What of the queue a family can start, runs × chips: it grows bit by bit, its oldest chips first."""
    rules, lines = world.numbers("foundry", 1), lines_of(world.setup)
    ramp = np.maximum(world.wafers.most_started_wafers * rules.ramp_per_month, rules.ramp_floor_wafers)
    wanted = queue / world.setup.catalogue.good_dies_per_wafer
    chips, launch = np.arange(len(lines.root)), lines.launch_month
    is_older = (launch < launch[:, None]) | ((launch == launch[:, None]) & (chips < chips[:, None]))
    is_older &= lines.root == lines.root[:, None]
    older = total(np.where(is_older, wanted[:, None], 0.0))
    left = np.maximum(ramp - older, 0.0)
    startable: Vector = queue * np.minimum(1.0, left / np.maximum(wanted, 1e-9))
    return startable


def view_of(world: World, capacity: Vector) -> FoundryView:
    """Everything that the foundries decide on; ``capacity`` is runs × bottlenecks."""
    wafers = world.wafers
    foundries = np.arange(len(world.setup.firms.foundries))
    queue = wafers.queue_units.astype(np.float64)
    startable = within_ramp(world, queue)
    own = foundry_of(world) == foundries[:, None]
    contracted = np.where(own[..., None], due_contracts(world)[:, None], 0.0)
    return FoundryView(
        startable_units=np.where(made_here(world), startable[:, None], 0.0),
        margin_usd=_preferred_usd(world)[:, None],
        maker=maker_place(world.setup),
        weight=_loyalty(world),
        use=use_of(world.setup),
        capacity_wafers=np.where(own, capacity[:, None], 0.0),
        contracted_wafers=contracted.reshape(world.runs, len(foundries), own.shape[1] * contracted.shape[-1]),
    )


def _loyalty(world: World) -> Vector:
    """Weight of each maker, runs × foundries × makers: ties, as far as they rest on purchases so far."""
    limits, accounts = world.numbers("foundry", 2), world.setup.firms.foundries
    makers = makers_of(world.setup)
    tie = world.ties.strength[:, accounts[:, None], makers]
    bought = world.ties.trade_usd[:, accounts[:, None], makers]
    most = bought.max(axis=2, keepdims=True, initial=0.0)
    share = np.where(most > 0, bought / np.where(most > 0, most, 1.0), 1.0)
    weight: Vector = power(limits.untied_weight + tie * share, limits.loyalty_weight)
    return weight


def _preferred_usd(world: World) -> Vector:
    """What a chip earns, a little more counted for one that was started last month: no flicker."""
    wafers, rules = world.wafers, world.numbers("foundry", 1)
    last = (world.month - 1 + wafers.cycle_months) % RING
    running = wafers.line_units[:, last, np.arange(len(last))] > 0
    preferred: Vector = margin_usd(world) * (1.0 + rules.mix_inertia * running)
    return preferred
