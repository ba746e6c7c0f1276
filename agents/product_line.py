"""A vendor's product line: what it makes, what is on sale, what succeeds what, what is cut from what."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.inputs.cast import VendorRow
from model.inputs.catalogue_entries import ChipKind
from model.inputs.rules import Rules
from model.ledger import MILLI
from model.state import maths

if TYPE_CHECKING:
    from model.market import ComputeMarket

type Vector = NDArray[np.float64]


class ProductLine:
    """The chips of one vendor; lists and vectors follow the order of ``chips``.

    ``base`` is the place of the chip that a variant is cut from, ``predecessor`` of the chip whose
    buyers move on to it; -1 for none. ``expected_units`` is the vendor's own outlook a month.
    """

    def __init__(self, model: "ComputeMarket", row: VendorRow, account: int, region: int) -> None:
        catalogue = model.catalogue
        self.model = model
        self.account = account
        self.region = region
        self.home = row.region
        self.chips = np.array(
            [
                index
                for index, chip in enumerate(catalogue.chips)
                if chip.maker == row.name and chip.kind == ChipKind.MERCHANT
            ],
            np.int64,
        )
        place = {int(chip): position for position, chip in enumerate(self.chips)}
        entries = [catalogue.chips[chip] for chip in self.chips]
        self.launch_month = [model.calendar.month_of(entry.launch) for entry in entries]
        self.base = [
            place.get(catalogue.chip_positions.get(entry.variant_of or "", -1), -1) for entry in entries
        ]
        self.predecessor = [
            place.get(catalogue.chip_positions.get(entry.predecessor or "", -1), -1) for entry in entries
        ]
        self.expected_units: Vector = np.zeros(len(self.chips))

    def place_of(self, chip: int) -> int:
        """Where a chip stands in the line."""
        return int(np.flatnonzero(self.chips == chip)[0])

    def update_on_sale(self, rules: Rules) -> None:
        """Launched chips; a cut-down variant only while its base is barred somewhere."""
        for position, chip in enumerate(self.chips):
            launched = rules.month >= self.launch_month[position]
            base = self.base[position]
            wanted = base < 0 or bool((rules.barred[self.chips[base]] & ~rules.barred[chip]).any())
            sold_out = self.is_discontinued(position) and not self._left(position)
            self.model.on_sale[chip] = launched and wanted and not sold_out and self._makable(chip, rules)
            if sold_out:
                self._void(int(chip))

    def _makable(self, chip: int, rules: Rules) -> bool:
        """A barred region's makers cannot have strong chips made abroad."""
        if not rules.unmakable[chip] or self.region < 0 or not rules.barred[chip, self.region]:
            return True
        foundry = self.model.catalogue.chips[chip].foundry
        home = self.model.rows.foundry
        return any(row.name == foundry and row.region == self.home for row in home)

    def is_discontinued(self, position: int) -> bool:
        """A chip is made no more once it has a grandchild and its heirs ship more compute than it sells.

        Variants run on while their base is barred.
        """
        if self.base[position] >= 0:
            return False
        heirs = self._heirs(position)
        grandchildren = [late for heir in heirs for late in self._heirs(heir)]
        if not any(self.model.on_sale[self.chips[late]] for late in grandchildren):
            return False
        line = self.chips[[*heirs, *grandchildren]]
        power = self.model.power().mixed(0.5)
        shipped = float(maths.total(self.model.shipped_units[line] * power[line]))
        return shipped > float(self.expected_units[position] * power[self.chips[position]])

    def _heirs(self, position: int) -> list[int]:
        """Chips whose predecessor a chip is, variants left out."""
        return [
            heir for heir, older in enumerate(self.predecessor) if older == position and self.base[heir] < 0
        ]

    def _left(self, position: int) -> bool:
        """Whether stock of a discontinued chip is left to run off; variants need it first."""
        cut = [variant for variant, base in enumerate(self.base) if base == position]
        if any(self.model.on_sale[self.chips[variant]] for variant in cut):
            return False
        return bool(self.model.chips.held[self.account, self.chips[position]] >= MILLI)

    def _void(self, chip: int) -> None:
        """Orders for a chip that is made no more are void."""
        orders = self.model.orders
        for buyer in np.flatnonzero(orders.open_units[:, chip]):
            units = np.zeros_like(orders.open_units[buyer])
            units[chip] = orders.open_units[buyer, chip]
            orders.cancel(int(buyer), units)

    def is_ordered(self, place: int, rules: Rules) -> bool:
        """Base chips that are on sale and not discontinued are ordered; variants are cut from them."""
        chip = int(self.chips[place])
        launched = rules.month >= self.launch_month[place] - int(self.model.wafers.cycle_months[chip])
        return self.base[place] < 0 and launched and self._makable(chip, rules)

    def planned_part(self, place: int, month: int) -> float:
        """Part of the forecast that is planned: less once the successor is near, none at the end."""
        if self.is_discontinued(place):
            return 0.0
        cycle = int(self.model.wafers.cycle_months[self.chips[place]])
        succeeded = any(
            older == place and self.base[heir] < 0 and month >= self.launch_month[heir] - cycle
            for heir, older in enumerate(self.predecessor)
        )
        return 1.0 - self.model.settings.vendor.phase_out * succeeded

    def first_units(self, place: int, month: int) -> int:
        """First wafers of a chip about to launch, and its first outlook."""
        rules = self.model.settings.vendor
        chip = int(self.chips[place])
        cycle = int(self.model.wafers.cycle_months[chip])
        start = self.launch_month[place] - cycle - 1
        if self.base[place] >= 0 or not max(start, 0) <= month < self.launch_month[place]:
            return 0
        older = self.predecessor[place]
        monthly = max(
            rules.launch_floor_units,
            rules.launch_share * float(self.expected_units[older]) if older >= 0 else 0.0,
        )
        if self.launch_month[place] - 1 == month:
            self.expected_units[place] = max(float(self.expected_units[place]), monthly)
        return int(monthly)

    def family_sum(self, values: Vector) -> Vector:
        """Add variants to the chip they are cut from."""
        total = values.copy()
        for place, base in enumerate(self.base):
            if base >= 0:
                total[base] += values[place]
        return total

    def ceiling_usd(self) -> Vector:
        """Price per compute of the successor on sale, and a margin: no old chip may cost more."""
        power = self.model.power().mixed(0.5)
        ceiling = np.full(len(self.chips), np.inf)
        for heir, older in enumerate(self.predecessor):
            chip = self.chips[heir]
            if older >= 0 and self.base[heir] < 0 and self.model.on_sale[chip]:
                parity = self.model.list_usd[chip] * power[self.chips[older]] / power[chip]
                ceiling[older] = self.model.settings.vendor.old_chip_ceiling * parity
        return ceiling
