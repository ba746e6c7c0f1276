"""Compute vouchers: the state pays part of what small start-ups rent."""

from typing import ClassVar, Literal

from pydantic import Field

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.parameter import parameter
from model.inputs.policies.base import OPEN_MARKETS, Policy, regions_of
from model.inputs.rules import Rules


class ComputeVoucher(Policy):
    """Every small start-up of the regions may rent for so much a month at the state's expense."""

    stage: ClassVar[int] = 1
    policy: Literal["compute_voucher"] = "compute_voucher"
    regions: tuple[str, ...] = Field((OPEN_MARKETS,), description="regions that pay vouchers")
    usd_per_firm_month: float = parameter(
        5_000.0,
        "voucher of one small firm",
        "USD/month",
        low=0,
        source="lever; the entry cost of a minimal training run",
    )

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Set the voucher of the regions."""
        for region in regions_of(self.regions, catalogue):
            rules.voucher_usd[region] += self.usd_per_firm_month
