"""Export control: chips above a performance and link threshold may not go to a region."""

from typing import Literal

from pydantic import Field

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.parameter import parameter
from model.inputs.policies.base import CLOSED_MARKETS, Policy, regions_of
from model.inputs.rules import Rules

BIS_2022 = "US BIS rule of 7 Oct 2022, Han Kun summary, https://hankunlaw.com/portal/article/index/cid/8/id/13998.html"


class ExportControl(Policy):
    """Bars delivery of a chip when it reaches every threshold that is set."""

    policy: Literal["export_control"] = "export_control"
    regions: tuple[str, ...] = Field(
        (CLOSED_MARKETS,), description="regions that may not be supplied; all if empty"
    )
    min_tflops: float = parameter(
        300.0,
        "16-bit peak from which a chip is barred",
        "TFLOP/s",
        low=0,
        source=f"{BIS_2022}: 4,800 TOPS x bit length is 300 at 16 bit",
    )
    min_link_gb_s: float = parameter(
        0.0,
        "link speed from which a chip is barred; 0 bars whatever the link",
        "GB/s",
        low=0,
        source=f"{BIS_2022}: 600 GB/s",
    )
    bars_foundries: bool = Field(
        True, description="whether foundries outside may make such chips for makers of the region"
    )

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Mark the chips that pass both thresholds as barred, and as unmakable abroad."""
        hit = (catalogue.peak_tflops >= self.min_tflops) & (catalogue.link_gb_s >= self.min_link_gb_s)
        for region in regions_of(self.regions, catalogue):
            rules.barred[:, region] |= hit
        if self.bars_foundries:
            rules.unmakable |= hit
