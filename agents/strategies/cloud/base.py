"""What a cloud decides each month, with the behaviour that all clouds share."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from agents.strategies.base import Strategy
from model.inputs.number_text import percent
from model.inputs.parameter import number, parameter
from model.state import maths
from model.state.numbers import Section

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CloudView:
    """What clouds see of their own business: runs × clouds × chips, with a last axis of one where no chip is.

    ``use`` is the used part of its chips, ``encroachment`` the part of its region's rented compute
    that vendors' own clouds hold, ``draw`` a uniform number for this month's decision to look at rents.
    ``asked_over_target`` is what is used and was asked for in vain over the target use of its chips,
    ``parity_usd_per_hour`` the rent at which a chip earns what compute costs to let, zero where that is not
    known, ``rebate`` the discount on the list that tenants have negotiated.
    """

    month: int
    rules: Section
    is_large: Flags
    use: Vector
    asked_over_target: Vector
    rebate: Vector
    parity_usd_per_hour: Vector
    rent_usd_per_hour: Vector
    floor_usd_per_hour: Vector
    own_chip: Flags
    rival_chip: Flags
    encroachment: Vector
    ally_unmet_a100: Vector
    draw: Vector


OwnPreference = Annotated[float, number("multiple of the score of own chips", "factor", 0, 100)]
HostShare = Annotated[
    float, number("part of the capacity open to vendors' clouds that it offers them", "share", 0, 1)
]
AllyWeight = Annotated[float, number("part of an allied lab's unmet need that it plans for", "share", 0, 10)]
RetaliationFactor = Annotated[
    float, number("multiple of the usual retaliation for tenants lost to a vendor's cloud", "factor", 0, 100)
]


class CloudStrategy(Strategy):
    """The behaviour of a cloud that rents out; strategies change one or two of them."""

    own_preference: OwnPreference = 1.0
    host_share: HostShare = 0.3
    ally_weight: AllyWeight = 0.0
    retaliation_factor: RetaliationFactor = 1.0
    rent_max_move: float = parameter(0.08, "largest move of a small cloud's rents a month", "log", 0, 2)

    def rents(self, view: CloudView) -> Vector:
        """Large clouds reprice rarely and in steps, small ones follow demand and cost every month."""
        rules = view.rules
        gap = view.use - rules.target_utilisation
        follows = self.spot_move(view)
        jumps = rules.reprice_step * np.where(gap > 0, 1.0, -1.0)
        moved = view.rent_usd_per_hour * maths.exp(np.where(view.is_large, jumps, follows))
        reprices = (view.draw < rules.reprice_chance) & (np.abs(gap) > rules.reprice_band)
        moves = np.where(view.is_large, reprices, True) & (view.rent_usd_per_hour > 0)
        return np.where(moves, np.maximum(moved, view.floor_usd_per_hour), view.rent_usd_per_hour)

    def spot_move(self, view: CloudView) -> Vector:
        """Log change of a small cloud's rents: what is asked over what is there, and the pull of cost."""
        rules = view.rules
        pressure = rules.small_speed * maths.log(np.maximum(view.asked_over_target, 1e-3))
        pressure = np.minimum(np.maximum(pressure, -self.rent_max_move), self.rent_max_move)
        known = (view.parity_usd_per_hour > 0) & (view.rent_usd_per_hour > 0)
        parity = np.where(known, view.parity_usd_per_hour, 1.0) / np.where(known, view.rent_usd_per_hour, 1.0)
        move: Vector = pressure + rules.parity_pull * maths.log(parity)
        return move

    def rebates(self, view: CloudView) -> Vector:
        """A large cloud's list hardly moves: what tenants negotiate off it does, with what stands idle."""
        rules = view.rules
        idle = rules.target_utilisation * (1.0 - np.minimum(view.asked_over_target, 2.0))
        moved = view.rebate + rules.rebate_speed * idle
        bounded = np.minimum(np.maximum(moved, 0.0), rules.largest_rebate)
        return np.where(view.is_large, bounded, 0.0)

    def why_rents(self, view: CloudView) -> str:
        """Why rents move, or stay; of a single cloud, as are all reasons."""
        rules = view.rules
        gap = abs(float(view.use) - float(rules.target_utilisation))
        use = f"use {percent(float(view.use))} against a target of {percent(float(rules.target_utilisation))}"
        if not view.is_large:
            return f"{use}: a small cloud follows what is asked for, and what compute costs"
        if view.draw >= rules.reprice_chance:
            return f"{use}; a large cloud looks at its rents rarely, and not this month"
        if gap <= rules.reprice_band:
            return f"{use}: near enough (within {percent(float(rules.reprice_band))})"
        return f"{use}: a step of {percent(float(rules.reprice_step))}"

    def chip_preference(self, view: CloudView) -> Vector:
        """Own chips gain, and the encroaching vendor's lose, with the tenants lost to its cloud."""
        anger = 1.0 + self.retaliation_factor * view.rules.retaliation * view.encroachment
        preference = np.where(view.own_chip, self.own_preference * anger, 1.0)
        return np.where(view.rival_chip, preference / anger, preference)

    def host_capacity_share(self, view: CloudView) -> Vector:
        """Part of its data-centre capacity that it offers to a vendor's own cloud."""
        return self.host_share * view.rules.host_capacity_share

    def planned_for_ally_a100(self, view: CloudView) -> Vector:
        """Compute that it adds to its plan for an allied lab."""
        return self.ally_weight * view.ally_unmet_a100
