"""Same scenario and seed, same bits; other seeds, other runs."""

import numpy as np
import pandas as pd
import pytest

from tests.small_worlds import finished, metric_table, short_history, trade_table

MONTHS = 8


@pytest.fixture(scope="module")
def first_run():
    """One recorded run that the others are held against."""
    return finished(short_history(months=MONTHS), seed=5)


def test_the_same_seed_gives_the_same_tables_bit_for_bit(first_run):
    again = finished(short_history(months=MONTHS), seed=5)
    pd.testing.assert_frame_equal(metric_table(again), metric_table(first_run), check_exact=True)
    pd.testing.assert_frame_equal(trade_table(again), trade_table(first_run), check_exact=True)
    record, before = again.record(), first_run.record()
    pd.testing.assert_frame_equal(
        pd.DataFrame(record.startups), pd.DataFrame(before.startups), check_exact=True
    )
    pd.testing.assert_frame_equal(pd.DataFrame(record.firms), pd.DataFrame(before.firms), check_exact=True)


def test_a_run_without_recording_ends_with_the_same_balances_and_chips(first_run):
    bare = finished(short_history(months=MONTHS), seed=5, record=False)
    np.testing.assert_array_equal(bare.world.money.balance_usd, first_run.world.money.balance_usd)
    np.testing.assert_array_equal(bare.world.chips.held, first_run.world.chips.held)
    np.testing.assert_array_equal(
        bare.lone.actors.startups.columns.cash_usd, first_run.lone.actors.startups.columns.cash_usd
    )
    assert bare.lone.journals == []


def test_another_seed_gives_another_run(first_run):
    other = finished(short_history(months=MONTHS), seed=6)
    assert (other.world.money.balance_usd != first_run.world.money.balance_usd).mean() > 0.5


@pytest.mark.parametrize("longer", [MONTHS + 1, MONTHS + 12])
def test_a_longer_run_agrees_on_the_common_months(first_run, longer):
    """The longer one reaches the rule of October 2022, which the shorter one never hears of."""
    run = finished(short_history(months=longer), seed=5)
    for table in (metric_table, trade_table):
        rows = table(run)
        common = rows[rows.month < MONTHS].reset_index(drop=True)
        pd.testing.assert_frame_equal(common, table(first_run), check_exact=True)
