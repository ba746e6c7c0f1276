"""The phases of one month, in order. Read this first.

Each phase takes the world as earlier phases left it and writes its own fields, for all runs at once. Money
and chips are moved by the ledgers alone, which belong to no phase, and what is counted for the metrics
(``counters``) by everybody. ``reads`` and ``writes`` name fields of the world, or whole tables of it;
``uv run -m experiments phases`` prints them with the time that each phase takes.
"""

from agents import joint_phases, mining, running_costs
from agents.climate import decide as climate
from agents.clouds import order as cloud_orders
from agents.clouds import quote, rent_out, spot
from agents.foundries import decide as foundries
from agents.programmes import decide as programmes
from agents.resellers import decide as channel
from agents.resellers import source
from agents.startups import month as startups
from agents.users import decide as users
from agents.vendors import plan, ship
from model.markets import (
    capital,
    capital_flows,
    deliveries,
    power,
    regulation,
    rental,
    snapshot,
    street,
    tie_formation,
    working_capital,
)
from model.phase import Phase, on_startups, on_world

USERS = (
    "users.capability",
    "users.attention",
    "users.perceived",
    "users.adopted_usd",
    "users.spending_usd",
    "users.potential_usd",
    "users.possible_usd",
    "users.believed_growth",
)
BOOKED = ("orders.open_units", "orders.age_months", "orders.placed_units", "orders.cancelled_units")

PHASES: tuple[Phase, ...] = (
    Phase(
        "start month",
        joint_phases.start_month,
        ("orders.open_units",),
        ("orders.age_months", "orders.placed_units", "orders.cancelled_units", "orders.filled_units"),
    ),
    Phase("state rules", on_world(regulation.state_rules), (), ("rules", "licences_used")),
    Phase("users adopt", on_startups(users.adopt), ("rules", "users"), USERS),
    Phase(
        "take deliveries",
        on_world(deliveries.take_deliveries),
        ("rules", "ties", "prices.list_usd"),
        (
            "arrived_units",
            "wafers.line_units",
            "wafers.built_wafers",
            "wafers.extra_wafers",
            "counters.received_units",
            "counters.own_made_units",
        ),
    ),
    Phase(
        "draw loans",
        on_world(working_capital.draw_loans),
        ("prices.list_usd",),
        ("resellers.debt_usd",),
    ),
    Phase(
        "ship",
        ship.ship,
        ("arrived_units", "rules", "snapshot", "clouds", "ties", "fitness", "trade"),
        (
            "orders.open_units",
            "orders.filled_units",
            "prices.on_sale",
            "vendors.direct_units",
            "vendors.fleet_used_units",
            "vendors.instance_discount",
            "vendors.hosted_share",
            "licences_used",
            "counters.received_units",
            "counters.shipped_units",
        ),
    ),
    Phase(
        "state own needs",
        on_world(quote.state_needs),
        ("rules", "users", "clouds"),
        ("clouds.first_party_a100",),
    ),
    Phase("fund clouds", on_world(capital.fund_clouds), ("clouds.investment_usd",), ()),
    Phase("note shipments", on_world(deliveries.note_shipments), ("orders",), ("prices.shipped_units",)),
    Phase(
        "look around",
        on_world(snapshot.look),
        ("rules", "prices", "fitness", "orders", "vendor_cloud_share"),
        ("snapshot",),
    ),
    Phase(
        "quote rents",
        quote.quote_rents,
        ("snapshot", "bound_units", "clouds"),
        (
            "clouds.rent_usd_per_hour",
            "clouds.repricing_draw",
            "clouds.rebate",
            "clouds.first_party_units",
            "clouds.bound_units",
        ),
    ),
    Phase(
        "trade grey",
        source.source,
        ("snapshot", "ties", "resellers"),
        (
            "resellers.spot_sold_units",
            "resellers.rejected_units",
            "counters.received_units",
            "counters.seized_units",
        ),
    ),
    Phase(
        "quote asks",
        channel.quote_asks,
        ("snapshot", "resellers"),
        (
            "resellers.ask_usd",
            "resellers.expected_rise",
            "resellers.offered_units",
        ),
    ),
    Phase(
        "buy at once",
        spot.buy_spot,
        ("snapshot", "ties", "clouds", "resellers", "wafers", "orders"),
        (
            "clouds.spot_units",
            "resellers.offered_units",
            "resellers.spot_sold_units",
            "counters.received_units",
            "counters.premium_usd",
        ),
    ),
    Phase(
        "trade with miners",
        mining.trade_miners,
        ("snapshot", "prices", "resellers"),
        (
            "resellers.offered_units",
            "resellers.spot_sold_units",
            "resellers.rejected_units",
            "counters.received_units",
        ),
    ),
    Phase("street prices", on_world(street.street_prices), ("resellers", "snapshot"), ("prices.street_usd",)),
    Phase(
        "post offers",
        joint_phases.post_offers,
        ("snapshot", "clouds", "vendors", "resellers", "bound_units"),
        ("terms",),
    ),
    Phase("split funding", on_world(climate.split_funding), ("rules", "users"), ("funding",)),
    Phase(
        "start-ups trade",
        on_startups(startups.trade),
        ("snapshot", "terms", "funding", "users", "bound_units"),
        ("trade",),
    ),
    Phase(
        "settle trade",
        on_world(rental.settle_trade),
        ("trade", "terms", "snapshot"),
        (
            "vendor_cloud_share",
            "trade_totals",
            "counters.received_units",
            "counters.rented_by_class",
            "counters.premium_usd",
        ),
    ),
    Phase(
        "note users' rents",
        on_startups(users.note_rents),
        ("trade", "snapshot"),
        ("users.rent_usd",),
    ),
    Phase(
        "note cloud demand",
        rent_out.note_cloud_demand,
        ("trade", "snapshot", "owner", "startup_unmet_a100"),
        (
            "clouds.used_units",
            "clouds.rental_a100",
            "clouds.rental_growth",
            "clouds.rental_profit_usd",
            "clouds.unmet_a100",
            "clouds.ally_unmet_a100",
        ),
    ),
    Phase(
        "note channel demand",
        channel.note_channel_demand,
        ("trade", "resellers"),
        ("resellers.sold_units", "resellers.shortfall", "resellers.expected_units"),
    ),
    Phase(
        "start-ups use",
        on_startups(startups.use),
        ("trade", "snapshot", "funding"),
        ("outcome", "startup_state", "bound_units", "startup_unmet_a100"),
    ),
    Phase(
        "settle start-ups",
        on_world(capital_flows.settle_startups),
        ("outcome", "rules", "prices.street_usd"),
        (),
    ),
    Phase(
        "burn power",
        on_world(power.burn_power),
        ("clouds.used_units", "vendors", "outcome", "rules"),
        ("counters.energy_kwh",),
    ),
    Phase("pay running costs", running_costs.pay_running_costs, ("resellers", "vendors", "rules"), ()),
    Phase("repay loans", on_world(working_capital.repay_loans), (), ("resellers.debt_usd",)),
    Phase("fund start-ups", joint_phases.fund_startups, ("outcome", "funding"), ("owner",)),
    Phase(
        "advance programmes",
        programmes.advance_programmes,
        ("snapshot", "clouds"),
        ("programmes", "fitness.maturity", "clouds.can_make_units", "clouds.rented_out_share"),
    ),
    Phase(
        "order chips",
        cloud_orders.order_chips,
        ("snapshot", "fitness", "ties", "clouds", "wafers"),
        (
            *BOOKED,
            "wafers.queue_units",
            "clouds.investment_usd",
            "clouds.wanted_usd",
            "clouds.user_cost_usd",
            "clouds.outlay_usd_per_a100",
            "clouds.marginal_value_usd",
            "clouds.wanted_a100",
            "clouds.wait_months",
            "clouds.fill_rate",
            "clouds.own_ordered_units",
            "counters.tiers.cloud",
        ),
    ),
    Phase(
        "resellers order",
        channel.order_chips,
        ("snapshot", "ties", "resellers"),
        (
            *BOOKED,
            "resellers.fill_rate",
            "resellers.expected_units",
            "counters.tiers.channel",
        ),
    ),
    Phase(
        "plan supply",
        plan.plan_supply,
        ("orders", "trade", "wafers", "prices", "rules"),
        (
            "vendors.demand_units",
            "vendors.outlook_level",
            "vendors.family_level",
            "vendors.family_growth",
            "vendors.family_error",
            "vendors.phantom_level",
            "vendors.generation_lead",
            "vendors.is_ended",
            "vendors.tightness",
            "vendors.fair_usd",
            "vendors.fair_cost_usd",
            "vendors.list_factor",
            "vendors.resented_move",
            "prices.list_usd",
            "wafers.queue_units",
            "counters.tiers.vendor",
        ),
    ),
    Phase(
        "start wafers",
        foundries.start_wafers,
        ("wafers", "ties", "rules", "vendors", "prices.list_usd"),
        (
            "foundries",
            "wafers.queue_units",
            "wafers.line_units",
            "wafers.most_started_wafers",
            "wafers.contracted_wafers",
            "wafers.built_wafers",
        ),
    ),
    Phase("retire chips", on_world(power.retire), (), ("clouds.used_units",)),
    Phase("form ties", on_world(tie_formation.form_ties), ("ties",), ("ties.strength",)),
    Phase("learn", on_world(power.learn), ("rules",), ("fitness.training", "fitness.inference")),
)
