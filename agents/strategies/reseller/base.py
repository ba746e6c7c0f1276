"""What a reseller decides each month: what to ask, what to hold back, what to order."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from agents.ordering import inflation, order_up_to
from agents.strategies.base import Strategy
from model.inputs.parameter import number, parameter, share
from model.state import maths
from model.state.numbers import Section

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ResellerView:
    """What resellers see: runs × resellers × chips; ``order_inflation`` and ``cash_usd`` have one column.

    ``ask_usd`` is last month's quote, ``reference_usd`` the maker's list price, ``expected_rise``
    the smoothed monthly log change of its own quotes, ``sales_units`` its sales outlook,
    ``fill_rate`` the part of its orders that last arrived, ``order_inflation`` how strongly it inflates,
    ``shortfall`` the log of what was asked of it last month over what it could serve.
    """

    rules: Section
    stock_units: Vector
    on_order_units: Vector
    ask_usd: Vector
    reference_usd: Vector
    lead_months: Vector
    expected_rise: Vector
    sales_units: Vector
    fill_rate: Vector
    order_inflation: Vector
    cash_usd: Vector
    shortfall: Vector


HoldingFactor = Annotated[
    float, number("multiple of the usual part of stock held back while prices rise", "factor", 0, 100)
]
SpeculationMonths = Annotated[
    float, number("stock ordered beyond cover when prices rise fast", "months of sales", 0, 24)
]


class ResellerStrategy(Strategy):
    """The behaviour of the trade; strategies change how it holds and orders."""

    holding_factor: HoldingFactor = 0.0
    speculation_months: SpeculationMonths = 0.0
    max_held_share: float = share(0.75, "largest part of stock that is held back")
    fast_rise: float = parameter(
        0.05, "expected rise above the carrying cost from which it speculates in full", "log/month", 1e-6, 2
    )
    min_cover_months: float = parameter(
        0.1, "cover below which the markup rises no further", "months", 1e-6, 10
    )
    max_cover_months: float = parameter(10.0, "cover above which the markup falls no further", "months", 1e-6)
    max_wait_months: float = parameter(
        12.0, "waiting above the normal that buyers pay for, at most", "months", 0, 120
    )
    max_rise: float = parameter(
        0.1, "largest expected rise or fall that the markup answers to", "log/month", 0, 2
    )
    planned_lead_months: float = parameter(6.0, "longest delivery that orders reckon with", "months", 0, 120)
    leverage: float = parameter(2.0, "open orders over the money at hand, at most", "factor", 0, 100)
    phantom_factor: float = parameter(
        2.0, "multiple of inflated need above which orders are withdrawn", "factor", 0, 100
    )
    max_withdrawn: float = share(0.5, "largest part of open orders that is withdrawn in a month")

    def asks(self, view: ResellerView) -> Vector:
        """Markup over the list price moves with missing cover, waiting time and expected rise.

        The quote closes part of the gap a month (sticky quotes), climbs while buyers are turned
        away (tatonnement: price follows excess demand), and never falls below the deepest loss that
        the reseller can bear.
        """
        rules = view.rules
        cover = self.cover_months(view)
        shortage = maths.log(
            rules.target_cover_months
            / np.minimum(np.maximum(cover, self.min_cover_months), self.max_cover_months)
        )
        wait = np.maximum(view.lead_months - rules.normal_wait_months, 0.0)
        wanted = (
            rules.base_markup
            + rules.cover_weight * shortage
            + rules.wait_weight * np.minimum(wait, self.max_wait_months)
            + rules.rise_weight * np.minimum(np.maximum(view.expected_rise, -self.max_rise), self.max_rise)
        )
        reference = np.maximum(view.reference_usd, 1e-9)
        now = maths.log(np.maximum(view.ask_usd, 1e-9) / reference)
        step = rules.adjustment * (wanted - now) + rules.scarcity_weight * view.shortfall
        step = np.minimum(np.maximum(step, -rules.max_monthly_change), rules.max_monthly_change)
        ask = np.maximum(view.ask_usd * maths.exp(step), view.reference_usd * (1 - rules.max_loss))
        return np.where(view.reference_usd > 0, ask, 0.0)

    def offered_units(self, view: ResellerView) -> Vector:
        """Stock on offer: what is not held back."""
        return np.floor(view.stock_units * (1.0 - self.held_share(view)))

    def held_share(self, view: ResellerView) -> Vector:
        """Part of stock that is held back while prices are expected to rise faster than holding costs."""
        gain = view.expected_rise - view.rules.carrying_cost
        wanted = np.maximum(self.holding_factor * view.rules.holding_gain * gain, 0.0)
        held: Vector = np.minimum(wanted, self.max_held_share)
        return held

    def months_ahead(self, view: ResellerView) -> Vector:
        """Months of sales that are bought on speculation while prices rise."""
        rising = np.maximum(view.expected_rise - view.rules.carrying_cost, 0.0)
        return np.asarray(self.speculation_months * np.minimum(rising / self.fast_rise, 1.0))

    def cover_months(self, view: ResellerView) -> Vector:
        """Months of the outlook that the stock would last: what is held back or bought ahead is no cover."""
        held = view.stock_units * self.held_share(view)
        ahead = np.minimum(self.months_ahead(view) * view.sales_units, view.stock_units)
        free = view.stock_units - np.maximum(held, ahead)
        cover: Vector = (free + 1.0) / np.maximum(view.sales_units + 1.0, 1.0)
        return cover

    def orders(self, view: ResellerView) -> Vector:
        """Order up to cover, inflated under rationing, within what cash can pay for."""
        rules = view.rules
        need = order_up_to(
            view.sales_units,
            np.minimum(np.maximum(view.lead_months - 1.0, 0.0), self.planned_lead_months),
            rules.target_cover_months + self.months_ahead(view),
            view.stock_units + view.on_order_units / view_inflation(view),
        )
        wanted = need * view_inflation(view)
        cost: Vector = maths.total(wanted * view.reference_usd, axis=-1, keepdims=True)
        budget = self.leverage * np.maximum(view.cash_usd, 0.0)
        return np.floor(wanted * np.minimum(1.0, budget / np.maximum(cost, 1e-9)))

    def cancels(self, view: ResellerView) -> Vector:
        """Phantom orders are withdrawn when what is coming exceeds any need."""
        lead = np.minimum(view.lead_months, self.planned_lead_months)
        need = view.sales_units * (lead + 1.0 + view.rules.target_cover_months)
        excess = view.stock_units + view.on_order_units - self.phantom_factor * need * view_inflation(view)
        return np.floor(np.minimum(np.maximum(excess, 0.0), self.max_withdrawn * view.on_order_units))


def view_inflation(view: ResellerView) -> Vector:
    """The multiple that this reseller orders under today's fill rates."""
    return inflation(view.fill_rate, view.order_inflation, view.rules.max_inflation)
