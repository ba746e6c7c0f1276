"""The phases of one month, in order. Read this first.

Each phase takes the tables that earlier ones made and hands on a new one; nothing edits a table
upstream. Only the ledgers move money and chips.
"""

from typing import TYPE_CHECKING

from model import capital, hardware, rental, use
from model.meeting import meet
from model.sight import Sight

if TYPE_CHECKING:
    from model.market import ComputeMarket


def run_month(market: "ComputeMarket") -> None:
    """Policies, deliveries, needs, quotes, offers, orders, trades, use, money, silicon, wafers."""
    cast, month = market.cast, market.month
    market.orders.start_month()

    rules = cast.regulator.rules_of(month)
    market.rules = rules
    market.licences_used[:] = 0.0
    arrivals = hardware.take_deliveries(market, rules)
    for vendor in cast.vendors:
        vendor.ship(rules, arrivals)
    for cloud in cast.clouds:
        cloud.grow_needs(rules)
    capital.fund_clouds(market)

    hardware.note_shipments(market)
    sight = hardware.look(market, rules)
    market.sight = sight
    for cloud in cast.clouds:
        cloud.quote(sight)
    for reseller in reversed(cast.resellers):
        reseller.source(sight)
    cast.channel.quote(sight)
    hardware.trade_spot(market, sight)

    terms = rental.post_offers(market, sight)
    cast.climate.split_funding(rules)
    trade = cast.startups.trade(sight, market.listings, terms)
    rental.settle(market, sight, terms, trade)
    for cloud in cast.clouds:
        cloud.note_demand(sight, trade)
    cast.channel.note_demand(trade)

    outcome = cast.startups.use(sight)
    use.settle_startups(market, sight, outcome)
    use.burn_power(market, sight)
    use.pay_running_costs(market)
    capital.invest(market, outcome)

    order(market, sight)
    use.retire(market)
    meet(market)
    market.fitness.learn(use.deployed(market), market.settings.learning, rules.learning_factor)


def order(market: "ComputeMarket", sight: Sight) -> None:
    """Programmes move on; clouds and resellers order chips, vendors wafers, foundries start them."""
    cast = market.cast
    for programme in cast.programmes:
        programme.advance(sight)
    for cloud in cast.clouds:
        cloud.order_chips(sight)
    market.budget_growth = capital.mean_budget_growth(market)
    cast.channel.order_chips(sight)
    for vendor in cast.vendors:
        vendor.order_wafers(sight)
        vendor.review_prices()
    for foundry in cast.foundries:
        foundry.start_wafers(sight.rules)
