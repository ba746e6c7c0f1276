"""The dated events of a scenario, as marks for a chart."""

from dataclasses import dataclass
from datetime import date

from experiments.wording import readable
from model.inputs.scenario import Scenario

# A round concerns one start-up and there are many: on a chart of the market they are clutter.
UNMARKED = ("funding_round",)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens in the market on a date; `label` is short enough for a chart."""

    day: date
    label: str


def policy_events(scenario: Scenario) -> list[Event]:
    """Return what starts or ends during a scenario's run by its policies, oldest first."""
    events = []
    for name, policy in scenario.policies.items():
        if policy.policy in UNMARKED:
            continue
        label = readable(name)
        if policy.start is not None and policy.start > scenario.start:
            events.append(Event(policy.start, label))
        if policy.end is not None:
            events.append(Event(policy.end, f"{label} ends"))
    return sorted(events, key=lambda event: (event.day, event.label))
