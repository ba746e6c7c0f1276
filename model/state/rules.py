"""The month's rules of many runs as arrays with the runs along the first axis."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.inputs.rules import FundingRound, Rules, VendorCloudTerms
from model.state.setup import Setup

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]
type Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class MiningTable:
    """A crypto wave by run; ``is_on`` where there is one."""

    is_on: Flags
    height: Vector
    supply_share: Vector
    payback_months: Vector
    margin_elasticity: Vector


@dataclass(frozen=True, slots=True)
class VendorCloudTable:
    """Vendors' own clouds: runs × vendors (× chips, clouds, regions); ``is_open`` where there are terms."""

    is_open: Flags
    chips: Flags
    price_usd_per_chip_month: Vector
    chips_per_instance: Vector
    commitment_months: Counts
    host_fee_usd_per_chip_month: Vector
    software_share: Vector
    hosts: Flags
    regions: Flags


@dataclass(frozen=True, slots=True)
class RuleTable:
    """What ``Rules`` says, of all runs; see there for the meanings.

    Axes after the runs: chips × regions (``barred``), chips, regions, foundries (``packaging_wafers``,
    ``packaging_factor``, ``packaging_months_early``, ``foundry_factor``),
    nodes (``node_factor``), vendors (``must_supply``, ``vendor_clouds``).
    ``list_moves`` is one where no policy moves a price.
    """

    month: int
    barred: Flags
    unmakable: Flags
    electricity_usd_per_kwh: Vector
    packaging_wafers: Vector
    foundry_factor: Vector
    node_factor: Vector
    packaging_factor: Vector
    packaging_months_early: Vector
    demand_factor: Vector
    release_size: Vector
    channel_cap: Vector
    hoarding_banned: Flags
    carbon_usd_per_kwh: Vector
    tariff: Vector
    licensed_units: Vector
    voucher_usd: Vector
    subsidy_share: Vector
    learning_factor: Vector
    must_supply: Flags
    portability: Vector
    mining: MiningTable
    funding_usd: Vector
    funding_recorded: Flags
    rounds: tuple[tuple[FundingRound, ...], ...]
    list_moves: Vector
    vendor_clouds: VendorCloudTable

    @property
    def power_usd_per_kwh(self) -> Vector:
        """What a kilowatt-hour costs its user, runs × regions: electricity and the tax on its carbon."""
        return self.electricity_usd_per_kwh + self.carbon_usd_per_kwh

    @property
    def carbon_share(self) -> Vector:
        """Part of that which is tax."""
        return self.carbon_usd_per_kwh / np.maximum(self.power_usd_per_kwh, 1e-12)


PLAIN = (
    "barred", "unmakable", "electricity_usd_per_kwh", "demand_factor", "release_size",
    "channel_cap", "hoarding_banned", "carbon_usd_per_kwh",
    "tariff", "licensed_units", "voucher_usd", "subsidy_share", "learning_factor", "portability",
    "funding_usd", "funding_recorded",
)  # fmt: skip


def stack_rules(rules: Sequence[Rules], setup: Setup) -> RuleTable:
    """The rules of every run, one entry a run, as arrays."""
    names = setup.catalogue.chip_names
    foundries = [row.name for row in setup.cast.foundry]
    vendors = [row.name for row in setup.cast.vendor]
    nodes = [node.name for node in setup.catalogue.nodes]
    return RuleTable(
        month=rules[0].month,
        packaging_wafers=np.array([[r.packaging_wafers.get(name, 0.0) for name in foundries] for r in rules]),
        foundry_factor=np.array([[r.foundry_factor.get(name, 1.0) for name in foundries] for r in rules]),
        packaging_factor=np.array([[r.packaging_factor.get(name, 1.0) for name in foundries] for r in rules]),
        packaging_months_early=np.array(
            [[r.packaging_months_early.get(name, 0.0) for name in foundries] for r in rules]
        ),
        node_factor=np.array([[r.node_factor.get(name, 1.0) for name in nodes] for r in rules]),
        must_supply=np.array([[name in r.must_supply for name in vendors] for r in rules]).reshape(
            len(rules), len(vendors)
        ),
        mining=_mining(rules),
        rounds=tuple(tuple(r.rounds) for r in rules),
        list_moves=np.array([[r.list_moves.get(chip, 1.0) for chip in range(len(names))] for r in rules]),
        vendor_clouds=_vendor_clouds(rules, setup, vendors),
        **{name: np.array([getattr(r, name) for r in rules]) for name in PLAIN},
    )


def _mining(rules: Sequence[Rules]) -> MiningTable:
    waves = [r.mining for r in rules]

    def column(name: str, otherwise: float) -> Vector:
        return np.array([otherwise if wave is None else getattr(wave, name) for wave in waves])

    return MiningTable(
        is_on=np.array([wave is not None for wave in waves]),
        height=column("height", 0.0),
        supply_share=column("supply_share", 0.0),
        payback_months=column("payback_months", 1.0),
        margin_elasticity=column("margin_elasticity", 0.0),
    )


def _vendor_clouds(rules: Sequence[Rules], setup: Setup, vendors: list[str]) -> VendorCloudTable:
    terms = [[r.vendor_cloud_of(name) for name in vendors] for r in rules]
    clouds = [row.name for row in setup.cast.cloud]
    shape = (len(rules), len(vendors))

    def column(name: str) -> Vector:
        return np.array(
            [[0.0 if one is None else getattr(one, name) for one in row] for row in terms]
        ).reshape(shape)

    def flags(name: str, known: Sequence[str]) -> Flags:
        def of(one: VendorCloudTerms | None) -> list[bool]:
            return [one is not None and entry in getattr(one, name) for entry in known]

        return np.array([[of(one) for one in row] for row in terms], np.bool_).reshape(*shape, len(known))

    return VendorCloudTable(
        is_open=np.array([[one is not None for one in row] for row in terms], np.bool_).reshape(shape),
        chips=flags("chips", setup.catalogue.chip_names),
        price_usd_per_chip_month=column("price_usd_per_chip_month"),
        chips_per_instance=column("chips_per_instance"),
        commitment_months=column("commitment_months").astype(np.int64),
        host_fee_usd_per_chip_month=column("host_fee_usd_per_chip_month"),
        software_share=column("software_share"),
        hosts=flags("hosts", clouds),
        regions=flags("regions", setup.catalogue.region_names),
    )
