"""The rental market, and the board on which start-ups see everything for rent or sale."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.ledger import MILLI, Kind, Payments
from model.offers import Mode, OfferTable, blank_terms
from model.roles import StartupTrade
from model.sight import Sight

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
    _hand_over(market, trade)
    market.vendor_cloud_share = vendor_cloud_share(market, sight, trade)
    resold = np.flatnonzero((listings.mode == Mode.CHANNEL) & (trade.units.sum(axis=0) > 0))
    for listing in resold:
        units = float(trade.units[:, listing].sum())
        chip = listings.chip[listing]
        market.tally.premium_usd += units * (terms.price_usd[listing] - sight.list_usd[chip])
    rented = ~listings.is_purchase
    np.add.at(market.tally.rented_by_class, listings.supplier[rented], trade.class_units[rented])
    market.last_trade = trade


def _pay_rents(market: "ComputeMarket", trade: StartupTrade) -> None:
    listings = market.listings
    first_group = market.accounts.first_group
    rented_software = software_share(market)
    for units, amount, kind, chosen in (
        (trade.units, trade.amount_usd, Kind.RENTAL, ~listings.is_purchase),
        (trade.contract_units, trade.contract_usd, Kind.RENTAL, ~listings.is_purchase),
        (trade.units, trade.amount_usd, Kind.CHIPS, listings.is_purchase),
    ):
        groups, numbers = np.nonzero(amount * chosen)
        if not len(groups):
            continue
        paid = amount[groups, numbers]
        attach = market.attach[listings.supplier[numbers]]
        bundled = np.where(listings.mode[numbers] == Mode.DIRECT, attach / (1.0 + attach), 0.0)
        software = np.where(listings.is_purchase[numbers], bundled, rented_software[numbers])
        market.money.pay_many(
            Payments(
                payer=groups + first_group,
                payee=listings.supplier[numbers],
                kind=kind,
                item=listings.chip[numbers],
                quantity=units[groups, numbers],
                amount_usd=paid * (1 - software),
            )
        )
        if software.any():
            market.money.pay_many(
                Payments(
                    payer=groups + first_group,
                    payee=listings.supplier[numbers],
                    kind=Kind.NETWORK if kind == Kind.CHIPS else Kind.SOFTWARE,
                    item=listings.chip[numbers],
                    quantity=units[groups, numbers],
                    amount_usd=paid * software,
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
    """Part of each region's rented compute that vendors' own clouds hold, smoothed over months."""
    listings = market.listings
    power = sight.power.mixed(0.5)[listings.chip]
    units = (trade.units + trade.contract_units) * ~listings.is_purchase * power
    own = listings.mode == Mode.VENDOR_CLOUD
    share = np.zeros(len(market.catalogue.regions))
    for region in range(len(share)):
        here = market.cast.startups.group_region == region
        total = float(units[here].sum())
        share[region] = float(units[here][:, own].sum()) / total if total > 0 else 0.0
    return share
