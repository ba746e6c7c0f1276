"""Which engine runs the start-ups' month: both give the same bits, so only time decides."""

from enum import StrEnum
from importlib import import_module
from typing import Protocol, cast

from agents.startups.columns import Blocks, Columns
from agents.startups.partials import ChoosePartials, SettlePartials
from agents.startups.tables import ChipTable, GroupMonth, Habits, OfferBoard, Streams

READABLE_SECONDS_PER_MONTH = 2e-3
READABLE_SECONDS_PER_ROW = 5e-6
COMPILED_START_SECONDS = 1.0
"""Measured on two cores at 300 to 30,000 rows; the start is numba's import and loading the code."""


class EngineName(StrEnum):
    """The two ways to run the same rules."""

    READABLE = "readable"
    COMPILED = "compiled"


class Engine(Protocol):
    """The start-ups' month in two halves, before and after the market books their orders."""

    def choose(
        self,
        columns: Columns,
        blocks: Blocks,
        month: int,
        groups: GroupMonth,
        board: OfferBoard,
        chips: ChipTable,
        habits: Habits,
        streams: Streams,
    ) -> ChoosePartials:
        """Honour contracts, form needs and budgets, order offers, clear them, pay."""

    def settle(
        self,
        columns: Columns,
        blocks: Blocks,
        groups: GroupMonth,
        board: OfferBoard,
        chips: ChipTable,
        habits: Habits,
        streams: Streams,
    ) -> SettlePartials:
        """Serve and train, earn, pay people and power, raise money, learn, or die."""


MODULES = {
    EngineName.READABLE: "agents.startups.readable",
    EngineName.COMPILED: "agents.startups.kernel",
}


def engine_for(rows: int, months: int, runs: int, name: EngineName | None = None) -> Engine:
    """The faster engine for ``runs`` of ``months`` each in one process, or the one named.

    numba is imported only when the compiled engine is chosen.
    """
    return cast(Engine, import_module(MODULES[name or faster_engine(rows, months, runs)]))


def faster_engine(rows: int, months: int, runs: int) -> EngineName:
    """The engine that is done first, counting what the compiled one takes to start."""
    month_seconds = READABLE_SECONDS_PER_MONTH + READABLE_SECONDS_PER_ROW * rows
    if month_seconds * months * runs > COMPILED_START_SECONDS:
        return EngineName.COMPILED
    return EngineName.READABLE
