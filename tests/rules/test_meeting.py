"""How firms get to know each other: rarely; makers anywhere and resellers at home; not always the first."""

import pytest

from model.inputs.cast import Cast, Role
from model.inputs.scenario import Scenario
from tests.small_worlds import finished, market_of, short_history

SEEDS = (1, 2, 3)
MONTHS = 6


def world(rate: float) -> Scenario:
    """Firms forget nobody, so that new ties are those of meetings."""
    return short_history(f"network.firm_search_rate={rate}", "network.fade=0", months=MONTHS, startups=40)


def meetings(rate: float, seed: int) -> list[tuple[str, str]]:
    """Who sold to nobody of that name before: pairs of seller and buyer."""
    scenario = world(rate)
    firms = {row.name for _, row in scenario.cast.firm_rows()}
    before = set(market_of(scenario, seed).network.edges())
    after = set(finished(scenario, seed).network.edges()) - before
    return sorted((first, second) for first, second in after if first in firms and second in firms)


def role_of(cast: Cast) -> dict[str, Role]:
    """Role of every firm."""
    return {row.name: role for role, row in cast.firm_rows()}


@pytest.fixture(scope="module")
def met() -> list[tuple[str, str]]:
    """Meetings of three worlds in which a firm in seventeen searches each month."""
    return [pair for seed in SEEDS for pair in meetings(0.06, seed)]


def test_without_search_nobody_meets():
    assert meetings(0.0, 1) == []


def test_as_many_meet_as_search(met):
    cast = world(0.06).cast
    buyers = len(cast.cloud) + len(cast.reseller) + len(cast.grey_trader)
    searches = 0.06 * buyers * MONTHS * len(SEEDS)
    assert 0.5 * searches < len(met) < 1.5 * searches


def test_whom_a_firm_meets_does_not_follow_from_its_luck_in_searching(met):
    """Only low draws search: were they to say whom as well, nobody would meet those late in the line."""
    roles = role_of(world(0.06).cast)
    late = [pair for pair in met if roles[pair[0]] in (Role.RESELLER, Role.GREY_TRADER)]
    assert len(late) >= 3


def test_buyers_meet_makers_anywhere_and_resellers_at_home(met):
    cast = world(0.06).cast
    roles, region = role_of(cast), {row.name: row.region for _, row in cast.firm_rows()}
    for seller, buyer in met:
        assert roles[buyer] in (Role.CLOUD, Role.RESELLER, Role.GREY_TRADER)
        assert roles[seller] == Role.VENDOR or (
            roles[buyer] == Role.CLOUD and region[seller] == region[buyer]
        )
    assert any(region[seller] != region[buyer] for seller, buyer in met)
