"""Banks lend the channel on its stock: drawn before the month's trade, paid back after it."""

import numpy as np
from numpy.typing import NDArray

from model.inputs.accounts import Outside
from model.state.kinds import Kind
from model.state.maths import total
from model.state.world import World

type Vector = NDArray[np.float64]


def limit_usd(world: World) -> Vector:
    """What a bank lends on stock at list price, runs × members of the channel; nothing to grey traders."""
    firms = world.setup.firms
    stock_usd: Vector = total(world.chips.units(firms.resellers) * world.prices.list_usd[:, None])
    return np.where(firms.is_grey, 0.0, world.numbers("channel", 1).credit_share * stock_usd)


def draw_loans(world: World) -> None:
    """Loans rise to the limit, so that nobody needs to pay what it does not have."""
    resellers, banks = world.setup.firms.resellers, world.setup.outside(Outside.BANKS)
    drawn_usd = np.maximum(limit_usd(world) - world.resellers.debt_usd, 0.0)
    world.money.pay(Kind.LOAN, world.run[:, None], banks, resellers, drawn_usd)
    world.resellers.debt_usd[...] += drawn_usd


def repay_loans(world: World) -> None:
    """Everybody pays back what it can; a debt that stock no longer secures is carried on."""
    resellers, banks = world.setup.firms.resellers, world.setup.outside(Outside.BANKS)
    cash_usd = np.maximum(world.money.balance_usd[:, resellers], 0.0)
    paid_usd = np.minimum(world.resellers.debt_usd, cash_usd)
    world.money.pay(Kind.LOAN, world.run[:, None], resellers, banks, paid_usd)
    world.resellers.debt_usd[...] -= paid_usd
