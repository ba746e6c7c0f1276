"""A programme's month: people are paid, chips move on, software matures, owners hear what is possible."""

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.programmes.durations import chance, names_of, stage_months, streams
from agents.programmes.explain import Advanced
from agents.programmes.maturity import by_programme, has_any, mature, offer_to_owners, spread_maturity
from model.inputs.accounts import Outside
from model.state.kinds import Kind
from model.state.maths import power
from model.state.randomness import Purpose, key_of, mix, to_unit
from model.state.stages import News, Stage
from model.state.world import World

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]


def advance_programmes(actors: Actors) -> None:
    """A month of design, silicon or production in all runs."""
    world = actors.world
    wanted = _wanted_usd(world)
    saving = savings(world)
    respun = _move(world, saving)
    _pay(world, wanted, respun)
    mature(world)
    spread_maturity(world)
    offer_to_owners(actors)
    if actors.notebook.is_open:
        actors.notebook.write(Advanced(saving))


# ------------------------------------------------------------------ money


def _wanted_usd(world: World) -> Vector:
    """Staff, and the cost of designs in work, runs × programmes; nothing before work starts."""
    table, rules = world.programmes, world.numbers("programme", 1)
    working = has_any(world, (table.stage != Stage.CANCELLED) & (table.stage != Stage.PLAN))
    designing = (table.stage == Stage.DESIGN) | (table.stage == Stage.TAPE_OUT)
    designs = by_programme(world, np.where(designing, table.design_cost_usd / rules.design_months, 0.0))
    return np.where(working, table.cost_usd_per_month + rules.design_cash_share * designs, 0.0)


def _pay(world: World, wanted: Vector, respun: Flags) -> None:
    """Owners pay, as far as cash goes: a programme's staff, its respins, then their next programme's."""
    table, owners = world.programmes, world.setup.firms.clouds[world.programmes.owner]
    respin_usd = world.numbers("programme", 0).respin_cost_usd
    cash = world.money.balance_usd.copy()
    payers, amounts = [], []
    for programme, owner in enumerate(owners.tolist()):
        paid = np.minimum(wanted[:, programme], np.maximum(cash[:, owner], 0.0))
        table.paid_usd[:, programme] = paid
        bills = [paid]
        cash[:, owner] -= paid
        own = table.programme == programme
        for generation in np.flatnonzero(own & respun.any(axis=0)):
            paid = np.minimum(respin_usd, np.maximum(cash[:, owner], 0.0)) * respun[:, generation]
            cash[:, owner] -= paid
            bills.append(paid)
        payers += [owner] * len(bills)
        amounts += bills
    if amounts:
        staff = world.setup.outside(Outside.STAFF)
        usd = np.stack(amounts, axis=1)
        world.money.pay(Kind.STAFF, world.run[:, None], np.array(payers), staff, usd)


# ------------------------------------------------------------------ stages


def savings(world: World) -> Vector:
    """Saving per compute against the best chip on sale, over its price: runs × generations."""
    table, seen, rules = world.programmes, world.snapshot, world.numbers("programme", 1)
    compute = seen.compute.mixed_by(world.clouds.training_share[table.owner])
    price = np.maximum(seen.list_usd, 1.0)[:, None]
    best = np.where(seen.on_sale[:, None], compute / price, 0.0).max(axis=-1, initial=0.0)
    ripe = np.maximum(table.maturity[:, table.programme], rules.least_maturity)
    gain = np.minimum(ripe / np.maximum(world.fitness.maturity[:, table.chip], 0.05), rules.most_maturing)
    own = compute[:, table.programme, table.chip] * gain
    own = own / np.maximum(world.setup.catalogue.cost_to_make_usd[table.chip], 1.0)
    worth = own > 0
    return np.where(worth, 1.0 - best[:, table.programme] / np.where(worth, own, 1.0), -1.0)


def _move(world: World, saving: Vector) -> Flags:
    """Move every chip on by a month; returns which silicon failed, runs × generations."""
    table = world.programmes
    table.news[...] = News.NONE
    moving = (table.stage != Stage.VOLUME) & (table.stage != Stage.CANCELLED)
    cancelled = moving & _is_cancelled(world, saving)
    table.news[cancelled] = News.CANCELLED
    table.stage[cancelled] = Stage.CANCELLED
    moving &= ~cancelled
    table.months_left -= moving
    due = moving & (table.months_left <= 0)
    respun: Flags = due & (table.stage == Stage.BRING_UP)
    if respun.any():
        respun &= _fails(world)
        _respin(world, respun)
    _next_stage(world, due & ~respun)
    return respun


def _is_cancelled(world: World, saving: Vector) -> Flags:
    """Likelier when it saves nothing against buying, when it is late and when it is risky."""
    table, rules, month = world.programmes, world.numbers("programme", 1), world.month
    in_work = (table.stage >= Stage.DESIGN) & (table.stage <= Stage.BRING_UP)
    if not in_work.any():
        return in_work
    late = np.maximum(month - table.planned_month, 0.0) / 12.0
    worry = np.where(saving < 0, 1.0, rules.worry_if_saving) + late
    chance = rules.cancel_chance * table.risk * worry
    keys = np.array([key_of(name) for name in names_of(world)], np.uint64)
    draws = to_unit(mix(keys ^ streams(world, Purpose.CANCELLATION, month)[:, None]))
    cancelled: Flags = in_work & (draws < chance)
    return cancelled


def _fails(world: World) -> Flags:
    """First silicon fails more often than not; later spins and seasoned teams do better."""
    table, rules = world.programmes, world.numbers("programme", 1)
    failure = (1.0 - rules.first_silicon_success) * np.minimum(1.0, table.risk / rules.surveyed_risk)
    failure = failure * power(rules.respin_failure, table.respins.astype(np.float64))
    spins, names = range(int(table.respins.max()) + 1), names_of(world)
    keys = np.array([[key_of(f"{name}/{spin}") for name in names] for spin in spins], np.uint64)
    drawn = keys[table.respins, np.arange(len(names))]
    draws = to_unit(mix(drawn ^ streams(world, Purpose.FIRST_SILICON)[:, None]))
    failed: Flags = draws < failure
    return failed


def _respin(world: World, respun: Flags) -> None:
    table, (run, generation) = world.programmes, respun.nonzero()
    table.respins[run, generation] += 1
    table.news[run, generation] = News.RESPIN
    months = world.numbers("programme", 0).respin_months[run]
    table.months_left[run, generation] = months * chance(world, run, generation, table.stage[run, generation])


def _next_stage(world: World, due: Flags) -> None:
    table, (run, generation) = world.programmes, due.nonzero()
    if not len(run):
        return
    table.stage[run, generation] += 1
    table.news[run, generation] = News.NEXT_STAGE
    table.months_left[run, generation] = stage_months(world, run, generation)
    table.volume_month[due & (table.stage == Stage.RAMP)] = world.month
