"""A crypto boom and bust: miners buy chips while coins pay, and flood the market when they do not."""

from typing import ClassVar, Literal

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.parameter import parameter
from model.inputs.policies.base import Policy
from model.inputs.rules import MiningWave, Rules


class CryptoWave(Policy):
    """Mining revenue per chip rises to a peak and falls to nothing, as in 2020-22."""

    stage: ClassVar[int] = 1
    policy: Literal["crypto_wave"] = "crypto_wave"
    rise_months: int = parameter(
        8,
        "months from the start to the peak",
        "months",
        low=1,
        high=60,
        source="October 2020 to May 2021 (3DCenter, https://gamebastion.com/n/amd-radeon-and-nvidia-geforce-gpus-are/83118)",
    )
    plateau_months: int = parameter(
        7, "months at the peak", "months", low=0, high=60, source="May to December 2021 (3DCenter)"
    )
    fall_months: int = parameter(
        6,
        "months from the peak to nothing",
        "months",
        low=1,
        high=60,
        source="December 2021 to June 2022 (https://www.techspot.com/news/95011-more-amd-gpus-selling-under-msrp-europe-mining.html)",
    )
    supply_share: float = parameter(
        0.15,
        "part of all shipments that miners want at the highest price they pay",
        "share",
        low=0,
        high=1,
        source="10 to 20 % of discrete GPU supply (JPR/Bitpro via Tom's Hardware, June 2022)",
    )
    margin_elasticity: float = parameter(
        2.0,
        "how much more miners want where a chip costs less than it is worth to them",
        "1",
        low=0,
        high=10,
    )
    payback_months: float = parameter(
        10.0,
        "months of mining at the peak that pay for an A100 at list price",
        "months",
        low=1,
        high=120,
        source="assumption",
    )

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Tell how high the wave stands this month, from 0 to 1."""
        age = self.months_since_start(rules.month, calendar)
        down = age - self.rise_months - self.plateau_months
        height = min((age + 1) / self.rise_months, 1.0) if down < 0 else 1.0 - (down + 1) / self.fall_months
        rules.mining = MiningWave(
            max(height, 0.0), self.supply_share, self.payback_months, self.margin_elasticity
        )
