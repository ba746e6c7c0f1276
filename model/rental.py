"""The rental market, and the board on which start-ups see everything for rent or sale."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.inputs.accounts import Outside
from model.ledger import MILLI, Kind, Payments
from model.offers import Mode, OfferTable, blank_terms
from model.sight import Sight
from model.startup_tables import StartupTrade
from model.state import maths

if TYPE_CHECKING:
    from model.market import ComputeMarket

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]


def post_offers(market: "ComputeMarket", sight: Sight) -> OfferTable:
    """Every seller puts its terms on the board."""
    terms = blank_terms(len(market.listings.rows))
    for vendor in market.cast.vendors:
        vendor.offer(sight, market.listings, terms)
    for cloud in market.cast.clouds:
        cloud.offer(sight, market.listings, terms)
    market.cast.channel.offer(sight, market.listings, terms)
    return terms


def settle(market: "ComputeMarket", sight: Sight, terms: OfferTable, trade: StartupTrade) -> None:
    """Book what the start-ups rented and bought: payments by group and offer, chips by group."""
    listings = market.listings
    _pay_rents(market, trade)
    _pay_purchases(market, trade)
    _hand_over(market, trade)
    market.vendor_cloud_share = vendor_cloud_share(market, sight, trade)
    resold = np.flatnonzero((listings.mode == Mode.CHANNEL) & (maths.total(trade.units, axis=0) > 0))
    for listing in resold:
        units = float(maths.total(trade.units[:, listing]))
        chip = listings.chip[listing]
        market.tally.premium_usd += units * (terms.price_usd[listing] - sight.list_usd[chip])
    rented = ~listings.is_purchase
    np.add.at(market.tally.rented_by_class, listings.supplier[rented], trade.class_units[rented])
    market.last_trade = trade


def _pay_rents(market: "ComputeMarket", trade: StartupTrade) -> None:
    """New and running rents; a part of what a vendor's own cloud earns is for software."""
    software = software_share(market)
    for units, amount_usd in (
        (trade.units, trade.amount_usd),
        (trade.contract_units, trade.contract_usd),
    ):
        rent_usd = amount_usd * ~market.listings.is_purchase
        _book(market, Kind.RENTAL, units, rent_usd * (1 - software))
        _book(market, Kind.SOFTWARE, units, rent_usd * software)


def _pay_purchases(market: "ComputeMarket", trade: StartupTrade) -> None:
    """Bought chips; what vendors sell directly comes with network, and with the state's subsidy."""
    listings, rules = market.listings, market.rules
    direct = listings.mode == Mode.DIRECT
    attach = np.where(direct, market.attach[listings.supplier], 0.0)
    subsidy = np.where(direct, rules.subsidy_share[listings.chip], 0.0)
    chips_usd = trade.amount_usd * listings.is_purchase / np.maximum(1.0 - subsidy + attach, 1e-12)
    _book(market, Kind.CHIPS, trade.units, chips_usd)
    _book(market, Kind.NETWORK, trade.units, chips_usd * attach)
    _refund(market, chips_usd * subsidy)
    suppliers = market.accounts.outside(Outside.SUPPLIERS)
    for vendor in market.cast.vendors:
        numbers = listings.of(vendor.account, Mode.DIRECT)
        cost_usd = maths.total((chips_usd * attach)[:, numbers], axis=0) * vendor.row.network_cost_share
        for chip, usd in zip(listings.chip[numbers].tolist(), cost_usd.tolist(), strict=True):
            market.money.pay(vendor.account, suppliers, Kind.COMPONENTS, usd, chip)


def _book(market: "ComputeMarket", kind: Kind, units: Matrix, amount_usd: Matrix) -> None:
    """Payments of groups to suppliers, groups × listings."""
    listings = market.listings
    groups, numbers = np.nonzero(amount_usd)
    market.money.pay_many(
        Payments(
            payer=groups + market.accounts.first_group,
            payee=listings.supplier[numbers],
            kind=kind,
            item=listings.chip[numbers],
            quantity=units[groups, numbers],
            amount_usd=amount_usd[groups, numbers],
        )
    )


def _refund(market: "ComputeMarket", amount_usd: Matrix) -> None:
    """The state pays its part of a chip's price to who bought it."""
    groups, numbers = np.nonzero(amount_usd)
    market.money.pay_many(
        Payments(
            payer=np.full(len(groups), market.accounts.outside(Outside.STATE)),
            payee=groups + market.accounts.first_group,
            kind=Kind.SUBSIDY,
            item=market.listings.chip[numbers],
            quantity=np.zeros(len(groups)),
            amount_usd=amount_usd[groups, numbers],
        )
    )


def software_share(market: "ComputeMarket") -> Vector:
    """Part of the rent that is software, by listing: on vendors' own clouds, by each one's terms."""
    share = np.zeros(len(market.listings.rows))
    for vendor in market.cast.vendors:
        terms = market.rules.vendor_cloud_of(vendor.name)
        if terms is not None:
            share[market.listings.of(vendor.account, Mode.VENDOR_CLOUD)] = terms.software_share
    return share


def used_of_own_cloud(market: "ComputeMarket", vendor: int) -> Vector:
    """Chips of a vendor's own cloud that customers used in the last month traded, by chip."""
    used = np.zeros(len(market.catalogue.chips))
    trade, listings = market.last_trade, market.listings
    if trade is not None:
        numbers = listings.of(vendor, Mode.VENDOR_CLOUD)
        np.add.at(
            used,
            listings.chip[numbers],
            maths.total((trade.units + trade.contract_units)[:, numbers], axis=0),
        )
    return used


def _hand_over(market: "ComputeMarket", trade: StartupTrade) -> None:
    """Bought chips change hands in thousandths."""
    listings = market.listings
    for group, listing in np.argwhere(trade.purchased_milli > 0):
        milli = int(trade.purchased_milli[group, listing])
        buyer = market.accounts.first_group + int(group)
        chip = int(listings.chip[listing])
        market.chips.move(int(listings.supplier[listing]), buyer, chip, milli)
        market.tally.received_units[buyer, chip] += milli / MILLI


def vendor_cloud_share(market: "ComputeMarket", sight: Sight, trade: StartupTrade) -> Vector:
    """Part of each region's rented compute that vendors' own clouds hold this month."""
    listings = market.listings
    power = sight.power.mixed(0.5)[listings.chip]
    units = (trade.units + trade.contract_units) * ~listings.is_purchase * power
    own = listings.mode == Mode.VENDOR_CLOUD
    share = np.zeros(len(market.catalogue.regions))
    for region in range(len(share)):
        here = market.cast.startups.group_region == region
        total = float(maths.total(maths.total(units[here])))
        share[region] = float(maths.total(maths.total(units[here][:, own]))) / total if total > 0 else 0.0
    return share
