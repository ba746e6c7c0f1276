"""What a reseller decides each month: what to ask, what to hold back, what to order."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from agents.ordering import inflation, order_up_to
from model.inputs.parameters import Channel

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ResellerView:
    """What a reseller sees, one entry a chip; for several at once, resellers × chips.

    ``temper`` and ``cash_usd`` have a single column.
    ``ask_usd`` is last month's quote, ``reference_usd`` the maker's list price, ``expected_rise``
    the smoothed monthly log change of its own quotes, ``sales_units`` its sales outlook,
    ``fill_rate`` the part of its orders that last arrived, ``temper`` how strongly it inflates,
    ``shortfall`` the log of what was asked of it last month over what it could serve.
    """

    rules: Channel
    stock_units: Vector
    on_order_units: Vector
    ask_usd: Vector
    reference_usd: Vector
    lead_months: Vector
    expected_rise: Vector
    sales_units: Vector
    fill_rate: Vector
    temper: Vector
    cash_usd: Vector
    shortfall: Vector


@dataclass(frozen=True, slots=True)
class ResellerStrategy:
    """The habits of the trade; strategies change how it holds and orders."""

    name: ClassVar[str] = ""
    meaning: ClassVar[str] = ""

    holding_factor: float = 0.0
    speculation_months: float = 0.0

    def asks(self, view: ResellerView) -> Vector:
        """Markup over the list price moves with missing cover, waiting time and expected rise.

        The quote closes part of the gap a month (sticky quotes), climbs while buyers are turned
        away (tatonnement: price follows excess demand), and never falls below the deepest loss that
        the reseller can bear.
        """
        rules = view.rules
        cover = cover_months(view)
        shortage = np.log(rules.target_cover_months / np.minimum(np.maximum(cover, 0.1), 10.0))
        wait = np.maximum(view.lead_months - rules.normal_wait_months, 0.0)
        wanted = (
            rules.base_markup
            + rules.cover_weight * shortage
            + rules.wait_weight * np.minimum(wait, 12.0)
            + rules.rise_weight * np.minimum(np.maximum(view.expected_rise, -0.1), 0.1)
        )
        reference = np.maximum(view.reference_usd, 1e-9)
        now = np.log(np.maximum(view.ask_usd, 1e-9) / reference)
        step = rules.adjustment * (wanted - now) + rules.scarcity_weight * view.shortfall
        step = np.minimum(np.maximum(step, -rules.max_monthly_change), rules.max_monthly_change)
        ask = np.maximum(view.ask_usd * np.exp(step), view.reference_usd * (1 - rules.max_loss))
        return np.where(view.reference_usd > 0, ask, 0.0)

    def offered_units(self, view: ResellerView) -> Vector:
        """Stock on offer: a part is held back while prices are expected to rise faster than it costs."""
        gain = view.expected_rise - view.rules.carrying_cost
        held = np.minimum(np.maximum(self.holding_factor * view.rules.holding_gain * gain, 0.0), 0.75)
        return np.floor(view.stock_units * (1.0 - held))

    def orders(self, view: ResellerView) -> Vector:
        """Order up to cover, inflated under rationing, within what cash can pay for."""
        rules = view.rules
        rising = np.maximum(view.expected_rise - rules.carrying_cost, 0.0)
        speculative = self.speculation_months * np.minimum(rising / 0.05, 1.0)
        need = order_up_to(
            view.sales_units,
            np.minimum(np.maximum(view.lead_months - 1.0, 0.0), 6.0),
            rules.target_cover_months + speculative,
            view.stock_units + view.on_order_units / view_inflation(view),
        )
        wanted = need * view_inflation(view)
        cost = (wanted * view.reference_usd).sum(axis=-1, keepdims=True)
        purse = 2.0 * np.maximum(view.cash_usd, 0.0)
        return np.floor(wanted * np.minimum(1.0, purse / np.maximum(cost, 1e-9)))

    def cancels(self, view: ResellerView) -> Vector:
        """Phantom orders are withdrawn when what is coming exceeds any need."""
        need = view.sales_units * (np.minimum(view.lead_months, 6.0) + 1.0 + view.rules.target_cover_months)
        excess = view.stock_units + view.on_order_units - 2.0 * need * view_inflation(view)
        return np.floor(np.minimum(np.maximum(excess, 0.0), 0.5 * view.on_order_units))


def cover_months(view: ResellerView) -> Vector:
    """Months of the outlook that the stock would last."""
    cover: Vector = (view.stock_units + 1.0) / np.maximum(view.sales_units + 1.0, 1.0)
    return cover


def view_inflation(view: ResellerView) -> Vector:
    """The multiple that this reseller orders under today's fill rates."""
    return inflation(view.fill_rate, view.temper, view.rules.max_inflation)


def rows_of(view: ResellerView, rows: NDArray[np.int64]) -> ResellerView:
    """The view of some resellers."""
    return ResellerView(
        rules=view.rules,
        stock_units=view.stock_units[rows],
        on_order_units=view.on_order_units[rows],
        ask_usd=view.ask_usd[rows],
        reference_usd=view.reference_usd[rows],
        lead_months=view.lead_months[rows],
        expected_rise=view.expected_rise[rows],
        sales_units=view.sales_units[rows],
        fill_rate=view.fill_rate[rows],
        temper=view.temper[rows],
        cash_usd=view.cash_usd[rows],
        shortfall=view.shortfall[rows],
    )
