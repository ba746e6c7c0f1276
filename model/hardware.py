"""The hardware market: deliveries, what everybody can see, and spot trade between firms."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.inputs.accounts import Outside
from model.inputs.calendar import HOURS_PER_MONTH
from model.inputs.rules import Rules
from model.ledger import MILLI, Kind
from model.sight import Sight
from model.wafers import Arrivals

if TYPE_CHECKING:
    from model.market import ComputeMarket

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]


def take_deliveries(market: "ComputeMarket", rules: Rules) -> Arrivals:
    """Chips leave the foundries: they come into being at whoever ordered them, who pays."""
    arrivals = market.wafers.arrive(market.month)
    void_unlawful_orders(market, rules)
    for reseller in market.cast.resellers:
        market.credit_usd[reseller.account] = reseller.credit_usd
    foundries = {foundry.name: foundry for foundry in market.cast.foundries}
    suppliers = market.accounts.outside(Outside.SUPPLIERS)
    margin = 1.0 + market.settings.vendor.unit_cost_margin
    for chip in np.flatnonzero(arrivals.units):
        units = int(arrivals.units[chip])
        maker = int(market.maker[chip])
        entry = market.catalogue.chips[chip]
        foundry = foundries[entry.foundry]
        made_usd = foundry.unit_price_usd(int(chip))
        parts_usd = max(entry.cost_to_make_usd * margin - made_usd, 0.0)
        market.chips.make(maker, int(chip), units * MILLI)
        if market.inhouse_chip[chip]:
            market.tally.own_made_units[chip] += units
            market.tally.received_units[maker, chip] += units
        market.money.pay(maker, foundry.account, Kind.WAFERS, units * made_usd, int(chip), units)
        market.money.pay(maker, suppliers, Kind.COMPONENTS, units * parts_usd, int(chip), units)
    return arrivals


def void_unlawful_orders(market: "ComputeMarket", rules: Rules) -> None:
    """Open orders that may no longer be delivered, or whose maker is a stranger now, are void."""
    makers = np.maximum(market.maker, 0)
    regions = market.firm_region
    unlicensed = rules.barred & (rules.licensed_units <= 0)
    barred = unlicensed[:, np.maximum(regions, 0)].T & (regions >= 0)[:, None]
    abroad = regions[makers][None, :] != regions[:, None]
    stranger = market.ties.strength[makers].T <= 0
    refused = (barred & abroad) | stranger
    for buyer in np.flatnonzero((refused & (market.orders.open_units > 0)).any(axis=1)):
        void = np.where(refused[buyer], market.orders.open_units[buyer], 0)
        market.orders.cancel(int(buyer), void)


def look(market: "ComputeMarket", rules: Rules) -> Sight:
    """What everybody can see: prices, waits, rules, power of chips."""
    regions = market.catalogue.regions
    hourly = rules.power_usd_per_kwh * np.array([region.pue for region in regions])
    return Sight(
        month=market.month,
        rules=rules,
        power=market.power(),
        on_sale=market.on_sale.copy(),
        orderable=orderable(market, rules),
        list_usd=market.list_usd.copy(),
        duty=duty(market, rules),
        street_usd=market.street_usd.copy(),
        lead_months=lead_months(market),
        energy_usd_per_month=np.outer(hourly, kwh_per_month(market)),
        rival_budget_growth=market.budget_growth,
        rival_chip=np.isin(
            market.maker, [market.accounts.firm(terms.vendor) for terms in rules.vendor_clouds]
        ),
        vendor_cloud_share=market.vendor_cloud_share.copy(),
    )


def kwh_per_month(market: "ComputeMarket") -> Vector:
    """Electricity of each chip, with its server, that runs all month; cooling comes on top."""
    return market.catalogue.power_w * market.settings.use.system_power_factor * HOURS_PER_MONTH / 1000


def duty(market: "ComputeMarket", rules: Rules) -> Matrix:
    """Chips × regions: price paid over list price; tariffs on chips from abroad, less subsidies."""
    home = market.firm_region[np.maximum(market.maker, 0)][:, None] == np.arange(len(rules.tariff))
    tariff: Matrix = np.where(home, 0.0, rules.tariff)
    return (1.0 + tariff) * (1.0 - rules.subsidy_share[:, None])


def buyers_duty(market: "ComputeMarket", seller_region: int, chip: int) -> Vector:
    """What each firm needs at hand over the list price of one chip: tariffs; subsidies come after."""
    regions = market.firm_region
    tariff = market.rules.tariff[np.maximum(regions, 0)]
    return 1.0 + np.where((regions < 0) | (regions == seller_region), 0.0, tariff)


def orderable(market: "ComputeMarket", rules: Rules) -> NDArray[np.bool_]:
    """Chips × regions: on sale or announced, not barred (unless made there); variants where the base is.

    Orders are taken ahead of the launch, so that a new chip ships in the month of its launch.
    """
    regions = np.arange(len(market.catalogue.regions))
    home = market.firm_region[np.maximum(market.maker, 0)][:, None] == regions
    ahead = market.launch_month - rules.month
    announced = (ahead > 0) & (ahead <= market.settings.vendor.announced_months)
    announced &= ~market.inhouse_chip & ~rules.unmakable
    sold = (market.on_sale | announced)[:, None]
    may: NDArray[np.bool_] = sold & (~rules.barred | home)
    may |= sold & (rules.licensed_units > 0)
    variant = market.base_chip >= 0
    may[variant] &= rules.barred[market.base_chip[variant]]
    may[market.maker < 0] = False
    return may


def note_shipments(market: "ComputeMarket") -> None:
    """This month's deliveries enter those that waits are reckoned by."""
    newest = market.settings.vendor.shipment_smoothing
    shipped = market.orders.filled_units.sum(axis=0, dtype=np.int64)
    market.shipped_units = newest * shipped + (1 - newest) * market.shipped_units


def lead_months(market: "ComputeMarket") -> Vector:
    """Months from order to delivery: transit plus backlog over smoothed shipments.

    Of a chip that has not shipped yet nobody expects more than a slow start.
    """
    rules = market.settings.vendor
    backlog = market.orders.open_units.sum(axis=0, dtype=np.int64)
    flow = np.maximum(market.shipped_units, 1.0)
    wait = np.where(backlog > 0, backlog / flow, 0.0)
    wait = np.where(market.shipped_units > 0, wait, rules.launch_wait_months)
    return np.minimum(rules.transit_months + wait, rules.longest_wait_months)


def pay_state(market: "ComputeMarket", buyer: int, seller: int, chip: int, sales_usd: float) -> None:
    """A delivery's tariff goes to the state; the state pays its subsidy back to the buyer."""
    rules, region = market.rules, int(market.firm_region[buyer])
    if region < 0 or (rules.subsidy_share[chip] == 0 and rules.tariff[region] == 0):
        return
    state = market.accounts.outside(Outside.STATE)
    if market.firm_region[seller] != region:
        market.money.pay(buyer, state, Kind.TAX, float(rules.tariff[region]) * sales_usd, chip)
    market.money.pay(state, buyer, Kind.SUBSIDY, float(rules.subsidy_share[chip]) * sales_usd, chip)


def deliver(
    market: "ComputeMarket",
    seller: int,
    buyer: int,
    chip: int,
    units: int,
    price_usd: float,
    network_usd: float = 0.0,
) -> None:
    """One sale between firms: chips one way, money the other."""
    market.chips.move(seller, buyer, chip, units * MILLI)
    market.money.pay(buyer, seller, Kind.CHIPS, units * price_usd, chip, units)
    market.money.pay(buyer, seller, Kind.NETWORK, units * network_usd, chip, units)
    market.tally.received_units[buyer, chip] += units


def trade_spot(market: "ComputeMarket", sight: Sight) -> None:
    """Clouds that will not wait buy from resellers they are tied to; then street prices are known."""
    for cloud in market.cast.clouds:
        cloud.buy_spot(sight)
    market.cast.miners.trade(sight)
    market.street_usd = street_prices(market, sight)


def street_prices(market: "ComputeMarket", sight: Sight) -> Vector:
    """Regions × chips: mean ask of the region's resellers, weighted by stock and a little by name."""
    total = np.zeros_like(sight.street_usd)
    weight = np.zeros_like(sight.street_usd)
    for reseller in market.cast.resellers:
        quoted = reseller.ask_usd > 0
        counts = np.where(quoted, reseller.held_units + 1.0, 0.0)
        total[reseller.region] += counts * reseller.ask_usd
        weight[reseller.region] += counts
    return np.where(weight > 0, total / np.maximum(weight, 1e-9), sight.list_usd)
