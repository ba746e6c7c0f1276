"""Chips of closed start-ups find a buyer in the channel, or are scrapped."""

import numpy as np
from numpy.typing import NDArray

from model.inputs.accounts import Outside
from model.state.kinds import MILLI, ChipFlow, Kind
from model.state.world import World

type Counts = NDArray[np.int64]


def resell_liquidated(world: World, milli: Counts) -> None:
    """Resellers of the region that can pay buy the chips of closed start-ups, the rest is retired.

    ``milli`` is runs × groups × chips in thousandths. One item follows another, as each takes a buyer's
    cash: the first of every run at once, then the second.
    """
    run, group, chip = np.nonzero(milli)
    rank = np.arange(len(run)) - np.searchsorted(run, run)
    for turn in range(int(rank.max(initial=-1)) + 1):
        now = rank == turn
        _resell(world, run[now], group[now], chip[now], milli[run[now], group[now], chip[now]])


def _resell(world: World, run: Counts, group: Counts, chip: Counts, milli: Counts) -> None:
    """One item of each of these runs."""
    firms, region = world.setup.firms, world.setup.group_region[group]
    owner = world.setup.accounts.first_group + group
    salvage = world.numbers("startups", 0).salvage_share[run]
    factor = world.numbers("channel", 0).used_chips_cash_factor[run]
    price_usd = salvage * world.prices.street_usd[run, region, chip]
    cost_usd = price_usd * milli / MILLI
    cash_usd = world.money.balance_usd[run[:, None], firms.resellers]
    can_buy = (firms.reseller_region == region[:, None]) & (cash_usd > (factor * cost_usd)[:, None])
    can_buy &= (milli >= MILLI)[:, None]
    count = np.count_nonzero(can_buy, axis=1)
    turn = (group + world.month) % np.maximum(count, 1)
    buyer = firms.resellers[np.argmax(np.cumsum(can_buy, axis=1) > turn[:, None], axis=1)]
    whole = np.where(count > 0, milli - milli % MILLI, 0)
    world.chips.move(run, owner, buyer, chip, whole)
    world.chips.remove(run, owner, chip, milli - whole, ChipFlow.RETIRED)
    paid_usd = price_usd * whole / MILLI
    world.money.pay(
        Kind.LIQUIDATION, run, buyer, world.setup.outside(Outside.INVESTORS), paid_usd, chip, whole / MILLI
    )
