"""Crypto miners: buy chips while coins pay, and sell them all when they do not."""

from typing import TYPE_CHECKING

import mesa
import numpy as np
from numpy.typing import NDArray

from model.firm_roles import CastRow
from model.inputs.accounts import Outside
from model.inputs.rules import MiningWave
from model.ledger import MILLI, Kind
from model.sight import Sight
from model.state import maths

if TYPE_CHECKING:
    from model.market import ComputeMarket

type Vector = NDArray[np.float64]

RETURN_WANTED = 2.6
"""Highest price over list that miners pay at the peak: GPUs stood at 2.6 times list in May 2021
(3DCenter, https://gamebastion.com/n/amd-radeon-and-nvidia-geforce-gpus-are/83118)."""
SELL_BELOW = 0.35
"""Height of the wave under which miners sell out."""
SELL_OUT_SHARE = 0.35
"""Part of their chips that miners bring to market in each month of the bust."""
DISTRESS_DISCOUNT = 0.25
"""What miners take less than the street price to be rid of a chip."""


class Miners(mesa.Agent["ComputeMarket"]):
    """All miners together; they do nothing unless a wave is on (or its chips are left)."""

    model: "ComputeMarket"

    def __init__(self, model: "ComputeMarket") -> None:
        super().__init__(model)
        self.account = model.accounts.miners

    def trade(self, sight: Sight) -> None:
        """Mine, then buy while the wave is high, or sell while it breaks."""
        wave = sight.rules.mining
        held = self.model.chips.units(self.account)
        if wave is None and not held.any():
            return
        height = wave.height if wave is not None else 0.0
        if wave is not None:
            self._mine(sight, wave, held)
        if wave is not None and height >= SELL_BELOW:
            self._buy(sight, wave)
        else:
            self._sell(sight)

    def worth_usd(self, sight: Sight, wave: MiningWave) -> Vector:
        """What a chip is worth to a miner: its compute's earnings over the payback time."""
        reference = self.model.reference_chip
        power = sight.power.mixed(0.0)
        worth: Vector = wave.height * float(sight.list_usd[reference]) * power * RETURN_WANTED
        return worth

    def _mine(self, sight: Sight, wave: MiningWave, held: Vector) -> None:
        customers = self.model.accounts.outside(Outside.CUSTOMERS)
        earned = float(maths.dot(held, self.worth_usd(sight, wave))) / (RETURN_WANTED * wave.payback_months)
        self.model.money.pay(customers, self.account, Kind.MINING, earned)
        bill = float(maths.dot(held, sight.energy_usd_per_month[0]))
        paid = min(bill, max(0.0, float(self.model.money.balance_usd[self.account])))
        tax = paid * float(sight.rules.carbon_share[0])
        outside = self.model.accounts.outside
        self.model.money.pay(self.account, outside(Outside.UTILITIES), Kind.ENERGY, paid - tax)
        self.model.money.pay(self.account, outside(Outside.STATE), Kind.CARBON, tax)

    def _buy(self, sight: Sight, wave: MiningWave) -> None:
        """From resellers everywhere, what is worth more than its price; investors pay."""
        model = self.model
        worth = self.worth_usd(sight, wave)
        sellers = model.cast.resellers
        asks = np.array([seller.ask_usd for seller in sellers]).reshape(-1, len(worth))
        stock = np.array([seller.offered_units for seller in sellers]).reshape(asks.shape)
        stock = np.where((asks > 0) & (asks < worth) & (stock >= 1), stock, 0.0)
        wanted = wave.height * wave.supply_share * float(maths.total(np.maximum(model.shipped_units, 0)))
        margin = maths.power(worth / np.maximum(asks, 1.0), wave.margin_elasticity)
        claims = wanted * margin * stock / max(float(maths.total(maths.total(stock))), 1.0)
        for seller, claim in zip(sellers, claims, strict=True):
            for chip in np.flatnonzero(claim):
                units = int(min(claim[chip], seller.offered_units[chip] // 2))
                seller.note_turned_away(int(chip), float(claim[chip]) - units)
                if units <= 0:
                    continue
                cost = units * float(seller.ask_usd[chip])
                model.money.pay(model.investors, self.account, Kind.FUNDING, cost)
                model.chips.move(seller.account, self.account, int(chip), units * MILLI)
                model.money.pay(self.account, seller.account, Kind.CHIPS, cost, int(chip), units)
                seller.note_spot_sale(int(chip), units)
                model.tally.received_units[self.account, chip] += units

    def _sell(self, sight: Sight) -> None:
        """Back to resellers that can pay, at a distress price."""
        model = self.model
        held = model.chips.units(self.account)
        for chip in np.flatnonzero(held >= 1):
            left = int(np.ceil(held[chip] * SELL_OUT_SHARE))
            for seller in model.cast.resellers:
                ask = float(seller.ask_usd[chip])
                price = (1 - DISTRESS_DISCOUNT) * ask
                purse = 0.5 * max(0.0, seller.cash_usd)
                units = int(min(left, purse / price)) if price > 0 else 0
                if units <= 0:
                    continue
                model.chips.move(self.account, seller.account, int(chip), units * MILLI)
                model.money.pay(seller.account, self.account, Kind.CHIPS, units * price, int(chip), units)
                left -= units

    def cast_rows(self) -> list[CastRow]:
        """One line for the miners."""
        waves = [name for name, p in self.model.settings.policies.items() if p.policy == "crypto_wave"]
        opening = f"wait for {', '.join(waves)}" if waves else "asleep: no crypto wave"
        return [CastRow("Crypto miners", "miners", "all", "follow the coin", "all resellers", opening)]
