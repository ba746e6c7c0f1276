"""What the runs of a batch share: catalogue, cast, calendar, accounts, and what follows from them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.inputs.accounts import Accounts, Outside, accounts_of
from model.inputs.calendar import Calendar
from model.inputs.cast import Cast, Role
from model.inputs.catalogue import Catalogue
from model.inputs.catalogue_entries import ChipKind, Stack

type Vector = NDArray[np.float64]
type Index = NDArray[np.int64]
type Flags = NDArray[np.bool_]

REFERENCE = "A100"
"""Compute is counted in chips of this kind."""


@dataclass(frozen=True, slots=True, eq=False)
class Chips:
    """Traits of the catalogue's chips; one entry a chip.

    ``maker`` is an account (-1: nobody of the cast), ``base`` the chip that a variant is cut from and
    ``predecessor`` the chip whose buyers move on to it (-1: none), ``home`` the maker's region (-1: none),
    ``vendor`` the maker's place among the vendors (-1: none).
    """

    count: int
    maker: Index
    vendor: Index
    home: Index
    base: Index
    predecessor: Index
    launch_month: Index
    stack: Index
    is_inhouse: Flags
    is_domestic: Flags
    is_merchant: Flags
    foundry: Index
    reference: int


@dataclass(frozen=True, slots=True, eq=False)
class Firms:
    """Traits of the strategic firms, in the order of their accounts; role lists hold accounts.

    ``resellers`` are the channel's members: resellers, then grey traders. ``region`` is -1 for none.
    ``attach`` is USD of network that a vendor sells with a USD of chips.
    """

    count: int
    region: Index
    is_cloud: Flags
    is_hyperscaler: Flags
    builds_chips: Flags
    is_reseller: Flags
    attach: Vector
    foundries: Index
    vendors: Index
    clouds: Index
    resellers: Index
    programmes: Index
    fleets: Index
    cloud_region: Index
    reseller_region: Index
    is_grey: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Setup:
    """What all runs of a batch have in common; ``region_bloc`` numbers the bloc of each region."""

    cast: Cast
    catalogue: Catalogue
    calendar: Calendar
    accounts: Accounts
    chips: Chips
    firms: Firms
    group_region: Index
    region_bloc: Index

    @property
    def regions(self) -> int:
        """How many regions there are."""
        return len(self.catalogue.regions)

    @property
    def groups(self) -> NDArray[np.int64]:
        """Accounts of the groups of start-ups."""
        first = self.accounts.first_group
        return np.arange(first, first + len(self.accounts.groups))

    def outside(self, which: Outside) -> int:
        """Account of a part of the outside world."""
        return self.accounts.outside(which)


def setup_of(cast: Cast, catalogue: Catalogue, calendar: Calendar) -> Setup:
    """The common part of runs with this cast, catalogue and calendar."""
    accounts = accounts_of(cast)
    firms = _firms(cast, catalogue, accounts)
    regions = catalogue.region_names
    blocs = tuple(dict.fromkeys(region.bloc for region in catalogue.regions))
    groups = [region for row in cast.type for region in row.regions] + [row.region for row in cast.named]
    return Setup(
        cast=cast,
        catalogue=catalogue,
        calendar=calendar,
        accounts=accounts,
        chips=_chips(cast, catalogue, calendar, accounts, firms),
        firms=firms,
        group_region=np.array([regions.index(region) for region in groups], np.int64),
        region_bloc=np.array([blocs.index(region.bloc) for region in catalogue.regions], np.int64),
    )


def _chips(cast: Cast, catalogue: Catalogue, calendar: Calendar, accounts: Accounts, firms: Firms) -> Chips:
    owner = {row.name: row.owner for row in cast.programme}
    makers = {part.chip: owner[row.name] for row in cast.programme for part in row.generation}
    vendors = [row.name for row in cast.vendor]
    foundries = [row.name for row in cast.foundry]
    names = [
        makers.get(chip.name, chip.maker) if chip.name in makers or chip.maker in vendors else None
        for chip in catalogue.chips
    ]
    maker = np.array([-1 if name is None else accounts.firm(name) for name in names], np.int64)
    merchant = np.array([chip.kind == ChipKind.MERCHANT for chip in catalogue.chips])
    place = {vendor: number for number, vendor in enumerate(vendors)}
    made_by_vendor = [
        place.get(chip.maker, -1) if chip.kind == ChipKind.MERCHANT else -1 for chip in catalogue.chips
    ]

    def number(name: str | None) -> int:
        return catalogue.chip_positions[name] if name else -1

    return Chips(
        count=len(catalogue.chips),
        maker=maker,
        vendor=np.array(made_by_vendor, np.int64),
        home=np.append(firms.region, -1)[maker],
        base=np.array([number(chip.variant_of) for chip in catalogue.chips], np.int64),
        predecessor=np.array([number(chip.predecessor) for chip in catalogue.chips], np.int64),
        launch_month=np.array([calendar.month_of(chip.launch) for chip in catalogue.chips], np.int64),
        stack=np.array([catalogue.stacks.index(chip.stack) for chip in catalogue.chips], np.int64),
        is_inhouse=np.array([chip.kind == ChipKind.IN_HOUSE for chip in catalogue.chips]),
        is_domestic=np.array([chip.stack == Stack.DOMESTIC for chip in catalogue.chips]),
        is_merchant=merchant,
        foundry=np.array(
            [foundries.index(c.foundry) if c.foundry in foundries else -1 for c in catalogue.chips], np.int64
        ),
        reference=catalogue.chip_index(REFERENCE),
    )


def _firms(cast: Cast, catalogue: Catalogue, accounts: Accounts) -> Firms:
    rows, regions = cast.firm_rows(), catalogue.region_names
    region = np.array(
        [regions.index(row.region) if row.region in regions else -1 for _, row in rows], np.int64
    )
    owners = {row.owner for row in cast.programme}
    large = {row.name for row in cast.cloud if row.is_large}
    attach = {row.name: row.network_attach for row in cast.vendor}

    def accounts_in(*roles: Role) -> Index:
        return np.array([accounts.firm(row.name) for role, row in rows if role in roles], np.int64)

    clouds, resellers = accounts_in(Role.CLOUD), accounts_in(Role.RESELLER, Role.GREY_TRADER)
    return Firms(
        count=len(rows),
        region=region,
        is_cloud=np.array([role == Role.CLOUD for role, _ in rows]),
        is_hyperscaler=np.array([row.name in large for _, row in rows]),
        builds_chips=np.array([row.name in owners for _, row in rows]),
        is_reseller=np.array([role == Role.RESELLER for role, _ in rows]),
        attach=np.array([attach.get(row.name, 0.0) for _, row in rows]),
        foundries=accounts_in(Role.FOUNDRY),
        vendors=accounts_in(Role.VENDOR),
        clouds=clouds,
        resellers=resellers,
        programmes=accounts_in(Role.PROGRAMME),
        fleets=accounts.first_fleet + np.arange(len(accounts.fleets)),
        cloud_region=region[clouds],
        reseller_region=region[resellers],
        is_grey=np.array([role == Role.GREY_TRADER for role, _ in rows], np.bool_)[resellers],
    )
