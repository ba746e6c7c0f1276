"""Chips: holdings by run, account and chip, in thousandths; the only place where chips move."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from model.state.kinds import MILLI, ChipFlow, Unbalanced
from model.state.posting import column_of, first_short, post_chips, post_total

type Vector = NDArray[np.float64]
type Counts = NDArray[np.int64]


class ChipLedger:
    """Holdings in thousandths of a chip, runs × accounts × chips; made = held + retired + seized + converted.

    Every call takes rows that broadcast together: run, account(s), chip, thousandths.
    """

    def __init__(self, runs: int, accounts: int, chips: int) -> None:
        self.held: Counts = np.zeros((runs, accounts, chips), np.int64)
        self.made: Counts = np.zeros((runs, chips), np.int64)
        self.gone: dict[ChipFlow, Counts] = {flow: np.zeros((runs, chips), np.int64) for flow in ChipFlow}

    def units(self, accounts: Counts | slice) -> Vector:
        """Whole and part chips of some accounts: runs × accounts × chips (a copy)."""
        return self.held[:, accounts] / MILLI

    def make(self, run: ArrayLike, account: ArrayLike, chip: ArrayLike, milli: ArrayLike) -> None:
        """Chips come into being at an account."""
        run, account, chip, milli = _rows(run, account, chip, milli)
        post_chips(self.held, run, account, chip, milli, 1)
        post_total(self.made, run, chip, milli)

    def restate(self, run: Counts, accounts: Counts, milli: Counts) -> None:
        """Other holdings of some accounts before anything has moved (runs × accounts × chips)."""
        at = (run[:, None], accounts)
        self.made[run] += (milli - self.held[at]).sum(axis=1, dtype=np.int64)
        self.held[at] = milli

    def move(
        self, run: ArrayLike, giver: ArrayLike, taker: ArrayLike, chip: ArrayLike, milli: ArrayLike
    ) -> None:
        """Chips change hands.

        Raises:
            Unbalanced: when a giver ends with less than nothing.
        """
        run, giver, taker, chip, milli = _rows(run, giver, taker, chip, milli)
        post_chips(self.held, run, giver, chip, milli, -1)
        post_chips(self.held, run, taker, chip, milli, 1)
        self._need(run, giver, chip)

    def remove(
        self, run: ArrayLike, account: ArrayLike, chip: ArrayLike, milli: ArrayLike, flow: ChipFlow
    ) -> None:
        """Chips leave the world: retired, seized, or turned into another chip.

        Raises:
            Unbalanced: when an account ends with less than nothing.
        """
        run, account, chip, milli = _rows(run, account, chip, milli)
        post_chips(self.held, run, account, chip, milli, -1)
        post_total(self.gone[flow], run, chip, milli)
        self._need(run, account, chip)

    def residual(self) -> Counts:
        """Thousandths of a chip that a run's ledger cannot account for; zero when it closes."""
        gone = self.gone[ChipFlow.RETIRED] + self.gone[ChipFlow.SEIZED] + self.gone[ChipFlow.CONVERTED]
        gap = np.abs(self.made - gone - self.held.sum(axis=1, dtype=np.int64)).max(axis=1, initial=0)
        negative: Counts = gap + (self.held < 0).sum(axis=(1, 2), dtype=np.int64)
        return negative

    def _need(self, run: Counts, account: Counts, chip: Counts) -> None:
        row = first_short(self.held, run, account, chip)
        if row >= 0:
            short = self.held[run, account, chip] < 0
            raise Unbalanced(
                f"account {account[row]} hands over more of chip {chip[row]} than it holds",
                tuple(np.unique(run[short]).tolist()),
            )


def _rows(*values: ArrayLike) -> list[Counts]:
    shape = np.broadcast(*values).shape
    rows = [column_of(shape, value, np.int64) for value in values]
    milli = rows[-1]
    if milli.min(initial=0) < 0:
        raise Unbalanced("negative count of chips", tuple(np.unique(rows[0][milli < 0]).tolist()))
    return rows
