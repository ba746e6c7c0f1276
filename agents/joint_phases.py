"""Phases of the month in which several roles act, one after the other."""

from agents.actors import Actors
from agents.clouds import rent_out
from agents.resellers import offer
from agents.vendors import offers
from model.markets import capital_flows


def start_month(actors: Actors) -> None:
    """Open orders grow a month older; whoever changes strategy does so now."""
    actors.world.orders.start_month()
    actors.follow_schedules()


def post_offers(actors: Actors) -> None:
    """Everybody who sells or rents to start-ups puts terms on the board."""
    actors.world.clear_terms()
    offers.offer_vendors(actors)
    rent_out.offer_clouds(actors)
    offer.offer_channel(actors)


def fund_startups(actors: Actors) -> None:
    """Venture money and named rounds reach start-ups; who invests becomes known and trusted."""
    stakes = capital_flows.invest(actors.world)
    actors.startups.form_equity_ties(stakes.run, stakes.group, stakes.investor)
