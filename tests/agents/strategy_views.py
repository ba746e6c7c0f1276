"""Hypothesis builds what each role's strategies can see: any state the market can be in."""

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
from model.inputs.parameters import Channel, CloudRules, VendorRules

CHIPS = 4
FIRMS = 5

units = st.one_of(st.just(0.0), st.floats(0.0, 1e6).map(np.floor))
flows = st.one_of(st.just(0.0), st.floats(0.0, 1e6))
usd = st.one_of(st.just(0.0), st.floats(1.0, 1e5))
positive_usd = st.floats(1.0, 1e5)
shares = st.floats(0.0, 1.0)
money_usd = st.one_of(st.just(0.0), st.floats(0.0, 1e11))
months = st.floats(0.0, 18.0)


def per_chip(values: st.SearchStrategy[Any], dtype: type = np.float64) -> st.SearchStrategy[Any]:
    """One entry a chip, read-only, so that a decision that writes into its view fails."""
    return vector(values, CHIPS, dtype)


def vector(values: st.SearchStrategy[Any], length: int, dtype: type = np.float64) -> st.SearchStrategy[Any]:
    """A read-only vector."""
    return arrays(dtype, length, elements=values, fill=st.nothing()).map(sealed)


def sealed(values: Any) -> Any:
    """The same array, closed for writing."""
    values.setflags(write=False)
    return values


def flags(length: int) -> st.SearchStrategy[Any]:
    """One yes or no for each entry."""
    return vector(st.booleans(), length, np.bool_)


buyers = st.builds(
    Buyers,
    tie=vector(shares, FIRMS),
    is_hyperscaler=flags(FIRMS),
    builds_chips=flags(FIRMS),
    is_cloud=flags(FIRMS),
    is_reseller=flags(FIRMS),
)


@st.composite
def vendor_views(draw: st.DrawFn) -> VendorView:
    """A vendor's month; no more of its fleet is used than it holds, prices stand above cost."""
    fleet = draw(per_chip(units))
    cost = draw(per_chip(positive_usd))
    return VendorView(
        month=draw(st.integers(0, 53)),
        rules=VendorRules(),
        is_own=np.ones(CHIPS, np.bool_),
        stock_units=draw(per_chip(units)),
        arrived_units=draw(per_chip(units)),
        backlog_units=draw(per_chip(units)),
        forecast_units=draw(per_chip(flows)),
        wait_months=draw(per_chip(months)),
        list_usd=sealed(cost * draw(st.floats(1.0, 20.0))),
        launch_usd=sealed(cost * draw(st.floats(1.0, 20.0))),
        ceiling_usd=draw(per_chip(st.one_of(st.just(np.inf), positive_usd))),
        cost_usd=cost,
        direct_share=draw(shares),
        buyers=draw(buyers),
        own_cloud_chips=draw(flags(CHIPS)),
        fleet_units=fleet,
        fleet_used_units=sealed(fleet * draw(shares)),
    )


@st.composite
def cloud_views(draw: st.DrawFn) -> CloudView:
    """A cloud's month."""
    return CloudView(
        month=draw(st.integers(0, 53)),
        rules=CloudRules(),
        is_large=draw(st.booleans()),
        use=draw(shares),
        rent_usd_per_hour=draw(per_chip(st.one_of(st.just(0.0), st.floats(0.01, 100.0)))),
        floor_usd_per_hour=draw(per_chip(st.floats(0.0, 10.0))),
        own_chip=draw(flags(CHIPS)),
        rival_chip=draw(flags(CHIPS)),
        encroachment=draw(shares),
        affordable_usd=draw(money_usd),
        wanted_usd=draw(money_usd),
        budget_cap_usd=draw(money_usd),
        rival_budget_growth=draw(st.floats(-1.0, 10.0)),
        ally_unmet_a100=draw(flows),
        draw=draw(st.floats(0.0, 1.0, exclude_max=True)),
    )


@st.composite
def reseller_views(draw: st.DrawFn) -> ResellerView:
    """A reseller's month."""
    return ResellerView(
        rules=Channel(),
        stock_units=draw(per_chip(units)),
        on_order_units=draw(per_chip(units)),
        ask_usd=draw(per_chip(usd)),
        reference_usd=draw(per_chip(usd)),
        lead_months=draw(per_chip(months)),
        expected_rise=draw(per_chip(st.floats(-0.5, 0.5))),
        sales_units=draw(per_chip(flows)),
        fill_rate=draw(per_chip(shares)),
        temper=draw(st.floats(0.0, 1.6)),
        cash_usd=draw(st.floats(-1e6, 1e10)),
        shortfall=draw(per_chip(st.floats(0.0, 1.2))),
    )


@st.composite
def foundry_views(draw: st.DrawFn) -> FoundryView:
    """A foundry's month with two nodes; some chips need no advanced packaging."""
    return FoundryView(
        startable_units=draw(per_chip(units)),
        weight=draw(per_chip(st.floats(0.01, 2.0))),
        node=draw(per_chip(st.integers(0, 1), np.int64)),
        node_wafers=draw(vector(flows, 2)),
        package_wafers=draw(flows),
        dies_per_wafer=draw(per_chip(st.floats(1.0, 400.0))),
        packages_per_wafer=draw(per_chip(st.one_of(st.just(0.0), st.floats(1.0, 60.0)))),
    )


programme_views = st.builds(ProgrammeView, maturity=shares)

VIEWS: dict[Role, st.SearchStrategy[Any]] = {
    Role.FOUNDRY: foundry_views(),
    Role.VENDOR: vendor_views(),
    Role.CLOUD: cloud_views(),
    Role.RESELLER: reseller_views(),
    Role.GREY_TRADER: reseller_views(),
    Role.PROGRAMME: programme_views,
}
