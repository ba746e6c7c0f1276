"""Everything that can ever be offered to start-ups: who sells which chip how, seen from where."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.inputs.policies.base import regions_of
from model.inputs.policies.vendor_cloud import VendorCloud
from model.inputs.problems import InputProblem
from model.inputs.scenario import Scenario
from model.state.offers import Listing, Listings, Mode, list_offers
from model.state.setup import Setup

type Flags = NDArray[np.bool_]


def listings_of(setup: Setup, scenarios: Sequence[Scenario]) -> Listings:
    """The listings of all runs together; where a run has fewer, ``seen_by_run`` hides them."""
    regions = setup.catalogue.region_names
    everywhere = tuple(range(len(regions)))
    merchant = np.flatnonzero(setup.chips.is_merchant).tolist()
    rows: list[Listing] = []
    for row, account in zip(setup.cast.cloud, setup.firms.clouds.tolist(), strict=True):
        if not row.rents_out:
            continue
        serves = tuple(setup.catalogue.region_index(name) for name in row.serves)
        own = np.flatnonzero(setup.chips.is_inhouse & (setup.chips.maker == account)).tolist()
        rows += [
            Listing(account, chip, mode, serves)
            for chip in [*merchant, *own]
            for mode in (Mode.ON_DEMAND, Mode.RESERVED)
        ]
    for account, region in zip(
        setup.firms.resellers.tolist(), setup.firms.reseller_region.tolist(), strict=True
    ):
        if region < 0:
            name = setup.accounts.firms[account]
            raise InputProblem(what=f"{name} has no selling region", where="firms", allowed=str(regions))
        rows += [Listing(account, chip, Mode.CHANNEL, (region,)) for chip in merchant]
    for place, account in enumerate(setup.firms.vendors.tolist()):
        chips = np.flatnonzero(setup.chips.vendor == place).tolist()
        direct = direct_regions(setup, account)
        rows += [Listing(account, chip, Mode.DIRECT, direct) for chip in chips]
        rented = tuple(sorted({r for s in scenarios for r in own_cloud_regions(setup, s, account)}))
        rows += [Listing(account, chip, Mode.VENDOR_CLOUD, rented) for chip in chips if rented]
    return list_offers(rows, len(everywhere))


def direct_regions(setup: Setup, vendor: int) -> tuple[int, ...]:
    """Regions in which a vendor sells to start-ups directly: all but those closed to sellers from abroad."""
    home = int(setup.firms.region[vendor])
    closed = [region.closed_market for region in setup.catalogue.regions]
    if home >= 0 and closed[home]:
        return (home,)
    return tuple(region for region in range(len(closed)) if not closed[region])


def own_cloud_regions(setup: Setup, scenario: Scenario, vendor: int) -> set[int]:
    """Regions in which any policy of a scenario lets a vendor rent."""
    name = setup.accounts.firms[vendor]
    return {
        region
        for policy in scenario.policies.values()
        if isinstance(policy, VendorCloud) and policy.vendor == name
        for region in regions_of(policy.regions, setup.catalogue)
    }


def seen_by_run(listings: Listings, setup: Setup, scenarios: Sequence[Scenario]) -> Flags:
    """Runs × listings × regions: where each listing can be seen; own clouds by the run's own policies."""
    seen: Flags = np.repeat(listings.seen_from[None], len(scenarios), axis=0)
    for run, scenario in enumerate(scenarios):
        for account in setup.firms.vendors.tolist():
            numbers = listings.of(account, Mode.VENDOR_CLOUD)
            own = list(own_cloud_regions(setup, scenario, account))
            seen[run, numbers] = np.isin(np.arange(setup.regions), own)
    return seen
