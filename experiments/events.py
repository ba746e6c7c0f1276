"""The dated events of a scenario, as marks for a chart."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens in the market on a date; `label` is short enough for a chart."""

    day: date
    label: str


def policy_events(scenario: "Scenario") -> list[Event]:
    """Return the policies of a scenario that start on a date, oldest first."""
    events = []
    for name, policy in scenario.policies.items():
        start = policy.get("start")
        if isinstance(start, date):
            events.append(Event(start, name.replace("_", " ").replace("-", " ")))
    return sorted(events, key=lambda event: (event.day, event.label))
