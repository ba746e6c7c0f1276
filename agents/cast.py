"""Turns a scenario into its agents."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from agents.channel import Channel
from agents.chip_programme import ChipProgramme
from agents.cloud import Cloud
from agents.environment import FundingClimate, Regulator
from agents.foundry import Foundry
from agents.miners import Miners
from agents.reseller import GreyTrader, Reseller
from agents.startups.single.population import Startups
from agents.strategies.base import Strategy
from agents.strategies.rows import Dated, dated_strategies
from agents.vendor import Vendor
from model.inputs.cast import FirmRow, Role
from model.inputs.catalogue_entries import ChipKind
from model.inputs.problems import InputProblem, unknown_name
from model.offers import Listing, Listings, Mode, list_offers
from model.roles import CastList

if TYPE_CHECKING:
    from model.market import ComputeMarket

CLASSES: dict[Role, type] = {
    Role.FOUNDRY: Foundry,
    Role.VENDOR: Vendor,
    Role.CLOUD: Cloud,
    Role.RESELLER: Reseller,
    Role.GREY_TRADER: GreyTrader,
    Role.PROGRAMME: ChipProgramme,
}


NO_STRATEGIES: Mapping[str, Strategy] = {}


def build_cast(
    model: "ComputeMarket",
    strategies: Mapping[str, Strategy] = NO_STRATEGIES,
) -> CastList:
    """Every agent of the scenario, with its strategy and opening state.

    ``strategies`` by firm stand in for those that the scenario names: one that is in no registry can
    be tried this way.

    Raises:
        InputProblem: for a strategy or firm that does not exist.
    """
    check_strategies(model, (*model.settings.strategies, *strategies))
    members: dict[Role, list[object]] = {role: [] for role in Role}
    for role, row in model.rows.firm_rows():
        members[role].append(_hire(model, role, row, strategies))
    clouds: list[Cloud] = members[Role.CLOUD]  # type: ignore[assignment]
    by_name = {cloud.name: cloud for cloud in clouds}
    for programme in members[Role.PROGRAMME]:
        assert isinstance(programme, ChipProgramme)
        if programme.row.owner not in by_name:
            raise unknown_name("owner", programme.row.owner, f"programme {programme.name}", by_name)
        programme.adopt(by_name[programme.row.owner])
    for cloud in clouds:
        cloud.open_need()
    climate, regulator = FundingClimate(model), Regulator(model)
    startups = Startups(model)
    resellers: list[Reseller] = [
        *members[Role.RESELLER],  # type: ignore[list-item]
        *members[Role.GREY_TRADER],  # type: ignore[list-item]
    ]
    channel = Channel(model, resellers)
    cast = CastList(
        foundries=members[Role.FOUNDRY],  # type: ignore[arg-type]
        vendors=members[Role.VENDOR],  # type: ignore[arg-type]
        clouds=clouds,
        resellers=resellers,
        channel=channel,
        programmes=members[Role.PROGRAMME],  # type: ignore[arg-type]
        startups=startups,
        climate=climate,
        regulator=regulator,
        miners=Miners(model),
    )
    model.cast = cast
    model.listings = listings_of(model)
    channel.find_listings(model.listings)
    startups.open_ledgers()
    return cast


def check_strategies(model: "ComputeMarket", firms: Iterable[str]) -> None:
    """Refuse a strategy for a firm that is not in the cast."""
    for firm in firms:
        if firm not in model.accounts.firms:
            raise unknown_name(
                "firm", firm, f"scenario {model.settings.name}, strategies", model.accounts.firms
            )


def _hire(model: "ComputeMarket", role: Role, row: FirmRow, given: Mapping[str, Strategy]) -> object:
    if row.name in given:
        return CLASSES[role](model, row, (Dated(0, given[row.name]),))
    return CLASSES[role](model, row, dated_strategies(model.settings, role, row))


def listings_of(model: "ComputeMarket") -> Listings:
    """Everything that can ever be offered to start-ups: who, which chip, how, seen from where."""
    regions = model.catalogue.region_names
    everywhere = tuple(range(len(regions)))
    merchant = [index for index, chip in enumerate(model.catalogue.chips) if chip.kind == ChipKind.MERCHANT]
    rows: list[Listing] = []
    for cloud in model.cast.clouds:
        if not cloud.row.rents_out:
            continue
        unknown = [name for name in cloud.row.serves if name not in regions]
        if unknown:
            raise unknown_name("region", unknown[0], f"firms, {cloud.name}, serves", regions)
        serves = tuple(regions.index(name) for name in cloud.row.serves)
        own = [int(chip) for chip in np.flatnonzero(cloud.own_chip)]
        for chip in [*merchant, *own]:
            rows += [Listing(cloud.account, chip, mode, serves) for mode in (Mode.ON_DEMAND, Mode.RESERVED)]
    for reseller in model.cast.resellers:
        if reseller.region < 0:
            raise InputProblem(
                what=f"{reseller.name} has no selling region", where="firms", allowed=str(regions)
            )
        rows += [Listing(reseller.account, chip, Mode.CHANNEL, (reseller.region,)) for chip in merchant]
    for vendor in model.cast.vendors:
        closed = [region.closed_market for region in model.catalogue.regions]
        at_home = vendor.region >= 0 and closed[vendor.region]
        abroad = (vendor.region,) if at_home else tuple(r for r in everywhere if not closed[r])
        rows += [Listing(vendor.account, int(chip), Mode.DIRECT, abroad) for chip in vendor.chips]
        cloud_regions = own_cloud_regions(model, vendor.name)
        rows += [
            Listing(vendor.account, int(chip), Mode.VENDOR_CLOUD, cloud_regions)
            for chip in vendor.chips
            if cloud_regions
        ]
    return list_offers(rows, len(regions))


def own_cloud_regions(model: "ComputeMarket", vendor: str) -> tuple[int, ...]:
    """Regions in which any policy of the scenario lets a vendor rent."""
    found: set[int] = set()
    for policy in model.settings.policies.values():
        if getattr(policy, "vendor", None) == vendor:
            found |= {model.catalogue.region_index(name) for name in getattr(policy, "regions", ())}
    return tuple(sorted(found))
