"""The capital market: venture money, named rounds, and the parents behind the clouds."""

from typing import TYPE_CHECKING

import numpy as np

from model.inputs.accounts import Outside
from model.ledger import Kind, Payments
from model.startup_tables import StartupUse
from model.state import maths

if TYPE_CHECKING:
    from model.market import ComputeMarket


def fund_clouds(market: "ComputeMarket") -> None:
    """Large clouds draw on the parent's other business, small ones on lenders and investors."""
    parents = market.accounts.outside(Outside.PARENTS)
    investors = market.accounts.outside(Outside.INVESTORS)
    rules = market.settings.cloud
    for cloud in market.cast.clouds:
        wanted = rules.cash_months * cloud.budget_usd - cloud.cash_usd
        payer, kind = (parents, Kind.PARENT) if cloud.row.is_large else (investors, Kind.FUNDING)
        most = rules.largest_draw_months * cloud.budget_usd
        market.money.pay(payer, cloud.account, kind, max(0.0, min(wanted, most)))


def mean_budget_growth(market: "ComputeMarket") -> float:
    """Growth of all AI budgets together: what each cloud sees of its rivals."""
    clouds = market.cast.clouds
    now = float(maths.total([cloud.budget_usd for cloud in clouds]))
    before = float(maths.total([cloud.budget_usd / (1.0 + cloud.budget_growth) for cloud in clouds]))
    return now / before - 1.0 if before > 0 else 0.0


def invest(market: "ComputeMarket", outcome: StartupUse) -> None:
    """Venture money reaches the groups; investors of named rounds pay; what is left comes back."""
    accounts = market.accounts
    investors = accounts.outside(Outside.INVESTORS)
    groups = np.arange(len(accounts.groups)) + accounts.first_group
    outside = np.full(len(groups), investors)
    nothing, none = np.full(len(groups), -1), np.zeros(len(groups))
    equity = market.cast.climate.equity_usd
    for amount, kind, comes_in in (
        (np.maximum(outcome.funding_usd - equity, 0.0) + outcome.entry_usd, Kind.FUNDING, True),
        (outcome.liquidation_usd, Kind.LIQUIDATION, False),
    ):
        payer, payee = (outside, groups) if comes_in else (groups, outside)
        market.money.pay_many(Payments(payer, payee, kind, nothing, none, amount))
    left_usd = outcome.funding_usd.copy()
    for due in market.cast.climate.promised:
        paid_usd = min(due.usd, float(left_usd[due.group]))
        left_usd[due.group] -= paid_usd
        market.money.pay(due.investor, accounts.first_group + due.group, Kind.EQUITY, paid_usd)
        if paid_usd > 0:
            market.cast.startups.befriend(due.group, due.investor)
