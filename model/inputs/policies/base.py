"""What every policy is: dated, frozen, and a pure writer of the month's rules."""

from abc import ABC, abstractmethod
from datetime import date
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.problems import InputProblem
from model.inputs.rules import Rules

CLOSED_MARKETS, OPEN_MARKETS = "closed markets", "open markets"
"""Groups of regions that a policy can name instead of the regions themselves."""


def regions_of(names: tuple[str, ...], catalogue: Catalogue) -> list[int]:
    """Positions of the named regions and of those in the named groups; of all when none is named."""
    if not names:
        return list(range(len(catalogue.regions)))
    positions: list[int] = []
    for name in names:
        if name in (CLOSED_MARKETS, OPEN_MARKETS):
            is_closed = name == CLOSED_MARKETS
            positions += [
                place for place, region in enumerate(catalogue.regions) if region.closed_market == is_closed
            ]
        else:
            positions.append(catalogue.region_index(name))
    return positions


class Policy(BaseModel, ABC):
    """A dated lever: in force from ``start`` (the run's start if absent) until before ``end``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: ClassVar[int] = 0
    """Paths (0) speak before what scales or shocks them (1), whatever their order in the file."""

    policy: str = Field(description="which lever this is")
    start: date | None = Field(None, description="first day in force; the run's start if absent")
    end: date | None = Field(None, description="first day no longer in force; never if absent")
    note: str = Field("", description="what it stands for, and the source of its values")

    def in_force(self, month: int, calendar: Calendar) -> bool:
        """Whether the policy holds in a model month."""
        first = 0 if self.start is None else calendar.month_of(self.start)
        return first <= month and (self.end is None or month < calendar.month_of(self.end))

    def months_since_start(self, month: int, calendar: Calendar) -> int:
        """Whole months since the policy came into force."""
        return month - (0 if self.start is None else calendar.month_of(self.start))

    def check_dates(self, calendar: Calendar, horizon: int, where: str) -> None:
        """Refuse dates outside the run, and an end before the start.

        Raises:
            InputProblem: naming the date.
        """
        for key, day in (("start", self.start), ("end", self.end)):
            if day is not None and not 0 <= calendar.month_of(day) <= horizon:
                raise InputProblem(
                    what=f"{key} {day} lies outside the run",
                    where=f"{where}.{key}",
                    allowed=f"{calendar.start} to {calendar.date_of(horizon)}",
                    fix="move the date, lengthen the run, or leave the key out",
                )
        if self.start and self.end and self.end <= self.start:
            raise InputProblem(what=f"ends on {self.end}, before it starts on {self.start}", where=where)

    @abstractmethod
    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Write this policy's effect into the rules of ``rules.month``; called only while in force."""
