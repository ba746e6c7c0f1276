"""What payments are for, why chips vanish, and what a broken book raises."""

from enum import StrEnum

MILLI = 1000
"""Chips are counted in thousandths, so that a row that stands for part of a firm can own part of
a chip while every count stays a whole number."""


class Kind(StrEnum):
    """What a payment is for."""

    CHIPS = "chips"
    NETWORK = "network"
    RENTAL = "rental"
    HOSTING = "hosting"
    SOFTWARE = "software"
    WAFERS = "wafers"
    COMPONENTS = "components"
    OPERATIONS = "operations"
    ENERGY = "energy"
    CARBON = "carbon"
    STAFF = "staff"
    SALES = "sales"
    FUNDING = "funding"
    EQUITY = "equity"
    TAX = "tax"
    SUBSIDY = "subsidy"
    MINING = "mining"
    PARENT = "parent"
    LIQUIDATION = "liquidation"
    LOAN = "loan"
    CAPACITY = "capacity"


KINDS = tuple(Kind)
KIND_NUMBER = {kind: number for number, kind in enumerate(KINDS)}


class ChipFlow(StrEnum):
    """Why chips vanish."""

    RETIRED = "retired"
    SEIZED = "seized"
    CONVERTED = "converted"


class Unbalanced(ValueError):  # noqa: N818
    """The ledgers of some runs do not close; ``runs`` are their places in the batch."""

    def __init__(self, message: str, runs: tuple[int, ...] = (0,)) -> None:
        super().__init__(message)
        self.runs = runs
