"""Growth is learned slowly, decays in forecasts, and overreaction stretches what is new."""

import numpy as np

from agents.expectations import MOST_BELIEVED, expected_growth, learned_growth

ONE = np.ones(1)


def test_belief_closes_its_weight_of_the_gap_a_month():
    assert np.isclose(learned_growth(0.02 * ONE, 0.10 * ONE, 0.25 * ONE), 0.04)


def test_nobody_believes_in_more_than_the_bound():
    assert learned_growth(0.14 * ONE, 9.0 * ONE, ONE) == MOST_BELIEVED
    assert learned_growth(-0.14 * ONE, -9.0 * ONE, ONE) == -MOST_BELIEVED


def test_what_grows_at_its_lasting_rate_goes_on_so_whatever_the_overreaction():
    for overreaction in (0.0, 0.7):
        growth = expected_growth(0.01 * ONE, 0.01 * ONE, 12 * ONE, 0.9 * ONE, overreaction * ONE)
        assert np.isclose(growth, 0.12)


def test_a_rational_forecast_adds_up_what_decay_leaves_of_the_growth():
    by_hand = sum(0.01 + 0.04 * 0.9**month for month in range(1, 7))
    assert np.isclose(expected_growth(0.05 * ONE, 0.01 * ONE, 6 * ONE, 0.9 * ONE, 0 * ONE), by_hand)


def test_overreaction_multiplies_the_excess_alone():
    rational, eager = (
        expected_growth(0.05 * ONE, 0.01 * ONE, 6 * ONE, 0.9 * ONE, theta * ONE) - 0.06 for theta in (0, 0.5)
    )
    assert np.isclose(eager, 1.5 * rational)
