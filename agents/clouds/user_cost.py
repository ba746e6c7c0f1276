"""What an A100-month of compute costs whoever owns the chips, chip by chip and over what is bought."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.clouds.capacity import ratio
from model.state.maths import exp, total
from model.state.world import World

type Vector = NDArray[np.float64]

LEAST_PRICE_USD = 1.0


@dataclass(frozen=True, slots=True)
class UserCost:
    """User cost of capital (Jorgenson 1963; Hall and Jorgenson 1967), runs × clouds × chips.

    ``outlay_usd`` is what a chip costs with duties and network, ``running_usd`` its power and hosting a
    month, ``capital_rate`` what a dollar of outlay costs a month, ``compute_a100`` the chip's effective
    compute, ``usd`` the cost of an A100-month: infinite for a chip without compute.
    """

    outlay_usd: Vector
    running_usd: Vector
    capital_rate: Vector
    compute_a100: Vector
    usd: Vector

    def basket(self, share: Vector) -> "Basket":
        """The mean over purchases on which these shares of the outlay are spent."""
        a100_per_usd = share * self.compute_a100 / self.outlay_usd
        bought = total(a100_per_usd)
        finite = np.where(a100_per_usd > 0, self.usd, 0.0)
        return Basket(
            user_cost_usd=ratio(total(a100_per_usd * finite), bought),
            outlay_usd=ratio(np.ones_like(bought), bought),
        )


@dataclass(frozen=True, slots=True)
class Basket:
    """What an A100 costs a cloud, runs × clouds: a month (``user_cost_usd``) and to buy (``outlay_usd``).

    Both are zero where a cloud can buy nothing.
    """

    user_cost_usd: Vector
    outlay_usd: Vector


def user_cost(world: World, compute: Vector) -> UserCost:
    """The user cost of every chip to every cloud.

    (ρ + δ + o) of the outlay and what it costs to run, more for each month of waiting: ρ is the cost of
    capital, δ wear, o the fall of prices per unit of compute as better chips come.
    """
    clouds, firms, snapshot = world.clouds, world.setup.firms, world.snapshot
    rules, maker = world.numbers("cloud", 2), np.maximum(world.setup.chips.maker, 0)
    region, own_chip = firms.cloud_region, clouds.own_chip
    markup = snapshot.duty[:, :, region].swapaxes(1, 2) + firms.attach[maker]
    bought_usd = snapshot.list_usd[:, None] * markup
    made_usd = world.setup.catalogue.cost_to_make_usd
    outlay = np.maximum(np.where(own_chip, made_usd, bought_usd), LEAST_PRICE_USD)
    is_large = clouds.is_large[:, None]
    cost_of_capital = np.where(is_large, rules.capital_cost_large, rules.capital_cost_small)
    rate = cost_of_capital + rules.scrap_rate + rules.price_decline
    running = snapshot.energy_usd_per_month[:, region] + rules.hosting_usd_per_chip_month
    wait = np.where(own_chip, 0.0, snapshot.lead_months[:, None])
    monthly = (rate * outlay + running) * exp(rules.wait_cost * wait)
    usd = np.divide(monthly, compute, out=np.full_like(monthly, np.inf), where=compute > 0)
    return UserCost(outlay, running, rate, compute, usd)
