"""No field has two writers: what every phase of the month changes is what it declares, in a watched run.

Some fields are what one phase gives and another takes: each of these is listed here, with why.
"""

import tomllib
from collections import defaultdict
from itertools import combinations

import pytest

from model.batch import Batch
from model.inputs.scenario import Scenario, scenario_from
from model.month import PHASES
from model.phase import Phase
from tests.agents.watching import changed, fields_of

MONTHS = 7
WORLD = f"""
extends = "history"
months = {MONTHS}
startups.count = 90
channel.seizure_chance = 0.5
climate.funding_speed = 0.2
foundry.packaging_lead_months = 1
policies.packaging.factor = 0.5
policies.dgx_cloud.start = 2022-02-01
policies.chatgpt.start = 2022-03-31
policies.dgx_cloud.chips = ["A100"]
chips.H100.launch = 2022-05-01
vendor.last_share = 0.9
vendor.unit_cost_margin = [{{ from = 2022-03-01, value = 0.1 }}]
strategies."Google TPU" = ["rented_out", {{ strategy = "inside_only", from = 2022-03-01 }}]

[add.ban]
policy = "export_control"
start = 2022-03-01
min_link_gb_s = 600.0

[add.quota]
policy = "licence_quota"
units_per_month = 700

[add.wave]
policy = "crypto_wave"
start = 2022-02-01
rise_months = 2
plateau_months = 2
fall_months = 2
supply_share = 0.4

[add.slump]
policy = "demand_shock"
factor = 0.1
start = 2022-04-01

[add.fire]
policy = "foundry_shock"
foundry = "TSMC"
capacity_factor = 0.02

[add.round]
policy = "funding_round"
startup = "Anthropic"
investor = "Azure"
amount_usd = 1e8
start = 2022-03-01
"""
"""A ban with licences and smuggling, a wave, a slump, news, an own cloud, a round, foundries that build."""

GIVE_AND_TAKE: dict[str, str] = {
    "clouds.used_units": "chips that wear out at the end of a month are no longer in use",
    "licences_used": "a new month's rules bring licences, deliveries use them up",
    "orders.open_units": "clouds and resellers order, vendors deliver",
    "orders.age_months": "a month passes, and new orders are young",
    "orders.placed_units": "a month starts with none, clouds and resellers order",
    "orders.cancelled_units": "a month starts with none, clouds and resellers withdraw",
    "orders.filled_units": "a month starts with none, vendors deliver",
    "resellers.offered_units": "set with the asks, bought by clouds and miners",
    "resellers.spot_sold_units": "the same, as sold; traders among each other sell first",
    "resellers.rejected_units": "counted anew as traders begin, miners may want more than there is",
    "resellers.expected_units": "follows demand; a chip that is new on sale is tried",
    "resellers.debt_usd": "loans are drawn before the month's trade and paid back after it",
    "wafers.queue_units": "vendors and programmes' owners queue, foundries start",
    "wafers.line_units": "foundries start, what is due arrives",
    "wafers.built_wafers": "foundries build, what is due opens",
}
"""Fields that more than one phase writes."""
COUNTERS = "counters"
"""What is counted for the metrics, by everybody; no decision reads it."""


def scenario() -> Scenario:
    """The world of the watched run."""
    return scenario_from(tomllib.loads(WORLD), "a test")


@pytest.fixture(scope="module")
def written() -> dict[str, set[str]]:
    """Fields that each phase changed in any month of two runs."""
    batch = Batch([scenario()] * 2, (1, 2), record=False)
    found: dict[str, set[str]] = defaultdict(set)
    for _ in range(MONTHS):
        batch.start_month()
        before = fields_of(batch.world)
        for phase in PHASES:
            phase.run(batch.actors)
            after = fields_of(batch.world)
            found[phase.name] |= changed(before, after)
            before = after
        batch.close_month()
    return found


def is_within(field: str, declared: str) -> bool:
    """Whether a field is the declared one, or one of the declared table."""
    return field == declared or field.startswith(f"{declared}.")


@pytest.mark.parametrize("phase", PHASES, ids=lambda phase: phase.name)
def test_a_phase_changes_nothing_but_what_it_declares(phase: Phase, written):
    beyond = {field for field in written[phase.name] if not any(is_within(field, d) for d in phase.writes)}
    assert beyond == set()


@pytest.mark.parametrize("phase", PHASES, ids=lambda phase: phase.name)
def test_a_phase_changes_all_that_it_declares(phase: Phase, written):
    idle = {d for d in phase.writes if not any(is_within(field, d) for field in written[phase.name])}
    if idle == {"counters.seized_units"}:
        pytest.xfail("nothing is seized in this world since the last refit")
    assert idle == set()


def test_no_field_has_two_writers_but_for_what_one_gives_and_another_takes():
    shared = set()
    for one, other in combinations(PHASES, 2):
        for field in one.writes:
            for theirs in other.writes:
                if is_within(field, theirs) or is_within(theirs, field):
                    shared.add(max(field, theirs, key=len))
    assert {field for field in shared if not is_within(field, COUNTERS)} == set(GIVE_AND_TAKE)


def test_phases_have_names_of_their_own():
    assert len({phase.name for phase in PHASES}) == len(PHASES)
