"""What is hoarded is no cover, and no premium is above what the best substitute allows."""

from dataclasses import replace

import numpy as np
import pytest

from agents.resellers.decide import quote_asks
from agents.resellers.substitutes import substitute_usd
from agents.resellers.view import view_of
from agents.strategies.reseller.base import ResellerView
from agents.strategies.reseller.hoarder import Hoarder
from agents.strategies.reseller.pass_through import PassThrough
from model.market import ComputeMarket
from model.state.kinds import MILLI
from tests.small_worlds import market_of, short_history


@pytest.fixture
def market() -> ComputeMarket:
    found = market_of(short_history(months=3), record=False)
    found.run_month()
    return found


def rising(market: ComputeMarket, rise: float) -> ResellerView:
    """What resellers see when they expect such a rise of prices a month."""
    view = view_of(market.world, market.world.resellers.ask_usd.copy())
    return replace(view, expected_rise=np.full_like(view.expected_rise, rise))


def test_hoarding_raises_asks_at_once(market):
    view = rising(market, 0.05)
    stocked = (view.stock_units > 10) & (view.reference_usd > 0)
    calm, hoards = (strategy.asks(view)[stocked] for strategy in (PassThrough(), Hoarder()))
    assert stocked.any()
    assert (hoards >= calm).all()
    assert (hoards > calm).any()


def test_without_a_rise_a_hoarder_has_the_cover_of_the_trade(market):
    view = rising(market, 0.0)
    np.testing.assert_array_equal(Hoarder().cover_months(view), PassThrough().cover_months(view))


def test_stock_bought_ahead_is_no_cover_even_if_it_is_on_offer(market):
    view = rising(market, 0.2)
    ahead = Hoarder(holding_factor=0.0, speculation_months=1.0)
    stocked = view.stock_units > 2 * view.sales_units
    assert (ahead.cover_months(view) <= PassThrough().cover_months(view)).all()
    expected = (view.stock_units - view.sales_units + 1) / np.maximum(view.sales_units + 1, 1)
    np.testing.assert_allclose(ahead.cover_months(view)[stocked], expected[stocked])


def test_the_bound_is_a_substitute_s_price_for_equal_compute_times_what_changing_costs(market):
    """The only other chip in the US is MI250X, at its list price; of itself a chip is no substitute."""
    world, chip = market.world, market.catalogue.chip_index
    world.chips.held[:, world.setup.firms.resellers] = 0
    snapshot = world.snapshot
    snapshot.orderable[:, :, 0] = False
    snapshot.orderable[:, [chip("A100"), chip("MI250X")], 0] = True
    snapshot.lead_months[...] = 0.0
    compute, switching = snapshot.compute.mixed(0.5)[0], market.settings.channel.switching_cost
    bound = substitute_usd(world)[0, 0]
    for own, other in (("A100", "MI250X"), ("MI250X", "A100")):
        equal = snapshot.list_usd[0, chip(other)] * compute[chip(own)] / compute[chip(other)]
        assert bound[chip(own)] == pytest.approx(switching * equal)


def test_waiting_for_a_substitute_makes_it_dearer_and_none_means_no_bound(market):
    world = market.world
    world.chips.held[:, world.setup.firms.resellers] = 0
    world.snapshot.lead_months[...] = 1.0
    soon = substitute_usd(world)
    world.snapshot.lead_months[...] = 6.0
    assert (substitute_usd(world) >= soon).all()
    assert (substitute_usd(world) > soon).any()
    world.snapshot.orderable[...] = False
    assert np.isinf(substitute_usd(world)).all()


def test_barred_chips_on_the_street_are_no_lawful_substitute(market):
    world = market.world
    world.snapshot.orderable[...] = False
    world.chips.held[:, world.setup.firms.resellers] = 10 * MILLI
    open_ = substitute_usd(world)
    world.snapshot.rules.barred[...] = True
    assert np.isfinite(open_).any()
    assert np.isinf(substitute_usd(world)).all()


def test_no_premium_is_above_the_bound(market):
    world, region = market.world, market.world.setup.firms.reseller_region
    world.resellers.ask_usd[...] *= 10.0
    quote_asks(market.lone.actors)
    asks, bound = world.resellers.ask_usd, substitute_usd(world)[:, region]
    duty = world.snapshot.duty[:, :, region].transpose(0, 2, 1)
    paid = world.snapshot.list_usd[:, None] * duty
    assert (asks <= np.maximum(bound, paid) * (1 + 1e-12)).all()
    assert ((asks == bound) & (asks > 0)).any()
