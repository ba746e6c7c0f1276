"""Prices: list, street, premium, rents."""

from collections.abc import Iterator

import numpy as np

from model.inputs.calendar import HOURS_PER_MONTH
from model.ledger import Kind
from model.metrics.books import Books, table_rows
from model.metrics.registry import Names, Rows, Value, metric
from model.state import maths


@metric("USD/chip", "the maker's list price of chips on sale", who=(Names.FIRMS,), item=(Names.CHIPS,))
def list_price_usd(books: Books) -> Iterator[Value]:
    """List prices."""
    market = books.market
    for chip in np.flatnonzero(market.on_sale):
        yield Value(books.firms[market.maker[chip]], books.chips[chip], market.list_usd[chip])


@metric(
    "USD/chip",
    "mean ask of a region's resellers, weighted by stock",
    who=(Names.REGIONS,),
    item=(Names.CHIPS,),
)
def street_price_usd(books: Books) -> Rows:
    """Street prices by region."""
    quoted = np.where(books.quoted, books.market.street_usd, 0.0)
    return table_rows(books.regions, books.chips, quoted, range(len(books.regions)))


@metric(
    "share", "street price over the maker's list price, less one", who=(Names.REGIONS,), item=(Names.CHIPS,)
)
def street_premium(books: Books) -> Rows:
    """Street premium by region."""
    regions, chips = books.quoted.nonzero()
    ratio = books.market.street_usd[regions, chips] / books.market.sight.list_usd[chips] - 1.0
    return Rows(
        [books.regions[region] for region in regions.tolist()],
        [books.chips[chip] for chip in chips.tolist()],
        ratio.tolist(),
    )


@metric(
    "USD/month",
    "what sales above list price brought to resellers, and what vendors got of it",
    who=("channel", "vendor"),
)
def premium_usd(books: Books) -> Iterator[Value]:
    """Who takes the premium over list."""
    yield Value("channel", "", books.market.tally.premium_usd)
    yield Value("vendor", "", vendor_premium_usd(books))


def vendor_premium_usd(books: Books) -> float:
    """What vendors' own sales brought above the list price of the month, from the payments."""
    vendors = [vendor.account for vendor in books.market.cast.vendors]
    list_usd = books.market.sight.list_usd
    for batch in books.market.tally.payments:
        if batch.kind == Kind.CHIPS:
            above_usd = batch.amount_usd - batch.quantity * list_usd[batch.item]
            return float(maths.total(np.where(np.isin(batch.payee, vendors), above_usd, 0.0)))
    return 0.0


@metric(
    "USD/hour",
    "posted rent of one chip on demand; a vendor's own cloud: its instance price",
    who=(Names.FIRMS, Names.FLEETS),
    item=(Names.CHIPS,),
)
def rent_usd_per_hour(books: Books) -> Iterator[Value]:
    """Rents of providers that have the chip."""
    market = books.market
    for cloud in market.cast.clouds:
        if cloud.row.rents_out:
            rent = cloud.rent_usd_per_hour * (books.held[cloud.account] > 0)
            for chip in rent.nonzero()[0].tolist():
                yield Value(cloud.name, books.chips[chip], rent[chip])
    for terms in market.sight.rules.vendor_clouds:
        if terms.vendor in books.fleets:
            for chip in np.flatnonzero(books.fleets[terms.vendor] > 0):
                yield Value(
                    f"{terms.vendor} own cloud",
                    books.chips[chip],
                    terms.price_usd_per_chip_month / HOURS_PER_MONTH,
                )
