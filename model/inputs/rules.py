"""What holds in one month: the world's rules after every policy in force has spoken."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from model.inputs.catalogue import Catalogue

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class VendorCloudTerms:
    """A vendor's own cloud: what it rents, where, for how much and in whose data centres."""

    vendor: str
    chips: tuple[str, ...]
    price_usd_per_chip_month: float
    chips_per_instance: int
    commitment_months: int
    host_fee_usd_per_chip_month: float
    software_share: float
    hosts: tuple[str, ...]
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FundingRound:
    """Money that a named investor pays a named start-up this month."""

    startup: str
    investor: str | None
    amount_usd: float


@dataclass(frozen=True, slots=True)
class MiningWave:
    """How high a crypto wave stands (0..1), what part of shipments miners want at its peak and at the
    highest price they pay, in how many months of mining then an A100 at list price pays for itself,
    and how much more they want of what costs less."""

    height: float
    supply_share: float
    payback_months: float
    margin_elasticity: float


@dataclass(slots=True)
class Rules:
    """The month's rules; policies write it while it is made, nobody afterwards.

    ``barred`` is chips × regions: no seller from outside may deliver that chip there. ``unmakable``
    marks chips that no foundry outside their maker's region may make. Growth rates are per month,
    factors are multiples of one. ``release_size`` (attention that releases draw), ``channel_cap``,
    ``tariff``, ``carbon_usd_per_kwh``, ``licensed_units`` (barred chips per month) and ``voucher_usd``
    (per small firm and month) are by region; ``subsidy_share`` (of the price) and ``learning_factor`` by
    ``tariff``, ``carbon_usd_per_kwh``, ``licensed_units`` (barred chips per month) and ``voucher_usd``
    (per small firm and month) are by region; ``subsidy_share`` (of the price) and ``learning_factor`` by
    chip. ``packaging_wafers`` is the imposed path, without what contracts build; that opens
    ``packaging_months_early`` sooner. ``funding_recorded``: ``funding_usd`` is an observed value, not a
    level to depart from.
    """

    month: int
    barred: Flags
    unmakable: Flags
    electricity_usd_per_kwh: Vector
    packaging_wafers: dict[str, float]
    foundry_factor: dict[str, float] = field(default_factory=dict)
    node_factor: dict[str, float] = field(default_factory=dict)
    packaging_factor: dict[str, float] = field(default_factory=dict)
    packaging_months_early: dict[str, float] = field(default_factory=dict)
    demand_factor: Vector = field(default_factory=lambda: np.ones(0))
    release_size: Vector = field(default_factory=lambda: np.zeros(0))
    channel_cap: Vector = field(default_factory=lambda: np.full(0, np.inf))
    hoarding_banned: Flags = field(default_factory=lambda: np.zeros(0, np.bool_))
    carbon_usd_per_kwh: Vector = field(default_factory=lambda: np.zeros(0))
    tariff: Vector = field(default_factory=lambda: np.zeros(0))
    licensed_units: Vector = field(default_factory=lambda: np.zeros(0))
    voucher_usd: Vector = field(default_factory=lambda: np.zeros(0))
    subsidy_share: Vector = field(default_factory=lambda: np.zeros(0))
    learning_factor: Vector = field(default_factory=lambda: np.ones(0))
    must_supply: set[str] = field(default_factory=set)
    portability: float = 0.0
    mining: MiningWave | None = None
    funding_usd: float = 0.0
    funding_recorded: bool = True
    rounds: list[FundingRound] = field(default_factory=list)
    list_moves: dict[int, float] = field(default_factory=dict)
    vendor_clouds: list[VendorCloudTerms] = field(default_factory=list)

    @property
    def power_usd_per_kwh(self) -> Vector:
        """What a kilowatt-hour costs its user, by region: electricity and the tax on its carbon."""
        return self.electricity_usd_per_kwh + self.carbon_usd_per_kwh

    @property
    def carbon_share(self) -> Vector:
        """Part of that which is tax."""
        return self.carbon_usd_per_kwh / np.maximum(self.power_usd_per_kwh, 1e-12)

    def vendor_cloud_of(self, vendor: str) -> VendorCloudTerms | None:
        """The terms on which a vendor may rent its own chips this month, if any."""
        return next((terms for terms in self.vendor_clouds if terms.vendor == vendor), None)


def blank_rules(month: int, catalogue: Catalogue) -> Rules:
    """Rules before any policy: nothing barred, power at the catalogue's price, packaging as it opened."""
    chips, regions = len(catalogue.chips), len(catalogue.regions)
    return Rules(
        month=month,
        barred=np.zeros((chips, regions), dtype=np.bool_),
        unmakable=np.zeros(chips, dtype=np.bool_),
        electricity_usd_per_kwh=np.array([region.electricity_usd_per_kwh for region in catalogue.regions]),
        packaging_wafers={
            foundry: points[0].wafers_per_month for foundry, points in catalogue.packaging_path.items()
        },
        demand_factor=np.ones(regions),
        release_size=np.zeros(regions),
        channel_cap=np.full(regions, np.inf),
        hoarding_banned=np.zeros(regions, np.bool_),
        carbon_usd_per_kwh=np.zeros(regions),
        tariff=np.zeros(regions),
        licensed_units=np.zeros(regions),
        voucher_usd=np.zeros(regions),
        subsidy_share=np.zeros(chips),
        learning_factor=np.ones(chips),
    )
