"""Double entry for money and for chips: the only place where either one moves."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from model.state import maths

type Vector = NDArray[np.float64]
type Counts = NDArray[np.int64]

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


class ChipFlow(StrEnum):
    """Why chips vanish."""

    RETIRED = "retired"
    SEIZED = "seized"
    CONVERTED = "converted"


@dataclass(frozen=True, slots=True)
class Payments:
    """A batch of payments of one kind: arrays of equal length."""

    payer: Counts
    payee: Counts
    kind: Kind
    item: Counts
    quantity: Vector
    amount_usd: Vector


class Unbalanced(ValueError):  # noqa: N818
    """The ledgers do not close: the run stops, naming month, account and quantity."""


class MoneyLedger:
    """Balances in USD by account; every payment has a payer, a payee, a kind and an item."""

    def __init__(self, accounts: int, recording: bool) -> None:
        self.balance_usd: Vector = np.zeros(accounts)
        self.opening_usd: Vector = np.zeros(accounts)
        self.months: list[list[Payments]] = []
        self._month: list[Payments] = []
        self._loose: list[tuple[int, int, Kind, int, float, float]] = []
        self._recording = recording

    def open(self, account: int, amount_usd: float, outside: int) -> None:
        """Give an account its opening balance out of the outside account."""
        self.balance_usd[account] += amount_usd
        self.balance_usd[outside] -= amount_usd

    def start(self) -> None:
        """Remember the balances from which this month's residual is measured."""
        self.opening_usd = self.balance_usd.copy()
        self._month = []

    def pay(
        self,
        payer: int,
        payee: int,
        kind: Kind,
        amount_usd: float,
        item: int = -1,
        units: float = 0,
    ) -> None:
        """Move one amount; nothing moves when it is zero.

        Raises:
            Unbalanced: for a negative or undefined amount.
        """
        if amount_usd == 0.0:
            return
        if not amount_usd > 0.0:
            raise Unbalanced(f"payment of {amount_usd} USD from {payer} to {payee} for {kind}")
        self.balance_usd[payer] -= amount_usd
        self.balance_usd[payee] += amount_usd
        self._loose.append((payer, payee, kind, item, units, amount_usd))

    def pay_many(self, payments: Payments) -> None:
        """Move a batch; rows of zero are dropped.

        Raises:
            Unbalanced: for a negative or undefined amount.
        """
        if not np.all(payments.amount_usd >= 0.0):
            raise Unbalanced(f"negative or undefined payment among {payments.kind}")
        keep = payments.amount_usd > 0.0
        if not keep.all():
            payments = Payments(
                payments.payer[keep],
                payments.payee[keep],
                payments.kind,
                payments.item[keep],
                payments.quantity[keep],
                payments.amount_usd[keep],
            )
        np.subtract.at(self.balance_usd, payments.payer, payments.amount_usd)
        np.add.at(self.balance_usd, payments.payee, payments.amount_usd)
        self._month.append(payments)

    @property
    def loose_rows(self) -> list[tuple[int, int, Kind, int, float, float]]:
        """Single payments of the month so far: payer, payee, kind, item, units, USD."""
        return self._loose

    def close(self) -> list[Payments]:
        """End the month: returns its payments, one batch a kind, and keeps them when recording.

        Kinds stand in their own order, whatever was paid first; a kind's rows stand as they were
        paid, batches before single payments. Sums over rows thus never depend on what else happened.
        """
        batches = [*self._month, *self._gather()]
        by_kind = ([batch for batch in batches if batch.kind is kind] for kind in Kind)
        self._month = [_joined(same) for same in by_kind if same]
        if self._recording:
            self.months.append(self._month)
        return self._month

    def _gather(self) -> list[Payments]:
        by_kind: dict[Kind, list[tuple[int, int, Kind, int, float, float]]] = {}
        for row in self._loose:
            by_kind.setdefault(row[2], []).append(row)
        self._loose = []
        batches = []
        for kind, rows in by_kind.items():
            payer, payee, _, item, units, amount = zip(*rows, strict=True)
            batches.append(
                Payments(
                    np.array(payer, dtype=np.int64),
                    np.array(payee, dtype=np.int64),
                    kind,
                    np.array(item, dtype=np.int64),
                    np.array(units, dtype=np.float64),
                    np.array(amount, dtype=np.float64),
                )
            )
        return batches

    def residual(self, month: list[Payments]) -> float:
        """Largest gap between a balance and its re-addition from the payments, relative to turnover."""
        expected = self.opening_usd.copy()
        turnover = 1.0
        for batch in month:
            n = len(expected)
            expected += np.bincount(batch.payee, batch.amount_usd, n)
            expected -= np.bincount(batch.payer, batch.amount_usd, n)
            turnover += float(maths.total(batch.amount_usd))
        gap = float(np.abs(expected - self.balance_usd).max())
        return max(gap, abs(float(maths.total(self.balance_usd)))) / max(
            turnover, float(np.abs(self.balance_usd).max())
        )


def _joined(batches: list[Payments]) -> Payments:
    """Batches of one kind as one."""
    if len(batches) == 1:
        return batches[0]
    return Payments(
        payer=np.concatenate([batch.payer for batch in batches]),
        payee=np.concatenate([batch.payee for batch in batches]),
        kind=batches[0].kind,
        item=np.concatenate([batch.item for batch in batches]),
        quantity=np.concatenate([batch.quantity for batch in batches]),
        amount_usd=np.concatenate([batch.amount_usd for batch in batches]),
    )


class ChipLedger:
    """Holdings in thousandths of a chip by account and chip; made = held + retired + seized."""

    def __init__(self, accounts: int, chips: int) -> None:
        self.held: Counts = np.zeros((accounts, chips), dtype=np.int64)
        self.made: Counts = np.zeros(chips, dtype=np.int64)
        self._units: list[Vector | None] = [None] * accounts
        self.gone: dict[ChipFlow, Counts] = {
            flow: np.zeros(chips, dtype=np.int64)
            for flow in (ChipFlow.RETIRED, ChipFlow.SEIZED, ChipFlow.CONVERTED)
        }

    def units(self, account: int) -> Vector:
        """Whole and part chips that an account holds, by chip; read-only."""
        units = self._units[account]
        if units is None:
            units = self.held[account] / MILLI
            units.setflags(write=False)
            self._units[account] = units
        return units

    def make(self, account: int, chip: int, milli: int) -> None:
        """Chips come into being at an account."""
        self._check(milli, account, chip)
        self.held[account, chip] += milli
        self.made[chip] += milli
        self._units[account] = None

    def move(self, giver: int, taker: int, chip: int, milli: int) -> None:
        """Chips change hands.

        Raises:
            Unbalanced: when the giver holds fewer.
        """
        self._check(milli, giver, chip)
        self._need(giver, chip, milli)
        self.held[giver, chip] -= milli
        self.held[taker, chip] += milli
        self._units[giver] = self._units[taker] = None

    def remove(self, account: int, chip: int, milli: int, flow: ChipFlow) -> None:
        """Chips leave the world: retired, seized, or turned into another chip."""
        self._check(milli, account, chip)
        self._need(account, chip, milli)
        self.held[account, chip] -= milli
        self.gone[flow][chip] += milli
        self._units[account] = None

    def convert(self, account: int, base: int, variant: int, milli: int) -> None:
        """Turn chips into a cut-down variant made from the same die."""
        self.remove(account, base, milli, ChipFlow.CONVERTED)
        self.make(account, variant, milli)

    def residual(self) -> int:
        """Thousandths of a chip that the ledger cannot account for; zero when it closes."""
        gone = np.array(list(self.gone.values())).sum(axis=0, dtype=np.int64)
        gap = self.made - gone - self.held.sum(axis=0, dtype=np.int64)
        return int(np.abs(gap).max(initial=0)) + int(np.count_nonzero(self.held < 0))

    def _check(self, milli: int, account: int, chip: int) -> None:
        if milli < 0:
            raise Unbalanced(f"negative count of chip {chip} at account {account}")

    def _need(self, account: int, chip: int, milli: int) -> None:
        if self.held[account, chip] < milli:
            raise Unbalanced(
                f"account {account} holds {self.held[account, chip] / MILLI} of chip {chip}, "
                f"not the {milli / MILLI} it should hand over"
            )
