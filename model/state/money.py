"""Money: balances by run and account, and the month's journal of who paid whom for what."""

import functools
import operator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from model.state.kinds import KIND_NUMBER, KINDS, Kind, Unbalanced
from model.state.posting import post_batch, post_in_turn

type Vector = NDArray[np.float64]
type Counts = NDArray[np.int64]


def rows_of(shape: tuple[int, ...]) -> int:
    """How many rows columns of a shape have."""
    return functools.reduce(operator.mul, shape, 1)


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

    @property
    def columns(self) -> tuple[ArrayLike, ...]:
        """What broadcasts together."""
        return self.payer, self.payee, self.amount_usd, self.item, self.quantity


class _Rows:
    """The month's payments so far, in the order of booking: columns with room for more."""

    def __init__(self, room: int) -> None:
        self.count = 0
        self.run, self.payer, self.payee, self.kind, self.item = np.zeros((5, room), np.int64)
        self.quantity, self.amount_usd = np.zeros((2, room))
        self.is_loose = np.zeros(room, np.bool_)

    def enter(self, shape: tuple[int, ...], run: ArrayLike, part: Payment, is_loose: bool) -> None:
        """Add payments that broadcast to a shape."""
        end = self.count + rows_of(shape)
        if end > len(self.run):
            self._make_room(2 * end)
        new = slice(self.count, end)
        for column, value in (
            (self.run, run),
            (self.payer, part.payer),
            (self.payee, part.payee),
            (self.item, part.item),
            (self.quantity, part.quantity),
            (self.amount_usd, part.amount_usd),
        ):
            column[new].reshape(shape)[...] = value
        self.kind[new] = KIND_NUMBER[part.kind]
        self.is_loose[new] = is_loose
        self.count = end

    def check(self, start: int) -> None:
        """Refuse payments entered from a place on, all of them, where one is negative or undefined."""
        amount_usd = self.amount_usd[start : self.count]
        if amount_usd.min(initial=0.0) >= 0.0:
            return
        wrong = start + np.flatnonzero(~(amount_usd >= 0.0))
        self.count = start
        kind = KINDS[self.kind[wrong[0]]]
        raise Unbalanced(
            f"negative or undefined payment among {kind}", tuple(np.unique(self.run[wrong]).tolist())
        )

    def _make_room(self, room: int) -> None:
        for name, column in vars(self).items():
            if isinstance(column, np.ndarray):
                setattr(self, name, np.concatenate([column, np.zeros(room - len(column), column.dtype)]))

    def accounts(self) -> tuple[Counts, Counts, Counts, Vector]:
        """Run, payer, payee and amount of what has been booked."""
        now = slice(self.count)
        return self.run[now], self.payer[now], self.payee[now], self.amount_usd[now]


class MoneyLedger:
    """Balances in USD, runs × accounts; the only place where money moves.

    A run's balances depend on the order of its own bookings alone, never on other runs in the batch.
    """

    def __init__(self, runs: int, accounts: int) -> None:
        self.balance_usd: Vector = np.zeros((runs, accounts))
        self.opening_usd: Vector = np.zeros((runs, accounts))
        self._rows = _Rows(0)
        self._room = 0

    def open(self, account: int, outside: int, amount_usd: Vector | float) -> None:
        """Give an account its opening balance (a number, or one a run) out of the outside account."""
        self.balance_usd[:, account] += amount_usd
        self.balance_usd[:, outside] -= amount_usd

    def start(self) -> None:
        """Remember the balances from which this month's residual is measured."""
        self.opening_usd[...] = self.balance_usd
        self._rows = _Rows(self._room)

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
        columns = [run]
        for part in payments:
            columns += part.columns
        shape = np.broadcast(*columns).shape
        start = self._rows.count
        for part in payments:
            self._rows.enter(shape, run, part, is_loose=True)
        self._rows.check(start)
        post_in_turn(self.balance_usd, *self._rows.accounts(), start, rows_of(shape))

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
        part = Payment(kind, payer, payee, amount_usd, item, quantity)
        start = self._rows.count
        self._rows.enter(np.broadcast(run, *part.columns).shape, run, part, is_loose=False)
        self._rows.check(start)
        post_batch(self.balance_usd, *self._rows.accounts(), start)

    def received_this_month(self, kind: Kind) -> Vector:
        """What accounts have received of one kind so far this month, runs × accounts."""
        run, _, payee, amount_usd = self._rows.accounts()
        rows = np.flatnonzero(self._rows.kind[: self._rows.count] == KIND_NUMBER[kind])
        shape = self.balance_usd.shape
        cell = run[rows] * shape[1] + payee[rows]
        return np.bincount(cell, amount_usd[rows], self.balance_usd.size).reshape(shape)

    def close(self) -> Journal:
        """End the month: every payment by run, then kind; within a kind batches first, as booked."""
        rows, runs = self._rows, len(self.balance_usd)
        self._rows, self._room = _Rows(0), len(rows.run)
        paid = np.flatnonzero(rows.amount_usd[: rows.count] > 0.0)
        rank = 2 * (rows.run * len(KINDS) + rows.kind) + rows.is_loose
        order = paid[np.argsort(rank[paid], kind="stable")]
        run = rows.run[order]
        return Journal(
            run,
            rows.payer[order],
            rows.payee[order],
            rows.kind[order],
            rows.item[order],
            rows.quantity[order],
            rows.amount_usd[order],
            np.searchsorted(run, np.arange(runs + 1)).astype(np.int64),
        )

    def residual(self, journal: Journal) -> Vector:
        """By run, the largest gap between a balance and its re-addition, relative to turnover.

        What the rounding of so many bookings on a balance as large as the largest can come to is no gap.
        """
        runs, accounts = self.balance_usd.shape
        size = runs * accounts
        first = journal.run * accounts
        into = np.bincount(first + journal.payee, journal.amount_usd, size).reshape(runs, accounts)
        out = np.bincount(first + journal.payer, journal.amount_usd, size).reshape(runs, accounts)
        gap = np.abs(self.opening_usd + into - out - self.balance_usd).max(axis=1)
        created = np.abs(np.add.accumulate(self.balance_usd - self.opening_usd, axis=1)[:, -1])
        roundings = accounts + np.bincount(journal.run, minlength=runs)
        rounding = roundings * np.finfo(np.float64).eps * np.abs(self.balance_usd).max(axis=1)
        beyond = np.maximum(np.maximum(gap, created) - rounding, 0.0)
        turnover = 1.0 + np.bincount(journal.run, journal.amount_usd, runs)
        residual: Vector = beyond / turnover
        return residual


__all__ = ["KINDS", "Journal", "MoneyLedger", "Payment"]
