"""What resellers see when they quote and when they order."""

import numpy as np
from numpy.typing import NDArray

from agents.strategies.reseller.base import ResellerView
from model.markets.working_capital import limit_usd
from model.state.world import World

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]


def held_units(world: World) -> Vector:
    """The channel's stock: runs × members × chips."""
    return world.chips.units(world.setup.firms.resellers)


def may_not_hoard(world: World) -> Flags:
    """Who must offer all it has, as its region bans hoarding: runs × members × 1."""
    return world.snapshot.rules.hoarding_banned[:, world.setup.firms.reseller_region, None]


def at_home(by_region: NDArray[np.bool_], world: World) -> Flags:
    """What holds in each member's region: runs × chips × regions become runs × members × chips."""
    return by_region[:, :, world.setup.firms.reseller_region].transpose(0, 2, 1)


def view_of(world: World, ask_usd: Vector) -> ResellerView:
    """The members' view with these quotes of last month; it keeps what it shows when the tables move on."""
    table, snapshot, rules = world.resellers, world.snapshot, world.numbers("channel", 2)
    firms, held = world.setup.firms, held_units(world)
    undrawn_usd = np.maximum(limit_usd(world) - table.debt_usd, 0.0)
    cash = world.money.balance_usd[:, firms.resellers] + undrawn_usd
    duty = snapshot.duty[:, :, firms.reseller_region].transpose(0, 2, 1)
    barred = at_home(snapshot.rules.barred, world)
    return ResellerView(
        rules=rules,
        stock_units=held,
        on_order_units=world.orders.open_units[:, firms.resellers].astype(np.float64),
        ask_usd=ask_usd,
        reference_usd=snapshot.list_usd[:, None] * duty,
        lead_months=np.where(barred, rules.barred_wait_months, snapshot.lead_months[:, None]),
        expected_rise=table.expected_rise.copy(),
        sales_units=table.expected_units.copy(),
        fill_rate=table.fill_rate.copy(),
        order_inflation=table.order_inflation[:, :, None],
        cash_usd=cash[:, :, None],
        shortfall=table.shortfall.copy(),
    )
