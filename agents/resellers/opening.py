"""What resellers and grey traders bring with them into the first month."""

import numpy as np

from agents.ordering import propensity_of
from model.inputs.cast import GreyTraderRow, ResellerRow
from model.state.kinds import MILLI
from model.state.randomness import Purpose, key_of, mix, stream, to_unit
from model.state.world import World


def open_resellers(world: World) -> None:
    """Fill the channel's traits, opening stock, orders and quotes; grey traders open with empty hands."""
    table, cast, setup = world.resellers, world.setup.cast, world.setup
    members: list[ResellerRow | GreyTraderRow] = [*cast.reseller, *cast.grey_trader]
    keys = np.array([key_of(row.name) for row in members], np.uint64)
    streams = np.array([stream(seed, Purpose.ORDER_INFLATION, 0) for seed in world.seeds], np.uint64)
    table.order_inflation[...] = propensity_of(to_unit(mix(keys ^ streams[:, None])))
    cover = world.numbers("channel", 0).target_cover_months
    for member, row in enumerate(members):
        if isinstance(row, GreyTraderRow):
            table.source_region[member] = setup.catalogue.region_index(row.source_region)
            table.monthly_limit_units[member] = row.monthly_limit_units
            continue
        account = int(setup.firms.resellers[member])
        for name, monthly in row.monthly_units.items():
            chip = setup.catalogue.chip_index(name)
            table.expected_units[:, member, chip] = monthly
            table.ask_usd[:, member, chip] = world.prices.list_usd[:, chip]
            world.chips.make(world.run, account, chip, (cover * monthly).astype(np.int64) * MILLI)
            world.orders.open_units[:, account, chip] += int(monthly)
