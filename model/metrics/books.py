"""The market's books of one month, with the sums that several metrics share."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.ledger import MILLI, Kind
from model.metrics.registry import Rows
from model.state import maths

if TYPE_CHECKING:
    from model.market import ComputeMarket

type Vector = NDArray[np.float64]


class Books:
    """The market's books of one month, with the sums that several metrics share."""

    def __init__(self, market: "ComputeMarket") -> None:
        self.market = market
        self.names = market.accounts.names
        self.firms = market.accounts.firms
        self.groups = market.accounts.groups
        self.chips = market.catalogue.chip_names
        self.regions = market.catalogue.region_names
        self.startups = market.cast.startups
        count = len(self.names)
        self.received: dict[Kind, Vector] = {kind: np.zeros(count) for kind in Kind}
        self.paid: dict[Kind, Vector] = {kind: np.zeros(count) for kind in Kind}
        self.sold_units = np.zeros((count, len(self.chips)))
        for batch in market.tally.payments:
            self.received[batch.kind] = np.bincount(batch.payee, batch.amount_usd, count)
            self.paid[batch.kind] = np.bincount(batch.payer, batch.amount_usd, count)
            if batch.kind == Kind.CHIPS:
                np.add.at(self.sold_units, (batch.payee, batch.item), batch.quantity)
        self.power = market.power()
        self.quoted = market.cast.channel.quoted()
        self.installed = self._installed()
        self.fleets = {vendor.name: market.chips.units(vendor.fleet) for vendor in market.cast.vendors}
        self.held: NDArray[np.float64] = market.chips.held / MILLI

    def _installed(self) -> NDArray[np.float64]:
        """Installed chips of users, regions × chips; the last line is vendors' own clouds."""
        market = self.market
        held = market.chips.held / MILLI
        table = np.zeros((len(self.regions) + 1, len(self.chips)))
        for cloud in market.cast.clouds:
            table[cloud.region] += held[cloud.account]
        first = market.accounts.first_group
        groups = held[first : first + len(self.groups)]
        np.add.at(table, market.cast.startups.group_region, groups)
        table[-1] = maths.total(held[market.accounts.first_fleet : market.accounts.miners], axis=0)
        return table

    def of(self, name: str) -> int:
        """Account number of a firm."""
        return self.market.accounts.firm(name)


def table_rows(names: Sequence[str], items: Sequence[str], values: Vector, accounts: Sequence[int]) -> Rows:
    """Rows of the entries above zero of a table: one line an account, one column a chip."""
    line, column = values.nonzero()
    return Rows(
        [names[accounts[index]] for index in line.tolist()],
        [items[index] for index in column.tolist()],
        values[line, column].tolist(),
    )


INCOME = (
    (Kind.CHIPS, "chips"),
    (Kind.NETWORK, "network"),
    (Kind.RENTAL, "rental"),
    (Kind.HOSTING, "hosting"),
    (Kind.SOFTWARE, "software"),
    (Kind.WAFERS, "wafers"),
)


FINANCING = (Kind.FUNDING, Kind.EQUITY, Kind.PARENT, Kind.LIQUIDATION)
