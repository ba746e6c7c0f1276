"""Builds the month's tables for the kernel, all runs at once: groups, own chips, behavioural parameters."""

import numpy as np
from numpy.typing import NDArray

from agents.startups.groups import Groups
from agents.startups.opening import streams_of
from agents.startups.population import Startups
from agents.startups.tables import Behaviour, ChipTable, GroupMonth, Streams
from agents.startups.training import training_level
from model.state import maths
from model.state.numbers import Section
from model.state.randomness import Purpose
from model.state.world import World

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]


def behaviour(world: World) -> Behaviour[Vector]:
    """Numbers of choice, ties and learning, one a run; portable code costs less to move."""
    choice, ties, rates = (world.numbers(section, 0) for section in ("choice", "network", "startups"))
    stays = 1.0 - world.snapshot.rules.portability
    return Behaviour(
        tie_odds=choice.tie_odds,
        foreign_stack_odds=maths.exp(-choice.switching_penalty * stays),
        strong=ties.strong,
        acquainted=ties.acquainted,
        tie_growth=ties.growth,
        tie_fade=ties.fade,
        search_rate=ties.search_rate,
        referral_share=ties.referral_share,
        forget_rate=ties.forget_rate,
        knowledge_loss=rates.knowledge_loss,
        scrap_rate=rates.scrap_rate,
        stack_learning=rates.stack_learning,
    )


def month_streams(world: World) -> Streams[NDArray[np.uint64]]:
    """The month's part of each stream's key, one a run."""
    purposes = {
        "taste_first": Purpose.TASTE_FIRST,
        "taste_second": Purpose.TASTE_SECOND,
        "taste_third": Purpose.TASTE_THIRD,
        "search": Purpose.SEARCH,
        "search_whom": Purpose.SEARCH_WHOM,
        "forget": Purpose.FORGET,
    }
    return Streams(
        **{name: streams_of(world.seeds, purpose, world.month) for name, purpose in purposes.items()}
    )


def chip_table(startups: Startups, world: World) -> ChipTable:
    """Useful compute and running cost of each chip for each group."""
    traits, snapshot = startups.traits, world.snapshot
    power = snapshot.compute.mixed_by(traits.training_share)
    hosting = world.numbers("choice", 2).hosting_usd_per_chip_month
    return ChipTable(
        power_a100=power,
        energy_usd=snapshot.energy_usd_per_month[:, traits.region],
        running_usd=np.broadcast_to(hosting, power.shape),
        stack=world.setup.chips.stack,
    )


def group_month(startups: Startups, world: World) -> GroupMonth:
    """What holds for each group this month."""
    traits, rules = startups.traits, world.snapshot.rules
    rates, climate = world.numbers("startups", 1), world.numbers("climate", 1)
    demand = rules.demand_factor[:, traits.region]
    rent_share = np.minimum(traits.compute_share, rates.most_compute_share)
    spend_rate = (1.0 - rates.idle_capital_share) / traits.runway_months
    funding, mood = world.funding.funding_usd, climate.traction_weight
    attention, size = startups.attention_sum, startups.size_sum
    progress = world.numbers.so_far("startups", _serving_progress, 1)
    serving = rates.a100_months_per_revenue_usd * maths.exp(-progress)
    floor = rates.staff_floor_share * (1 - traits.compute_share) * spend_rate * traits.opening_cash_usd
    table = GroupMonth(
        weight=traits.weight,
        spend_rate=spend_rate,
        rent_share=rent_share,
        revenue_rent_share=traits.revenue_compute_share,
        buy_share=traits.buy_share,
        training_want_a100=traits.training_need_a100 * training_level(startups, world) * demand,
        serving_a100_per_usd=serving,
        pool_per_attention_usd=_usd_per_attention(startups, world),
        frontier_a100_months=startups.frontier[:, traits.type_index],
        staff_rate=(1 - rent_share) * spend_rate,
        staff_floor_usd=floor,
        staff_revenue_share=np.maximum(rates.staff_share_of_revenue - traits.revenue_compute_share, 0.0),
        funding_per_attention_usd=mood * funding / np.maximum(attention, 1e-9) * (attention > 0),
        funding_per_size_usd=(1 - mood) * funding / np.maximum(size, 1e-9) * (size > 0),
        round_usd=world.funding.round_usd,
        voucher_usd=rules.voucher_usd[:, traits.region],
        meeting=meeting_odds(startups, world),
    )
    return table.in_full(demand.shape)


def _serving_progress(rates: Section) -> Vector:
    """Fall of the log of compute that serving a user takes, a month."""
    progress: Vector = rates.serving_progress * rates.algorithmic_progress
    return progress


def _usd_per_attention(startups: Startups, world: World) -> Matrix:
    """What is paid per unit of attention, runs × groups: by users in a group's bloc, or by other business."""
    traits = startups.traits
    pull = startups.by_arena(startups.attention_sum)[:, traits.arena]
    pool = startups.opening_pool_usd[traits.arena] / np.maximum(pull, 1e-9)
    business = (
        world.numbers.grown("startups", "business_growth", 1) * world.rules.demand_factor[:, traits.region]
    )
    spent, opening = (_by_bloc(traits, usd) for usd in (world.users.spending_usd, world.users.opening_usd))
    users = (spent / np.maximum(opening, 1e-9))[:, traits.region_bloc[traits.region]]
    paid: Matrix = pool * np.where(traits.paid_by_users, users, business)
    return paid


def _by_bloc(traits: Groups, usd: Matrix) -> Matrix:
    """Sums of values of regions by bloc: runs × blocs."""
    bloc = traits.region_bloc
    return np.stack([maths.total(usd[:, bloc == here], axis=1) for here in range(bloc.max() + 1)], axis=1)


def meeting_odds(startups: Startups, world: World) -> Matrix:
    """Cumulative odds of meeting a supplier: visibility, and what the peers trade with."""
    share = world.numbers("network", 2).referral_share
    seen = startups.visibility[:, startups.traits.region]
    trade = startups.recent_trade_usd
    total = maths.total(trade, axis=2, keepdims=True)
    peers = np.where(total > 0, trade / np.maximum(total, 1e-9), seen)
    return np.cumsum(share * peers + (1 - share) * seen, axis=2)
