"""Metrics say beforehand of whom and of what they can speak, and keep to it."""

import pandas as pd
import pytest

from experiments.study.outcomes import OUTCOMES
from model.metrics import METRICS, Known, known_names, names_in
from tests.small_worlds import finished, metric_table, short_history, with_policies

CLOUD = {"policy": "vendor_cloud", "chips": ["A100"], "commitment_months": 1}


@pytest.fixture(scope="module")
def known() -> Known:
    scenario = short_history()
    return known_names(scenario.cast, scenario.catalogue)


@pytest.fixture(scope="module")
def spoken() -> pd.DataFrame:
    """Twelve months in which nearly everything happens, a vendor's cloud from the start."""
    return metric_table(finished(with_policies(short_history(months=12), {"dgx_cloud": CLOUD})))


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_speaks_only_of_what_it_declares(name, known, spoken):
    rows, metric = spoken[spoken.metric == name], METRICS[name]
    assert set(rows.who) <= set(names_in(metric.who, known))
    assert set(rows["item"]) <= {"", *names_in(metric.item, known)}


@pytest.mark.parametrize("name", OUTCOMES)
def test_the_outcomes_kept_by_default_name_what_their_metrics_can_have(name, known):
    outcome = OUTCOMES[name]
    metric = METRICS[outcome.metric]
    assert {*outcome.who, *outcome.apart_from} <= set(names_in(metric.who, known))
    assert set(outcome.item) <= set(names_in(metric.item, known))
