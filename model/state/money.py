"""Money: balances by run and account, and the month's journal of who paid whom for what."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from model.state.kinds import KIND_NUMBER, KINDS, Kind, Unbalanced

type Vector = NDArray[np.float64]
type Counts = NDArray[np.int64]

NO_COUNTS: Counts = np.zeros(0, np.int64)
NO_AMOUNTS: Vector = np.zeros(0)


@dataclass(frozen=True, slots=True)
class Journal:
    """A month's payments of all runs: columns of equal length, in the order of run, kind and booking.

    ``kind`` numbers ``KINDS``, ``item`` is a chip or -1; ``starts[run]`` to ``starts[run + 1]`` are a
    run's rows.
    """

    run: Counts
    payer: Counts
    payee: Counts
    kind: Counts
    item: Counts
    quantity: Vector
    amount_usd: Vector
    starts: Counts

    def of(self, run: int) -> "Journal":
        """One run's rows, counted as run 0."""
        rows = slice(int(self.starts[run]), int(self.starts[run + 1]))
        return Journal(
            np.zeros(rows.stop - rows.start, np.int64),
            self.payer[rows],
            self.payee[rows],
            self.kind[rows],
            self.item[rows],
            self.quantity[rows],
            self.amount_usd[rows],
            np.array([0, rows.stop - rows.start], np.int64),
        )


@dataclass(frozen=True, slots=True)
class Payment:
    """What rows pay for one thing: accounts, USD, chip (-1: none), quantity; columns or one value for all."""

    kind: Kind
    payer: ArrayLike
    payee: ArrayLike
    amount_usd: ArrayLike
    item: ArrayLike = -1
    quantity: ArrayLike = 0.0


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Payments of one kind booked by one call."""

    run: Counts
    payer: Counts
    payee: Counts
    item: Counts
    quantity: Vector
    amount_usd: Vector
    kind: int
    is_loose: bool


class MoneyLedger:
    """Balances in USD, runs × accounts; the only place where money moves.

    A run's balances depend on the order of its own bookings alone, never on other runs in the batch.
    """

    def __init__(self, runs: int, accounts: int) -> None:
        self.balance_usd: Vector = np.zeros((runs, accounts))
        self.opening_usd: Vector = np.zeros((runs, accounts))
        self._chunks: list[_Chunk] = []

    def open(self, account: int, outside: int, amount_usd: Vector | float) -> None:
        """Give an account its opening balance (a number, or one a run) out of the outside account."""
        self.balance_usd[:, account] += amount_usd
        self.balance_usd[:, outside] -= amount_usd

    def start(self) -> None:
        """Remember the balances from which this month's residual is measured."""
        self.opening_usd[...] = self.balance_usd
        self._chunks = []

    def pay(
        self,
        kind: Kind,
        run: ArrayLike,
        payer: ArrayLike,
        payee: ArrayLike,
        amount_usd: ArrayLike,
        item: ArrayLike = -1,
        quantity: ArrayLike = 0.0,
    ) -> None:
        """Book payments one after the other, as rows that broadcast together; rows of zero are dropped.

        Raises:
            Unbalanced: for a negative or undefined amount, naming the runs.
        """
        self.pay_in_turn(run, Payment(kind, payer, payee, amount_usd, item, quantity))

    def pay_in_turn(self, run: ArrayLike, *payments: Payment) -> None:
        """Book several payments row by row: all of the first row, then all of the second, and so on.

        Raises:
            Unbalanced: for a negative or undefined amount, naming the runs.
        """
        rows = [(part.payer, part.payee, part.amount_usd) for part in payments]
        runs, *columns = np.broadcast_arrays(run, *(column for row in rows for column in row))
        first = runs.ravel() * self.balance_usd.shape[1]
        if not len(first):
            return
        chunks = [self._chunk(runs, part, is_loose=True) for part in payments]
        flat = [column.ravel() for column in columns]
        places, signed = [], []
        for payer, payee, amount in zip(flat[0::3], flat[1::3], flat[2::3], strict=True):
            places += [first + payer, first + payee]
            signed += [-amount, amount]
        # One after the other: rounding depends on the order in which an account's rows are added.
        balances = self.balance_usd.reshape(-1)
        np.add.at(balances, np.stack(places, axis=1).ravel(), np.stack(signed, axis=1).ravel())
        self._chunks += [chunk for chunk in chunks if len(chunk.run)]

    def pay_batch(
        self,
        kind: Kind,
        run: ArrayLike,
        payer: ArrayLike,
        payee: ArrayLike,
        amount_usd: ArrayLike,
        item: ArrayLike = -1,
        quantity: ArrayLike = 0.0,
    ) -> None:
        """Book payments at one stroke: first all payers, then all payees; rows of zero are dropped.

        Raises:
            Unbalanced: for a negative or undefined amount, naming the runs.
        """
        chunk = self._chunk(run, Payment(kind, payer, payee, amount_usd, item, quantity), is_loose=False)
        if not len(chunk.run):
            return
        first = chunk.run * self.balance_usd.shape[1]
        flat = self.balance_usd.reshape(-1)
        np.subtract.at(flat, first + chunk.payer, chunk.amount_usd)
        np.add.at(flat, first + chunk.payee, chunk.amount_usd)
        self._chunks.append(chunk)

    def _chunk(self, run: ArrayLike, part: Payment, is_loose: bool) -> _Chunk:
        columns = np.broadcast_arrays(run, part.payer, part.payee, part.item, part.quantity, part.amount_usd)
        amount = columns[5].ravel()
        if not (amount >= 0.0).all():
            wrong = tuple(np.unique(columns[0].ravel()[~(amount >= 0.0)]).tolist())
            raise Unbalanced(f"negative or undefined payment among {part.kind}", wrong)
        keep = amount > 0.0
        return _Chunk(
            columns[0].ravel()[keep].astype(np.int64),
            columns[1].ravel()[keep].astype(np.int64),
            columns[2].ravel()[keep].astype(np.int64),
            columns[3].ravel()[keep].astype(np.int64),
            columns[4].ravel()[keep].astype(np.float64),
            amount[keep].astype(np.float64),
            KIND_NUMBER[part.kind],
            is_loose,
        )

    def received_this_month(self, kind: Kind) -> Vector:
        """What accounts have received of one kind so far this month, runs × accounts."""
        got: Vector = np.zeros_like(self.balance_usd)
        for chunk in self._chunks:
            if chunk.kind == KIND_NUMBER[kind]:
                np.add.at(got, (chunk.run, chunk.payee), chunk.amount_usd)
        return got

    def close(self) -> Journal:
        """End the month: every payment by run, then kind; within a kind batches first, as booked."""
        runs = len(self.balance_usd)
        chunks = sorted(self._chunks, key=lambda chunk: (chunk.kind, chunk.is_loose))
        self._chunks = []
        run = _joined([chunk.run for chunk in chunks], NO_COUNTS)
        order = np.argsort(run, kind="stable") if runs > 1 else np.arange(len(run))
        kinds = [np.full(len(chunk.run), chunk.kind, np.int64) for chunk in chunks]
        return Journal(
            run[order],
            _joined([chunk.payer for chunk in chunks], NO_COUNTS)[order],
            _joined([chunk.payee for chunk in chunks], NO_COUNTS)[order],
            _joined(kinds, NO_COUNTS)[order],
            _joined([chunk.item for chunk in chunks], NO_COUNTS)[order],
            _joined([chunk.quantity for chunk in chunks], NO_AMOUNTS)[order],
            _joined([chunk.amount_usd for chunk in chunks], NO_AMOUNTS)[order],
            np.searchsorted(run[order], np.arange(runs + 1)).astype(np.int64),
        )

    def residual(self, journal: Journal) -> Vector:
        """By run, the largest gap between a balance and its re-addition, relative to turnover."""
        runs, accounts = self.balance_usd.shape
        size = runs * accounts
        first = journal.run * accounts
        into = np.bincount(first + journal.payee, journal.amount_usd, size).reshape(runs, accounts)
        out = np.bincount(first + journal.payer, journal.amount_usd, size).reshape(runs, accounts)
        gap = np.abs(self.opening_usd + into - out - self.balance_usd).max(axis=1)
        created = np.abs(np.add.accumulate(self.balance_usd, axis=1)[:, -1])
        turnover = 1.0 + np.bincount(journal.run, journal.amount_usd, runs)
        scale = np.maximum(turnover, np.abs(self.balance_usd).max(axis=1))
        residual: Vector = np.maximum(gap, created) / scale
        return residual


def _joined[Number: (np.int64, np.float64)](
    parts: Sequence[NDArray[Number]], empty: NDArray[Number]
) -> NDArray[Number]:
    return np.concatenate(parts) if parts else empty


__all__ = ["KINDS", "Journal", "MoneyLedger", "Payment"]
