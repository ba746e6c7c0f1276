"""Sales of chips between firms: chips one way, money the other."""

import numpy as np
from numpy.typing import NDArray

from model.state.kinds import MILLI, Kind
from model.state.money import Payment
from model.state.world import World

type Vector = NDArray[np.float64]
type Counts = NDArray[np.int64]


def deliver(
    world: World,
    run: Counts,
    seller: Counts | int,
    buyer: Counts,
    chip: Counts,
    units: Counts,
    price_usd: Vector,
    network_usd: Vector | float = 0.0,
) -> None:
    """Book sales between firms, row by row, in the order given.

    A row is a run, two accounts, a chip, whole units, and USD a unit for the chip and the network with it;
    one seller may stand for all rows.

    Raises:
        Unbalanced: when a seller hands over more than it holds.
    """
    world.chips.move(run, seller, buyer, chip, units * MILLI)
    world.money.pay_in_turn(
        run,
        Payment(Kind.CHIPS, buyer, seller, units * price_usd, chip, units),
        Payment(Kind.NETWORK, buyer, seller, units * network_usd, chip, units),
    )
    np.add.at(world.counters.received_units, (run, buyer, chip), units)
