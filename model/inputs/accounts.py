"""Who can hold money and chips: firms, groups of start-ups, vendors' fleets and the outside."""

from dataclasses import dataclass
from enum import StrEnum

from model.inputs.cast import Cast
from model.inputs.problems import unknown_name

MINERS = "crypto miners"


class Outside(StrEnum):
    """Accounts that close the system; they may run below zero."""

    INVESTORS = "investors"
    CUSTOMERS = "customers"
    UTILITIES = "utilities"
    SUPPLIERS = "suppliers"
    STAFF = "staff"
    PARENTS = "parents"
    STATE = "state"
    BANKS = "banks"


OUTSIDE_PLACE = {which: place for place, which in enumerate(Outside)}


@dataclass(frozen=True, slots=True)
class Accounts:
    """Account numbers in a fixed order: firms, start-up groups, fleets, miners, outside."""

    firms: tuple[str, ...]
    groups: tuple[str, ...]
    fleets: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every account's name by its number."""
        outside = (str(name) for name in Outside)
        return (*self.firms, *self.groups, *self.fleets, MINERS, *outside)

    @property
    def first_group(self) -> int:
        """Number of the first start-up group."""
        return len(self.firms)

    @property
    def first_fleet(self) -> int:
        """Number of the first vendor's fleet."""
        return len(self.firms) + len(self.groups)

    @property
    def holders(self) -> int:
        """How many accounts can hold chips: all but the outside."""
        return self.miners + 1

    @property
    def miners(self) -> int:
        """Number of the crypto miners' account."""
        return self.first_fleet + len(self.fleets)

    def firm(self, name: str) -> int:
        """Number of a firm.

        Raises:
            InputProblem: for an unknown name.
        """
        if name not in self.firms:
            raise unknown_name("firm", name, "cast", self.firms)
        return self.firms.index(name)

    def outside(self, which: Outside) -> int:
        """Number of an outside account."""
        return self.holders + OUTSIDE_PLACE[which]


def accounts_of(cast: Cast) -> Accounts:
    """The accounts of a cast: its firms, start-ups by type and region or by name, vendors' fleets."""
    groups = [f"{row.name}/{region}" for row in cast.type for region in row.regions]
    return Accounts(
        firms=tuple(row.name for _, row in cast.firm_rows()),
        groups=(*groups, *(row.name for row in cast.named)),
        fleets=tuple(f"{row.name} own cloud" for row in cast.vendor),
    )
