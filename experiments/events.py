"""The dated events of a scenario, as marks for a chart."""

from calendar import month_name
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.scenario import Scenario

# A round concerns one start-up and there are many: on a chart of the market they are clutter.
UNMARKED = ("funding_round",)
NAMES = ("DGX", "OpenAI", "Microsoft", "Anthropic", "Nvidia", "TSMC", "China", *month_name[1:])
SPELLING = {name.casefold(): name for name in NAMES}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens in the market on a date; `label` is short enough for a chart."""

    day: date
    label: str


def policy_events(scenario: "Scenario") -> list[Event]:
    """Return what starts or ends during a scenario's run by its policies, oldest first."""
    events = []
    for name, policy in scenario.policies.items():
        if policy.policy in UNMARKED:
            continue
        label = " ".join(SPELLING.get(word, word) for word in name.replace("-", "_").split("_"))
        if policy.start is not None and policy.start > scenario.start:
            events.append(Event(policy.start, label))
        if policy.end is not None:
            events.append(Event(policy.end, f"{label} ends"))
    return sorted(events, key=lambda event: (event.day, event.label))
