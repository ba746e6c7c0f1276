"""How long stages of a chip take, and the chance in them: keyed draws, the same whatever else happens."""

import functools

import numpy as np
from numpy.typing import NDArray

from model.state.maths import cos, exp, log
from model.state.randomness import KeyArray, Purpose, key_of, mix, stream, to_unit
from model.state.stages import Stage
from model.state.world import World

type Vector = NDArray[np.float64]
type Counts = NDArray[np.int64]

PLANNED_STAGES = 6
"""Stages from plan to volume."""


def names_of(world: World) -> tuple[str, ...]:
    """Programme and chip of every generation: what its draws are keyed by."""
    return tuple(f"{row.name}/{part.chip}" for row in world.setup.cast.programme for part in row.generation)


def streams(world: World, purpose: Purpose, month: int = 0) -> KeyArray:
    """Each run's part of the key."""
    return np.array([stream(seed, purpose, month) for seed in world.seeds], np.uint64)


@functools.lru_cache(maxsize=64)
def draw_keys(names: tuple[str, ...]) -> KeyArray:
    """Keys of the two draws behind every stage's duration: generations × stages × 2."""
    stages = [stage.name.lower() for stage in Stage if stage >= 0]
    keys = [[[key_of(f"{name}/{stage}/{part}") for part in range(2)] for stage in stages] for name in names]
    return np.array(keys, np.uint64).reshape(len(names), len(stages), 2)


def chance(world: World, run: Counts, generation: Counts, stage: Counts) -> Vector:
    """Log-normal, one a row: stages run late on average, more for risky programmes."""
    keys = draw_keys(names_of(world))[generation, stage]
    draws = to_unit(mix(keys ^ streams(world, Purpose.STAGE_DURATION)[run][:, None]))
    normal = np.sqrt(-2.0 * log(np.maximum(draws[:, 0], 1e-12))) * cos(2 * np.pi * draws[:, 1])
    rules = world.numbers("programme", 0)
    risk = 2.0 * world.programmes.risk[generation]
    factor: Vector = exp(rules.late_bias[run] * risk + rules.duration_sigma[run] * risk * normal)
    return factor


def own_months(world: World) -> Vector:
    """Planned months of every stage, runs × stages."""
    rules, months = world.numbers("programme", 0), np.zeros((world.runs, PLANNED_STAGES))
    months[:, Stage.DESIGN] = rules.design_months
    months[:, Stage.TAPE_OUT] = rules.tape_out_months
    months[:, Stage.BRING_UP] = rules.bring_up_months
    months[:, Stage.RAMP] = rules.ramp_months
    return months


def months_ahead(world: World) -> Vector:
    """Planned months from the start of every stage until chips come off the line, runs × stages."""
    own = own_months(world)
    ahead = np.maximum(own, 1.0)
    ahead[:, Stage.BRING_UP] = own[:, Stage.BRING_UP]
    ahead[:, Stage.TAPE_OUT] = own[:, Stage.TAPE_OUT] + own[:, Stage.BRING_UP]
    ahead[:, Stage.DESIGN] = own[:, Stage.DESIGN] + own[:, Stage.TAPE_OUT] + own[:, Stage.BRING_UP]
    return ahead


def stage_months(world: World, run: Counts, generation: Counts) -> Vector:
    """Months of the stage that chips enter, one a row: its part of the time left, times chance."""
    table, month = world.programmes, world.month
    stage, planned = table.stage[run, generation], table.planned_month[generation]
    own, ahead = own_months(world)[run, stage], months_ahead(world)
    left = np.maximum(planned - month, 2.0)
    share = np.where(
        table.respins[run, generation] == 0, own * np.minimum(1.0, left / ahead[run, stage]), own
    )
    months = share * chance(world, run, generation, stage)
    waiting = np.maximum(planned - ahead[run, Stage.DESIGN] - 1.0, 0.0)
    return np.where(stage == Stage.PLAN, waiting, np.where(stage == Stage.VOLUME, 0.0, months))
