"""In-house chips: late, or never, in some worlds, and on time in others."""

from dataclasses import dataclass

import numpy as np
import pytest

from agents.programmes.decide import advance_programmes
from model.batch import Batch
from model.state.stages import Stage
from tests.small_worlds import short_history

SEEDS = range(20)
MONTHS = 54
WATCHED = {"Tesla Dojo": "D1", "Microsoft Athena": "Maia 100"}


@dataclass(frozen=True, slots=True)
class Past:
    """The history without start-ups, which no programme looks at, and what happened: months × runs × …"""

    batch: Batch
    stage: np.ndarray
    volume_month: np.ndarray
    maturity: np.ndarray
    made: np.ndarray

    def generation(self, chip: str) -> int:
        """Place of a chip among the generations of all programmes."""
        return self.batch.world.programmes.chip.tolist().index(self.chip(chip))

    def chip(self, chip: str) -> int:
        """Its place in the catalogue."""
        return self.batch.world.setup.catalogue.chip_index(chip)


@pytest.fixture(scope="module")
def past() -> Past:
    """All seeds in one batch."""
    scenario = short_history(months=MONTHS, startups=0)
    batch = Batch([scenario] * len(SEEDS), list(SEEDS), record=False)
    table, chips = batch.world.programmes, batch.world.chips
    states = [(table.stage.copy(), table.volume_month.copy(), table.maturity.copy(), chips.made.copy())]
    for _ in range(MONTHS):
        batch.run_month()
        states.append(
            (table.stage.copy(), table.volume_month.copy(), table.maturity.copy(), chips.made.copy())
        )
    return Past(batch, *(np.stack(column) for column in zip(*states, strict=True)))


@pytest.fixture(scope="module")
def outcomes(past: Past) -> dict[str, list[int | None]]:
    """Months of delay of the first volume by programme, over the seeds; None is never."""
    found = {}
    for name, chip in WATCHED.items():
        generation = past.generation(chip)
        planned = int(past.batch.world.programmes.planned_month[generation])
        shipped = past.volume_month[-1, :, generation].tolist()
        found[name] = [None if month < 0 else month - planned for month in shipped]
    return found


@pytest.mark.parametrize("name", WATCHED)
def test_a_risky_chip_is_late_or_never_in_some_worlds_and_not_in_all(outcomes, name):
    late = [delay is None or delay > 0 for delay in outcomes[name]]
    assert 3 <= sum(late) < len(late)


@pytest.mark.parametrize("name", WATCHED)
def test_a_risky_chip_is_cancelled_in_some_worlds_and_ships_in_most(outcomes, name):
    never = [delay is None for delay in outcomes[name]]
    assert 1 <= sum(never) <= len(never) / 2


def test_luck_differs_between_programmes_of_the_same_world(outcomes):
    dojo, athena = outcomes.values()
    assert len(set(dojo)) > 5
    assert dojo != athena


def test_a_cancelled_chip_is_never_made_and_costs_no_more(past):
    chip, generation = past.chip("Maia 100"), past.generation("Maia 100")
    world, athena = past.batch.world, past.batch.world.programmes.programme[generation]
    cancelled = past.stage[-1, :, generation] == Stage.CANCELLED
    assert cancelled.any()
    assert not world.chips.made[cancelled, chip].any()
    assert not world.wafers.queue_units[cancelled, chip].any()
    assert not world.clouds.can_make_units[cancelled, world.programmes.owner[athena], chip].any()
    world.programmes.paid_usd[...] = -1.0
    advance_programmes(past.batch.actors)
    assert (world.programmes.paid_usd[cancelled, athena] == 0).all()
    assert (world.programmes.paid_usd[~cancelled, athena] > 0).any()


def test_a_chip_that_ships_is_made_after_its_first_volume_and_not_before(past):
    made, volume = past.made[..., past.chip("Maia 100")], past.volume_month[..., past.generation("Maia 100")]
    ships = volume[-1] >= 0
    assert ships.any()
    assert not made[volume < 0].any()
    early = ships & (volume[-1] < MONTHS - 12)
    assert early.any()
    assert (made[-1, early] > 0).all()


def test_stages_are_passed_in_order_and_never_backwards(past):
    before, after = past.stage[:-1], past.stage[1:]
    cancelled = before == Stage.CANCELLED
    assert (after[cancelled] == Stage.CANCELLED).all(), "a chip came back to life"
    assert ((after >= before) | (after == Stage.CANCELLED)).all()


def test_software_matures_and_never_beyond_full_maturity(past):
    assert (past.maturity[-1] >= past.maturity[0]).all()
    assert past.maturity.max() <= 1.0
    names = [row.name for row in past.batch.world.setup.cast.programme]
    tpu = names.index("Google TPU")
    assert (past.maturity[-1, :, tpu] > past.maturity[0, :, tpu]).all()
