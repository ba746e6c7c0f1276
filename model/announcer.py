"""Dated policies announce themselves as Mesa events, ahead of the month they belong to."""

from model.inputs.scenario import Scenario


class Announcer:
    """Tells that a policy starts or ends; Mesa holds event callbacks weakly, so it is an object."""

    def __init__(self, log: list[str], month: int, text: str) -> None:
        self.month = month
        self._log = log
        self._text = text

    def announce(self) -> None:
        """Add the event to the run's log."""
        self._log.append(self._text)


def announcements(scenario: Scenario, log: list[str]) -> list[Announcer]:
    """Every start and end of a policy within the run; the caller keeps the announcers alive."""
    announcers = []
    for name, policy in scenario.policies.items():
        for label, day in (("starts", policy.start), ("ends", policy.end)):
            month = scenario.calendar.month_of(day) if day is not None else -1
            if month >= 0:
                announcers.append(Announcer(log, month, f"{day}: {name} {label}"))
    return announcers
