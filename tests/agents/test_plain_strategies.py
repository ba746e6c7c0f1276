"""A user's strategy may be written with plain numbers: it is asked firm by firm and run by run."""

import warnings
from typing import ClassVar

import numpy as np
import pytest

from agents.desks import Desks, SlowStrategy
from agents.strategies.cloud.base import CloudView
from agents.strategies.cloud.rental_cloud import RentalCloud
from model.batch import Batch
from tests.small_worlds import short_history

USERS = {"Azure": 0.01, "CoreWeave": 0.03}
SEEDS = (1, 2)


class PlainCloud(RentalCloud):
    """Moves all rents a little with its use, and hosts as far as it is in use."""

    name: ClassVar[str] = "plain"
    step: float = 0.01

    def rents(self, view: CloudView):
        """With ``if`` and a loop."""
        step = self.step if view.use > view.rules.target_utilisation else -self.step
        rents = [rent * (1.0 + step) if rent > 0 else 0.0 for rent in view.rent_usd_per_hour]
        return np.maximum(rents, np.where(np.array(rents) > 0, view.floor_usd_per_hour, 0.0))

    def host_capacity_share(self, view: CloudView):
        """With ``min`` and ``float``."""
        return min(float(view.use), view.rules.host_capacity_share)


class ArrayCloud(RentalCloud):
    """The same in arrays."""

    name: ClassVar[str] = "array"
    step: float = 0.01

    def rents(self, view: CloudView):
        """For all firms in all runs at once."""
        step = np.where(view.use > view.rules.target_utilisation, self.step, -self.step)
        rents = np.where(view.rent_usd_per_hour > 0, view.rent_usd_per_hour * (1.0 + step), 0.0)
        return np.maximum(rents, np.where(rents > 0, view.floor_usd_per_hour, 0.0))

    def host_capacity_share(self, view: CloudView):
        """For all firms in all runs at once."""
        return np.minimum(view.use, view.rules.host_capacity_share)


def run(kind: type[RentalCloud], seeds: tuple[int, ...] = SEEDS) -> Batch:
    """Two months of runs in which some clouds follow it, each with numbers of its own."""
    followed = {name: kind(step=step) for name, step in USERS.items()}
    batch = Batch([short_history(months=2)] * len(seeds), seeds, followed, record=False)
    batch.run_to_end()
    return batch


@pytest.fixture(scope="module")
def plain() -> tuple[Batch, list[warnings.WarningMessage]]:
    """Runs with the plain strategy, and what was warned of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        batch = run(PlainCloud)
    return batch, caught


def test_it_decides_as_the_same_rule_in_arrays(plain):
    plainly, at_once = plain[0].world, run(ArrayCloud).world
    np.testing.assert_array_equal(plainly.clouds.rent_usd_per_hour, at_once.clouds.rent_usd_per_hour)
    np.testing.assert_array_equal(plainly.clouds.investment_usd, at_once.clouds.investment_usd)
    np.testing.assert_array_equal(plainly.money.balance_usd, at_once.money.balance_usd)


def test_one_warning_says_which_strategy_is_slow(plain):
    (warning,) = plain[1]
    assert warning.category is SlowStrategy
    assert "PlainCloud.rents" in str(warning.message)


@pytest.mark.parametrize("place", range(len(SEEDS)))
def test_a_run_alone_decides_as_in_the_batch_and_warns_as_well(plain, place):
    with pytest.warns(SlowStrategy, match="PlainCloud"):
        alone = run(PlainCloud, SEEDS[place : place + 1])
    np.testing.assert_array_equal(alone.world.money.balance_usd[0], plain[0].world.money.balance_usd[place])


def test_a_fault_of_the_strategy_itself_is_raised():
    class Faulty(RentalCloud):
        def rents(self, view: CloudView):
            if view.use >= 0.0:
                raise ValueError("no such rent")
            return view.rent_usd_per_hour

    batch = Batch([short_history(months=2)], (1,), {"Azure": Faulty()}, record=False)
    with pytest.warns(SlowStrategy, match="rents"), pytest.raises(ValueError, match="no such rent"):
        batch.run_to_end()


def test_a_decision_may_be_one_number_for_all():
    class Flat(RentalCloud):
        def host_capacity_share(self, view: CloudView):
            return 0.25

    desks = Desks([[Flat(), RentalCloud()], [Flat(), Flat()]])
    view = CloudView(month=0, rules=None, **{name: np.ones((2, 2, 1)) for name in VIEW_FIELDS})
    answer = desks.ask("planned_for_ally_a100", view)
    assert answer.shape == (2, 2, 1)
    assert Desks([[Flat()] * 2] * 2).ask("host_capacity_share", view).tolist() == [[[0.25]] * 2] * 2


VIEW_FIELDS = [name for name in CloudView.__dataclass_fields__ if name not in ("month", "rules")]
