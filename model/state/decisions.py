"""What firms say of themselves: lines of the cast list, and decisions with their reasons."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CastRow:
    """One line of the cast list."""

    name: str
    role: str
    region: str
    strategy: str
    ties: str
    opening: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that a firm decided this month: what, how much in which unit, and why."""

    what: str
    value: float
    unit: str
    why: str
