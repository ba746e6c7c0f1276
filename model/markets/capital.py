"""The capital market: the parents and lenders behind the clouds."""

import numpy as np

from model.inputs.accounts import Outside
from model.state.kinds import Kind
from model.state.world import World


def fund_clouds(world: World) -> None:
    """Large clouds draw on the parent's other business, small ones on lenders and investors.

    What own chips cost at delivery is covered in any case.
    """
    clouds, setup, rules = world.clouds, world.setup, world.numbers("cloud", 1)
    accounts, run = setup.firms.clouds, world.run[:, None]
    wanted = rules.cash_months * clouds.investment_usd - world.money.balance_usd[:, accounts]
    most = rules.largest_draw_months * clouds.investment_usd
    overdrawn = -world.money.balance_usd[:, accounts]
    drawn = np.maximum(0.0, np.maximum(np.minimum(wanted, most), overdrawn))
    for kind, outside, draws in (
        (Kind.PARENT, Outside.PARENTS, clouds.is_large),
        (Kind.FUNDING, Outside.INVESTORS, ~clouds.is_large),
    ):
        world.money.pay(kind, run, setup.outside(outside), accounts, np.where(draws, drawn, 0.0))
