"""Dated policies announce themselves as Mesa events, ahead of the month they belong to."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.market import ComputeMarket


class Announcer:
    """Tells that a policy starts or ends; Mesa holds event callbacks weakly, so it is an object."""

    def __init__(self, log: list[str], text: str) -> None:
        self._log = log
        self._text = text

    def announce(self) -> None:
        """Add the event to the run's log."""
        self._log.append(self._text)


def announce_policies(market: "ComputeMarket") -> list[Announcer]:
    """Schedule every start and end; the caller keeps the announcers alive."""
    announcers = []
    for name, policy in market.settings.policies.items():
        for label, day in (("starts", policy.start), ("ends", policy.end)):
            month = market.calendar.month_of(day) if day is not None else -1
            if month >= 0:
                announcer = Announcer(market.events, f"{day}: {name} {label}")
                announcers.append(announcer)
                market.schedule_event(announcer.announce, at=month + 0.5)
    return announcers
