"""Training follows its return: the prize, who has won it already, and what compute costs."""

from types import SimpleNamespace

import numpy as np
import pytest

from agents.prize import by_bloc, extrapolated, perceived_prize, possible_prize
from agents.startups.training import contested
from model.batch import Batch
from model.inputs.scenario import load_scenario
from tests.small_worlds import short_history


def contest(attention: list[float], firms: list[float]) -> np.ndarray:
    """What is left to win for firms of groups in one contest."""
    pull = np.array([attention])
    whole = np.full_like(pull, pull.sum())
    startups = SimpleNamespace(
        attention_sum=pull,
        by_arena=lambda values: whole[:, :1],
        traits=SimpleNamespace(firms=np.array(firms), arena=np.zeros(len(firms), np.int64)),
    )
    return contested(startups)[0]


def test_equal_labs_have_all_but_their_own_part_to_win_and_a_monopolist_nothing():
    assert contest([3.0, 3.0, 3.0], [1.0, 1.0, 1.0]) == pytest.approx(2 / 3)
    assert contest([8.0], [4.0]) == pytest.approx(3 / 4)
    assert contest([5.0], [1.0]) == 0.0


def test_the_prize_opens_at_one_and_grows_with_what_users_know_and_could_know():
    batch = Batch([short_history()], [1], record=False)
    world, regions = batch.world, np.arange(len(batch.world.setup.region_bloc))
    assert perceived_prize(world, regions) == pytest.approx(1.0)
    assert possible_prize(world, regions) == pytest.approx(1.0)
    world.users.potential_usd[...] *= 3.0
    world.users.possible_usd[...] *= 5.0
    assert perceived_prize(world, regions) == pytest.approx(3.0)
    assert possible_prize(world, regions) == pytest.approx(5.0)


def test_a_bloc_shares_one_prize():
    world = Batch([short_history()], [1], record=False).world
    bloc = world.setup.region_bloc
    usd = np.arange(1.0, 1.0 + len(bloc))[None]
    assert by_bloc(world, usd)[0] == pytest.approx([usd[0, bloc == here].sum() for here in bloc])


def test_growth_is_extrapolated_as_it_decays_and_overreaction_adds_its_part():
    world = Batch([short_history()], [1], record=False).world
    here, none = np.zeros(1, np.int64), np.zeros((1, 1))
    assert extrapolated(world, here, none + 12.0, none + 0.9, none)[0, 0] == pytest.approx(1.0)
    world.users.believed_growth[...] += 0.05
    decays = sum(0.05 * 0.9**month for month in range(1, 13))
    assert np.log(extrapolated(world, here, none + 12.0, none + 0.9, none)) == pytest.approx(decays)
    assert np.log(extrapolated(world, here, none + 12.0, none + 0.9, none + 0.5)) == pytest.approx(
        1.5 * decays
    )


def wanted_training(*overrides: str, name: str = "history", months: int = 24) -> float:
    """What an unrivalled firm of each group would train after some months, over the opening, on average."""
    batch = Batch(
        [load_scenario(name, [f"months={months}", "startups.count=60", *overrides])], [1], record=False
    )
    batch.run_to_end()
    startups = batch.actors.startups
    assert startups.tables is not None
    paid = startups.traits.paid_by_users & (startups.traits.training_need_a100 > 0)
    level = startups.tables.groups.training_want_a100[0, paid] / startups.traits.training_need_a100[paid]
    return float(level.mean())


def test_training_grows_with_its_return_and_a_market_that_is_small_ends_it():
    history = wanted_training()
    assert history > 2.0
    assert wanted_training("users.market_multiple=4") < history
    assert wanted_training("startups.algorithmic_progress=0.0") < history
    assert wanted_training("startups.training_growth=0.05") > history
