"""A vendor's own cloud: it rents chips by the instance in partner clouds' data centres (DGX Cloud)."""

from typing import Literal

from pydantic import Field

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.parameter import parameter
from model.inputs.policies.base import OPEN_MARKETS, Policy, regions_of
from model.inputs.rules import Rules, VendorCloudTerms

LAUNCH = "Nvidia DGX Cloud launch, March 2023, https://www.donews.com/news/detail/4/6126356.html"


class VendorCloud(Policy):
    """Lets a vendor rent its chips; whether and how much it does is its strategy's business."""

    policy: Literal["vendor_cloud"] = "vendor_cloud"
    vendor: str = Field("Nvidia", description="the vendor that may rent")
    chips: tuple[str, ...] = Field(("H100",), description="chips it rents, best first")
    price_usd_per_instance_month: float = parameter(
        36_999.0, "rent of one instance", "USD/month", low=0, source=LAUNCH
    )
    chips_per_instance: int = parameter(8, "chips in one instance", "chips", low=1, source=LAUNCH)
    commitment_months: int = parameter(
        3, "how long a customer binds itself: the length of a training run", "months", low=0, high=60
    )
    host_fee_usd_per_chip_month: float = parameter(
        900.0, "what the host gets for capacity, power and network", "USD/chip/month", low=0
    )
    software_share: float = parameter(0.15, "part of the rent that is software", "share", low=0, high=1)
    hosts: tuple[str, ...] = Field(
        ("Oracle", "Azure", "Google Cloud"), description="clouds asked to host (public record)"
    )
    regions: tuple[str, ...] = Field((OPEN_MARKETS,), description="regions it is sold in")

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Add the terms to the month's rules."""
        rules.vendor_clouds.append(
            VendorCloudTerms(
                vendor=self.vendor,
                chips=self.chips,
                price_usd_per_chip_month=self.price_usd_per_instance_month / self.chips_per_instance,
                chips_per_instance=self.chips_per_instance,
                commitment_months=self.commitment_months,
                host_fee_usd_per_chip_month=self.host_fee_usd_per_chip_month,
                software_share=self.software_share,
                hosts=self.hosts,
                regions=tuple(catalogue.regions[place].name for place in regions_of(self.regions, catalogue)),
            )
        )
