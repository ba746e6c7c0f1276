"""Shares of installed compute: makers, in-house, domestic chips, dependence on Nvidia."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.metrics.books import Books
from model.metrics.registry import Grid, Names, by_who, metric, of_all
from model.state.kinds import Kind
from model.state.maths import total

type Vector = NDArray[np.float64]


def _herfindahl(values: Vector) -> Vector:
    """Concentration of values (runs × firms), by run; zero where there is nothing."""
    whole = total(values)[:, None]
    share = values / np.where(whole > 0, whole, 1.0)
    return np.where(whole[:, 0] > 0, total(share * share), 0.0)


@metric(
    "index 0..1",
    "Herfindahl index: of makers by installed compute, of providers by rent",
    who=("chips", "rental"),
)
def hhi(books: Books) -> Sequence[Grid]:
    """Concentration of chip makers and of rental providers."""
    by_maker = np.zeros((books.runs, len(books.names)))
    maker = np.maximum(books.world.setup.chips.maker, 0)
    np.add.at(by_maker, (np.arange(books.runs)[:, None], maker), _installed_compute(books))
    return [
        of_all(_herfindahl(by_maker), "chips"),
        of_all(_herfindahl(books.received[Kind.RENTAL]), "rental"),
    ]


def _installed_compute(books: Books) -> Vector:
    """Installed compute everywhere, runs × chips, in A100s."""
    compute: Vector = total(books.installed, axis=1) * books.compute.mixed(0.5)
    return compute


def _part(some: Vector, all_of_it: Vector) -> Vector:
    """A part of a whole, also where there is next to nothing."""
    return some / np.maximum(all_of_it, 1e-9)


@metric(
    "share",
    "part of installed compute that owners made for themselves",
    who=("all", Names.FIRMS),
)
def inhouse_share(books: Books) -> Sequence[Grid]:
    """In-house chips over all, and by owner."""
    setup = books.world.setup
    inhouse, clouds = setup.chips.is_inhouse, setup.firms.clouds
    compute = _installed_compute(books)
    held = books.held[:, clouds] * books.compute.mixed(0.5)[:, None]
    return [
        of_all(_part(total(np.where(inhouse, compute, 0.0)), total(compute))),
        by_who(books.names_of(clouds), _part(total(np.where(inhouse, held, 0.0)), total(held))),
    ]


@metric(
    "share",
    "part of a region's compute on domestic chips: installed, and as used",
    who=(Names.REGIONS,),
    item=("installed", "training", "inference"),
)
def domestic_share(books: Books) -> Sequence[Grid]:
    """Domestic chips serve first where they compare best: inference before training."""
    catalogue = books.world.setup.catalogue
    return [
        _domestic_share(books, number, catalogue.stacks.index(region.domestic_stack))
        for number, region in enumerate(catalogue.regions)
        if region.domestic_stack is not None
    ]


def _domestic_share(books: Books, region: int, stack: int) -> Grid:
    domestic = books.world.setup.chips.stack == stack
    units = books.installed[:, region]
    compute = units * books.compute.mixed(0.5)
    installed = _part(total(np.where(domestic, compute, 0.0)), total(compute))
    use = split_use(books, units, _training_part(books, region))
    used = []
    for values in (use.training, use.inference):
        whole = total(values)
        part = total(np.where(domestic, values, 0.0)) / np.where(whole > 0, whole, 1.0)
        used.append(np.where(whole > 0, part, 0.0))
    value = np.stack([installed, *used], axis=1)
    return Grid((books.regions[region],), ("installed", "training", "inference"), value[:, None])


@dataclass(frozen=True, slots=True)
class UseSplit:
    """Useful compute by chip in training and in inference, runs × chips."""

    training: Vector
    inference: Vector


def _training_part(books: Books, region: int) -> Vector:
    """Part of a region's compute that trains, by run."""
    setup, table = books.world.setup, books.world.clouds
    own = total(table.first_party_units * books.compute.mixed(0.5)[:, None])
    training, inference = np.zeros(books.runs), np.zeros(books.runs)
    for place, row in enumerate(setup.cast.cloud):
        if setup.firms.cloud_region[place] == region:
            training += own[:, place] * row.first_party_training_share
            inference += own[:, place] * (1 - row.first_party_training_share)
    here = setup.group_region == region
    training += total(np.where(here, books.startups.training_a100, 0.0))
    inference += total(np.where(here, books.startups.serving_a100, 0.0))
    return _part(training, training + inference)


def split_use(books: Books, units: Vector, training_part: Vector) -> UseSplit:
    """Put chips (runs × chips) to the work that suits them best until training has its part."""
    compute = books.compute
    edge = compute.training / np.maximum(compute.inference, 1e-9)
    order = np.argsort(-edge, axis=1, kind="stable")
    mixed = units * compute.mixed(0.5)
    wanted = (training_part * total(mixed))[:, None]
    ordered = np.take_along_axis(mixed, order, axis=1)
    before = np.cumsum(ordered, axis=1) - ordered
    part = np.minimum(np.maximum((wanted - before) / np.maximum(ordered, 1e-9), 0.0), 1.0)
    share = np.zeros_like(units)
    np.put_along_axis(share, order, part, axis=1)
    return UseSplit(units * share * compute.training, units * (1 - share) * compute.inference)


@metric(
    "share",
    "part of installed compute that Nvidia made, by region",
    who=("all", Names.REGIONS),
)
def nvidia_dependence(books: Books) -> Sequence[Grid]:
    """Dependence on Nvidia."""
    if "Nvidia" not in books.firms:
        return []
    nvidia = books.world.setup.chips.maker == books.world.setup.accounts.firm("Nvidia")
    mixed = books.compute.mixed(0.5)[:, None]
    places = np.concatenate([total(books.installed, axis=1)[:, None], books.installed[:, :-1]], axis=1)
    compute = places * mixed
    whole = total(compute)
    part = total(np.where(nvidia, compute, 0.0)) / np.where(whole > 0, whole, 1.0)
    return [by_who(("all", *books.regions), np.where(whole > 0, part, 0.0))]
