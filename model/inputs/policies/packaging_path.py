"""The packaging path: advanced-packaging capacity of each foundry over time."""

from typing import Literal

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.parameter import parameter
from model.inputs.policies.base import Policy
from model.inputs.rules import Rules


class PackagingPath(Policy):
    """Reads the catalogue's path (packaging.csv), straight lines between its points."""

    policy: Literal["packaging_path"] = "packaging_path"
    factor: float = parameter(1.0, "multiplies the whole path", "factor", low=0, source="lever")
    months_early: int = parameter(
        0,
        "how much earlier each point is reached, and what contracts build opens",
        "months",
        low=-60,
        high=60,
        source="lever",
    )

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Set each foundry's packaging wafers of the month."""
        when = rules.month + self.months_early
        for foundry, points in catalogue.packaging_path.items():
            dated = [(calendar.month_of(point.date), point.wafers_per_month) for point in points]
            rules.packaging_wafers[foundry] = self.factor * interpolate(dated, when)
            rules.packaging_months_early[foundry] = float(self.months_early)


def interpolate(points: list[tuple[int, float]], when: float) -> float:
    """Straight lines between dated points, flat outside them."""
    before = [point for point in points if point[0] <= when]
    after = [point for point in points if point[0] > when]
    if not before or not after:
        return (before[-1] if before else after[0])[1]
    (t0, v0), (t1, v1) = before[-1], after[0]
    return v0 + (v1 - v0) * (when - t0) / (t1 - t0)
