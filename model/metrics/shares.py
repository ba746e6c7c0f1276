"""Shares of installed compute: makers, in-house, domestic chips, dependence on Nvidia."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.ledger import Kind
from model.metrics.books import Books
from model.metrics.registry import Names, Value, metric
from model.state import maths

type Vector = NDArray[np.float64]


def _herfindahl(values: Vector) -> float:
    total = float(maths.total(values))
    return float(maths.dot(values / total, values / total)) if total > 0 else 0.0


@metric(
    "index 0..1",
    "Herfindahl index: of makers by installed compute, of providers by rent",
    who=("chips", "rental"),
)
def hhi(books: Books) -> Iterator[Value]:
    """Concentration of chip makers and of rental providers."""
    by_maker = np.bincount(np.maximum(books.market.maker, 0), _installed_power(books), len(books.names))
    yield Value("chips", "", _herfindahl(by_maker))
    yield Value("rental", "", _herfindahl(books.received[Kind.RENTAL]))


def _installed(books: Books, region: int | None = None) -> Vector:
    """Installed chips by chip, of a region or of all."""
    units: Vector = maths.total(books.installed, axis=0) if region is None else books.installed[region]
    return units


def _installed_power(books: Books, region: int | None = None) -> Vector:
    return _installed(books, region) * books.power.mixed(0.5)


@metric(
    "share",
    "part of installed compute that owners made for themselves",
    who=("all", Names.FIRMS),
)
def inhouse_share(books: Books) -> Iterator[Value]:
    """In-house chips over all, and by owner."""
    market = books.market
    power = _installed_power(books)
    inhouse = market.inhouse_chip
    yield Value("all", "", float(maths.total(power[inhouse])) / max(float(maths.total(power)), 1e-9))
    clouds = market.cast.clouds
    held = books.held[[cloud.account for cloud in clouds]] * books.power.mixed(0.5)
    shares = maths.total(held[:, inhouse], axis=1) / np.maximum(maths.total(held, axis=1), 1e-9)
    for cloud, share in zip(clouds, shares.tolist(), strict=True):
        yield Value(cloud.name, "", share)


@metric(
    "share",
    "part of a region's compute on domestic chips: installed, and as used",
    who=(Names.REGIONS,),
    item=("installed", "training", "inference"),
)
def domestic_share(books: Books) -> Iterator[Value]:
    """Domestic chips serve first where they compare best: inference before training."""
    market = books.market
    for number, region in enumerate(market.catalogue.regions):
        if region.domestic_stack is None:
            continue
        units = _installed(books, number)
        domestic = market.stack_of_chip == market.catalogue.stacks.index(region.domestic_stack)
        power = units * books.power.mixed(0.5)
        domestic_part = float(maths.total(power[domestic])) / max(maths.total(power), 1e-9)
        yield Value(region.name, "installed", domestic_part)
        use = split_use(books, units, _training_part(books, number))
        for item, values in (("training", use.training), ("inference", use.inference)):
            total = float(maths.total(values))
            yield Value(region.name, item, float(maths.total(values[domestic])) / total if total > 0 else 0.0)


@dataclass(frozen=True, slots=True)
class UseSplit:
    """Useful compute by chip in training and in inference."""

    training: Vector
    inference: Vector


def _training_part(books: Books, region: int) -> float:
    state = books.startups.state
    training = inference = 0.0
    for cloud in books.market.cast.clouds:
        if cloud.region == region:
            own = float(maths.total(cloud.first_party_units * books.power.mixed(0.5)))
            training += own * cloud.row.first_party_training_share
            inference += own * (1 - cloud.row.first_party_training_share)
    here = books.startups.group_region == region
    training += float(maths.total(state.training_a100[here]))
    inference += float(maths.total(state.serving_a100[here]))
    return training / max(training + inference, 1e-9)


def split_use(books: Books, units: Vector, training_part: float) -> UseSplit:
    """Put chips to the work at which they are comparatively best until training has its part."""
    edge = books.power.training / np.maximum(books.power.inference, 1e-9)
    order = np.argsort(-edge, kind="stable")
    mixed = units * books.power.mixed(0.5)
    wanted = training_part * float(maths.total(mixed))
    before = np.cumsum(mixed[order]) - mixed[order]
    part = np.minimum(np.maximum((wanted - before) / np.maximum(mixed[order], 1e-9), 0.0), 1.0)
    share = np.zeros(len(units))
    share[order] = part
    return UseSplit(units * share * books.power.training, units * (1 - share) * books.power.inference)


@metric(
    "share",
    "part of installed compute that Nvidia made, by region",
    who=("all", Names.REGIONS),
)
def nvidia_dependence(books: Books) -> Iterator[Value]:
    """Dependence on Nvidia."""
    if "Nvidia" not in books.firms:
        return
    nvidia = books.market.maker == books.of("Nvidia")
    for region, name in [(None, "all"), *enumerate(books.regions)]:
        power = _installed_power(books, region)
        total = float(maths.total(power))
        yield Value(name, "", float(maths.total(power[nvidia])) / total if total > 0 else 0.0)
