"""A lab with an exclusive cloud rents there, and elsewhere only what it has wanted in vain for long."""

import numpy as np
import pandas as pd
import pytest

from agents.startups.month import closed_to
from model.batch import Batch
from model.inputs.scenario import Scenario, load_scenario
from model.state.kinds import Kind
from model.state.offers import Mode

LAB, HOME = "OpenAI", "Azure"


def scenario(*lines: str) -> Scenario:
    return load_scenario("history", ["startups.count=100", "months=12", *lines])


def rents_by_payee(*lines: str) -> pd.Series:
    """What the lab paid for rented compute in a year, by whom."""
    batch = Batch([scenario(*lines)], [1])
    batch.run_to_end()
    trades = pd.DataFrame(batch.record(0).trades)
    paid = trades[(trades.payer == LAB) & (trades.kind == Kind.RENTAL)]
    return paid.groupby("payee").amount.sum()


def test_it_rents_at_home_while_there_is_enough_and_goes_out_at_once_without_patience():
    patient = rents_by_payee("network.exclusive_patience=60")
    assert set(patient.index) == {HOME}
    assert set(rents_by_payee("network.exclusive_patience=0").index) > {HOME}


def test_only_rents_of_others_are_closed_and_only_to_the_lab():
    batch = Batch(
        [scenario()],
        [
            1,
        ],
        record=False,
    )
    world, startups = batch.world, batch.actors.startups
    lab = startups.traits.names.index(LAB)
    closed = closed_to(startups, world)[0]
    home = world.setup.accounts.firms.index(HOME)
    assert not np.delete(closed, lab, axis=0).any()
    assert not closed[lab, world.listings.supplier == home].any()
    assert not closed[lab, world.listings.is_purchase].any()
    assert closed[lab, (world.listings.supplier != home) & (world.listings.mode == Mode.ON_DEMAND)].all()


@pytest.mark.parametrize(("months", "is_open"), [(2.0, False), (3.0, True)])
def test_want_that_lasts_opens_the_rest_of_the_market(months, is_open):
    batch = Batch([scenario()], [1], record=False)
    startups = batch.actors.startups
    startups.short_months[...] = months
    assert closed_to(startups, batch.world).any() == (not is_open)
