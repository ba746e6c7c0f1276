"""Hypothesis builds what each role's strategies can see: any state that the firms of some runs can be in.

Axes are those of the market: runs × firms × chips, with an axis of one where runs, firms or chips agree.
"""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from agents.strategies.cloud.base import CloudView
from agents.strategies.foundry.queue_by_loyalty import FoundryView
from agents.strategies.programme.base import ProgrammeView
from agents.strategies.reseller.base import ResellerView
from agents.strategies.vendor.base import Buyers, VendorView
from model.inputs.cast import Role
from model.inputs.scenario import load_scenario
from model.state.numbers import Numbers

RUNS = 2
FIRMS = 2
CHIPS = 3
BUYERS = 4
BOTTLENECKS = 3
MAKERS = 2

BY_CELL = (RUNS, FIRMS, CHIPS)
BY_RUN = (RUNS, 1, CHIPS)
BY_FIRM = (1, FIRMS, CHIPS)
BY_CHIP = (1, 1, CHIPS)
COLUMN = (RUNS, FIRMS, 1)

NUMBERS = Numbers(
    [
        load_scenario("history"),
        load_scenario(
            "history",
            [
                "cloud.target_utilisation=0.6",
                "cloud.reprice_chance=0.5",
                "channel.max_loss=0.2",
                "channel.carrying_cost=0.01",
                "vendor.transit_months=1.5",
                "vendor.review_months=2",
            ],
        ),
    ]
)
"""Two runs that differ in what every role's strategies read."""

units = st.one_of(st.just(0.0), st.floats(0.0, 1e6).map(np.floor))
flows = st.one_of(st.just(0.0), st.floats(0.0, 1e6))
usd = st.one_of(st.just(0.0), st.floats(1.0, 1e5))
positive_usd = st.floats(1.0, 1e5)
shares = st.floats(0.0, 1.0)
money_usd = st.one_of(st.just(0.0), st.floats(0.0, 1e11))
months = st.floats(0.0, 18.0)


def table(
    values: st.SearchStrategy[Any], shape: tuple[int, ...] = BY_CELL, dtype: type = np.float64
) -> st.SearchStrategy[Any]:
    """An array that is closed for writing, so that a decision that writes into its view fails."""
    return arrays(dtype, shape, elements=values, fill=st.nothing()).map(sealed)


def column(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """One entry a firm of a run."""
    return table(values, COLUMN)


def flags(shape: tuple[int, ...]) -> st.SearchStrategy[Any]:
    """Yes or no for each entry."""
    return table(st.booleans(), shape, np.bool_)


def sealed(values: Any) -> Any:
    """The same array, closed for writing."""
    values.setflags(write=False)
    return values


buyers = st.builds(
    Buyers,
    tie=table(shares, (RUNS, FIRMS, BUYERS)),
    is_hyperscaler=flags((1, 1, BUYERS)),
    builds_chips=flags((1, 1, BUYERS)),
    is_cloud=flags((1, 1, BUYERS)),
    is_reseller=flags((1, 1, BUYERS)),
)


@st.composite
def vendor_views(draw: st.DrawFn) -> VendorView:
    """Vendors' month; no more of a fleet is used than it holds, prices stand above cost."""
    fleet = draw(table(units, BY_RUN))
    cost = draw(table(positive_usd, BY_CHIP))
    return VendorView(
        month=draw(st.integers(0, 53)),
        rules=NUMBERS("vendor", 2),
        is_own=draw(flags(BY_FIRM)),
        stock_units=draw(table(units, BY_RUN)),
        arrived_units=draw(table(units, BY_RUN)),
        backlog_units=draw(table(units, BY_RUN)),
        forecast_units=draw(table(flows, BY_RUN)),
        sales_units=draw(table(flows, BY_RUN)),
        wait_months=draw(table(months, BY_RUN)),
        list_usd=sealed(cost * draw(table(st.floats(1.0, 20.0), BY_RUN))),
        fair_usd=sealed(cost * draw(table(st.floats(1.0, 20.0), BY_RUN))),
        ceiling_usd=draw(table(st.one_of(st.just(np.inf), positive_usd), BY_RUN)),
        cost_usd=cost,
        tightness=draw(table(st.floats(0.01, 100.0), BY_RUN)),
        elasticity=draw(table(st.floats(1.0, 20.0), BY_RUN)),
        resented_move=draw(column(st.floats(0.0, 1.0))),
        direct_share=draw(table(shares, (1, FIRMS, 1))),
        buyers=draw(buyers),
        own_cloud_chips=draw(flags(BY_CELL)),
        fleet_units=fleet,
        fleet_used_units=sealed(fleet * draw(shares)),
        cloud_rent_usd=draw(table(usd, BY_RUN)),
        host_fee_usd=draw(column(usd)),
        capital_rate=draw(table(st.floats(0.001, 0.2), (RUNS, 1, 1))),
    )


@st.composite
def cloud_views(draw: st.DrawFn) -> CloudView:
    """Clouds' month."""
    return CloudView(
        month=draw(st.integers(0, 53)),
        rules=NUMBERS("cloud", 2),
        is_large=draw(flags((1, FIRMS, 1))),
        use=draw(column(shares)),
        asked_over_target=draw(column(st.floats(0.0, 10.0))),
        rebate=draw(column(shares)),
        parity_usd_per_hour=draw(table(st.one_of(st.just(0.0), st.floats(0.01, 100.0)))),
        rent_usd_per_hour=draw(table(st.one_of(st.just(0.0), st.floats(0.01, 100.0)))),
        floor_usd_per_hour=draw(table(st.floats(0.0, 10.0))),
        own_chip=draw(flags(BY_FIRM)),
        rival_chip=draw(flags(BY_RUN)),
        encroachment=draw(column(shares)),
        ally_unmet_a100=draw(column(flows)),
        draw=draw(column(st.floats(0.0, 1.0, exclude_max=True))),
    )


@st.composite
def reseller_views(draw: st.DrawFn) -> ResellerView:
    """The channel's month."""
    return ResellerView(
        rules=NUMBERS("channel", 2),
        stock_units=draw(table(units)),
        on_order_units=draw(table(units)),
        ask_usd=draw(table(usd)),
        reference_usd=draw(table(usd)),
        lead_months=draw(table(months)),
        expected_rise=draw(table(st.floats(-0.5, 0.5))),
        sales_units=draw(table(flows)),
        fill_rate=draw(table(shares)),
        order_inflation=draw(column(st.floats(0.0, 1.6))),
        cash_usd=draw(column(st.floats(-1e6, 1e10))),
        shortfall=draw(table(st.floats(0.0, 1.2))),
    )


@st.composite
def foundry_views(draw: st.DrawFn) -> FoundryView:
    """Foundries' month with three bottlenecks, of which chips pass some, and two makers."""
    use = draw(table(st.one_of(st.just(0.0), st.floats(0.002, 1.0)), (BOTTLENECKS, CHIPS)))
    return FoundryView(
        startable_units=draw(table(units)),
        margin_usd=draw(table(positive_usd)),
        maker=draw(table(st.integers(0, MAKERS - 1), (CHIPS,), np.int64)),
        weight=draw(table(st.floats(0.01, 2.0), (RUNS, FIRMS, MAKERS))),
        use=use,
        capacity_wafers=draw(table(flows, (RUNS, FIRMS, BOTTLENECKS))),
        contracted_wafers=draw(table(flows, (RUNS, FIRMS, BOTTLENECKS * MAKERS))),
    )


programme_views = st.builds(ProgrammeView, maturity=column(shares))

VIEWS: dict[Role, st.SearchStrategy[Any]] = {
    Role.FOUNDRY: foundry_views(),
    Role.VENDOR: vendor_views(),
    Role.CLOUD: cloud_views(),
    Role.RESELLER: reseller_views(),
    Role.GREY_TRADER: reseller_views(),
    Role.PROGRAMME: programme_views,
}
