"""The entries of the catalogue: chips, nodes, packaging points, regions, and sources of values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LONGEST_CYCLE_MONTHS = 35
"""Longest time from start to delivery, of wafers and of new capacity."""


class ChipKind(StrEnum):
    """Whether a chip is sold to all comers or made for its owner."""

    MERCHANT = "merchant"
    IN_HOUSE = "in-house"


class Stack(StrEnum):
    """The software a chip is programmed with; the order is that of `Catalogue.stacks`."""

    CUDA = "cuda"
    ROCM = "rocm"
    XLA = "xla"
    NEURON = "neuron"
    MAIA = "maia"
    DOJO = "dojo"
    MTIA = "mtia"
    DOMESTIC = "domestic"


class Confidence(StrEnum):
    """How far a value can be leaned on."""

    VERIFIED = "verified"
    MEMORY = "memory"
    ASSUMPTION = "assumption"


@dataclass(frozen=True, slots=True)
class Chip:
    """One accelerator as sold or used, with its cost, its price and its software maturity.

    `launch` is the first volume delivery, for in-house chips the planned one; it is the first of
    the month where only the month is known. `peak_tflops_16bit` is dense. An in-house chip's list
    price is its internal transfer price. Wafer and interposer yields count whole chips: a chip of
    two dies needs both. Zero `packages_per_interposer_wafer` means no advanced packaging.
    Fitness is 0..1 against CUDA on A100 at the chip's launch.
    """

    name: str
    maker: str
    kind: ChipKind
    launch: date
    foundry: str
    node: str
    peak_tflops_16bit: float
    memory_gb: float
    bandwidth_tb_s: float
    link_gb_s: float
    power_w: float
    cost_to_make_usd: float
    launch_list_price_usd: float
    good_dies_per_wafer: float
    packages_per_interposer_wafer: float
    training_fitness: float
    inference_fitness: float
    stack: Stack
    predecessor: str | None
    variant_of: str | None
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Node:
    """One process node: its price, the wafers open to AI chips in 2022-01, and their cycle time.

    `cycle_months` runs from wafer start to delivery, packaging included.
    """

    name: str
    foundry: str
    nm: float
    wafer_price_usd: float
    ai_wafers_per_month: float
    cycle_months: int
    yield_note: str
    source: str


@dataclass(frozen=True, slots=True)
class PackagingPoint:
    """One point on the path of a foundry's advanced packaging, in interposer wafers per month."""

    foundry: str
    date: date
    wafers_per_month: float
    source: str


@dataclass(frozen=True, slots=True)
class Region:
    """What running a chip costs and emits in a region, and how it trades; `pue` is hall over chip power.

    Start-ups of one `bloc` contend for the same users. In a closed market no vendor from elsewhere sells
    to start-ups directly, and its own vendors sell so nowhere else. `domestic_stack` is the software
    stack of the region's own chips, none where there is no such thing.
    """

    name: str
    bloc: str
    closed_market: bool
    domestic_stack: Stack | None
    electricity_usd_per_kwh: float
    pue: float
    carbon_kg_per_kwh: float
    usd_per_local_currency: float
    currency: str
    source: str


@dataclass(frozen=True, slots=True)
class FigureSource:
    """Where a value comes from and how far it can be leaned on."""

    source: str
    confidence: Confidence
