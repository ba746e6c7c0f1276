"""A vendor's own cloud: a fleet of its chips on partner clouds' floors, rented by the instance."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.inputs.cast import TieKind
from model.inputs.rules import Rules, VendorCloudTerms
from model.ledger import MILLI, Kind
from model.offers import Listings, Mode, OfferTable
from model.rental import used_of_own_cloud
from model.state import maths

if TYPE_CHECKING:
    from model.market import ComputeMarket

type Vector = NDArray[np.float64]


class OwnCloud:
    """The fleet of one vendor; without terms for the month it rents nothing out.

    ``hosted_share`` is the part of the fleet by host, ``used_units`` what customers used last month.
    """

    def __init__(self, model: "ComputeMarket", vendor: str, account: int, fleet: int) -> None:
        self.model = model
        self.vendor = vendor
        self.account = account
        self.fleet = fleet
        self.hosted_share: dict[int, float] = {}
        self.used_units: Vector = np.zeros(len(model.catalogue.chips))
        self.terms: VendorCloudTerms | None = None

    def open_month(self, rules: Rules) -> None:
        """Read the month's terms and last month's use."""
        self.terms = rules.vendor_cloud_of(self.vendor)
        self.used_units = used_of_own_cloud(self.model, self.account)

    def rents(self, chip: int) -> bool:
        """Whether a chip is rented out this month."""
        return self.terms is not None and self.model.catalogue.chip_names[chip] in self.terms.chips

    def change(self, chips_of_line: NDArray[np.int64], change: Vector) -> None:
        """Move chips into the own cloud, as far as hosts have floor, or back into stock."""
        chips = self.model.chips
        room = self._room() if self.terms is not None else 0.0
        for position, chip in enumerate(chips_of_line):
            units = int(change[position])
            if units > 0:
                held = int(chips.held[self.account, chip] // MILLI)
                moved = min(units, held, int(room))
                chips.move(self.account, self.fleet, int(chip), moved * MILLI)
                room -= moved
            elif units < 0:
                held = int(chips.held[self.fleet, chip] // MILLI)
                chips.move(self.fleet, self.account, int(chip), min(-units, held) * MILLI)

    def _room(self) -> float:
        """Chips that hosts still take; how the fleet is spread follows what each host offers."""
        offered = {}
        for cloud in self.model.cast.clouds:
            tied = TieKind.HOSTS in self.model.ties.kinds.get((self.account, cloud.account), ())
            if self.terms is not None and cloud.name in self.terms.hosts and tied:
                offered[cloud.account] = cloud.host_room_units()
        total = float(maths.total(list(offered.values())))
        self.hosted_share = {host: room / total for host, room in offered.items()} if total > 0 else {}
        return max(0.0, total - float(maths.total(self.model.chips.units(self.fleet))))

    def offer(self, listings: Listings, terms: OfferTable) -> None:
        """Put the free part of the fleet on the board."""
        if self.terms is None:
            return
        bound = self.model.cast.startups.bound_units()
        for listing in listings.of(self.account, Mode.VENDOR_CLOUD):
            chip = int(listings.chip[listing])
            fleet = float(self.model.chips.units(self.fleet)[chip])
            terms.price_usd[listing] = self.terms.price_usd_per_chip_month
            terms.capacity_units[listing] = max(0.0, fleet - bound[listing]) if self.rents(chip) else 0.0
            terms.wait_months[listing] = 0.1
            terms.door_units[listing] = self.terms.chips_per_instance
            terms.commitment_months[listing] = self.terms.commitment_months

    def pay_hosts(self) -> None:
        """Hosts earn their fee for every chip of the fleet on their floor."""
        if self.terms is None:
            return
        fleet = float(maths.total(self.model.chips.units(self.fleet)))
        for host, share in self.hosted_share.items():
            fee = fleet * share * self.terms.host_fee_usd_per_chip_month
            paid = min(fee, max(float(self.model.money.balance_usd[self.account]), 0.0))
            self.model.money.pay(self.account, host, Kind.HOSTING, paid, units=fleet * share)
