"""How start-ups come by their compute: rented, bought, owned, by type and region."""

import numpy as np
import pandas as pd

from model.market import ComputeMarket
from model.state.offers import Mode

OWN = "own chips"
CHOICES: dict[Mode, str] = {
    Mode.ON_DEMAND: "rented on demand",
    Mode.RESERVED: "rented for a year",
    Mode.VENDOR_CLOUD: "rented from a vendor's cloud",
}
BOUGHT = {Mode.CHANNEL: "bought from resellers", Mode.DIRECT: "bought from the maker"}
"""Compute comes from what is rented and what is owned; what is bought this month is owned with it,
and listed apart with its price."""


def choices_of(market: ComputeMarket) -> pd.DataFrame:
    """Return type, region, choice, a100 (useful compute) and usd (paid this month) of this month.

    One row a type, region and choice with something in it; a named start-up counts to its type. The
    groups are summed up, never the rows, so the cost does not grow with the number of start-ups.
    """
    world, setup = market.world, market.world.setup
    if world.trade is None:
        return pd.DataFrame({name: [] for name in ("type", "region", "choice", "a100", "usd")})
    trade, listings = world.trade, world.listings
    compute = world.fitness.compute().mixed(0.5)[0]
    units = (trade.units + trade.contract_units)[0]
    paid = (trade.amount_usd + trade.contract_usd)[0]
    held = world.chips.units(setup.groups)[0]
    amounts = {OWN: (held @ compute, np.zeros(len(held)))}
    for mode, choice in (CHOICES | BOUGHT).items():
        offers = np.flatnonzero(listings.mode[trade.listing] == mode)
        a100 = units[:, offers] @ compute[listings.chip[trade.listing[offers]]]
        amounts[choice] = (a100, paid[:, offers].sum(axis=1))
    kinds = [row.name for row in setup.cast.type]
    regions = setup.catalogue.region_names
    # One cell a type and region: named start-ups join those of their type.
    place = np.array([kinds.index(kind) for kind in setup.cast.group_types]) * len(regions)
    place += setup.group_region
    cells = len(kinds) * len(regions)
    frame = pd.DataFrame(
        {
            "type": np.tile(np.repeat(kinds, len(regions)), len(amounts)),
            "region": np.tile(regions, len(kinds) * len(amounts)),
            "choice": np.repeat(list(amounts), cells),
            "a100": np.concatenate([np.bincount(place, a100, cells) for a100, _ in amounts.values()]),
            "usd": np.concatenate([np.bincount(place, usd, cells) for _, usd in amounts.values()]),
        }
    )
    return frame[(frame["a100"] > 0) | (frame["usd"] > 0)].reset_index(drop=True)
