"""Why an in-house chip programme stands where it does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from model.firm_roles import Decision
from model.inputs.figures import count, money, months


@dataclass(frozen=True, slots=True)
class Project:
    """One chip of a programme: where it stands, what happened this month, and how late it is."""

    chip: str
    stage: str
    months_left: float
    news: str
    planned: date
    late_months: int
    can_make_units: float


def reasons(projects: Sequence[Project], paid_usd: float, people: float) -> Iterator[Decision]:
    """Yield a programme's decisions of the month."""
    for each in projects:
        if each.stage == "cancelled":
            if each.news:
                yield Decision(f"cancel {each.chip}", 1.0, "chip", each.news)
            continue
        if each.can_make_units > 0:
            why = each.news or f"in {each.stage}"
            yield Decision(f"offer {each.chip} to the owner", each.can_make_units, "chips a month", why)
            continue
        stage = each.stage.replace("_", " ")
        plan = f"chips were planned for {each.planned:%B %Y}"
        if each.late_months > 0:
            plan += f", {months(float(each.late_months))} ago"
        why = f"{each.news}; {plan}" if each.news else plan
        yield Decision(f"work on {each.chip}: {stage}", each.months_left, "months left", why)
    if paid_usd > 0:
        why = f"{count(people)} people, and designs in work: {money(paid_usd)}, paid by the owner"
        yield Decision("pay for staff and designs", paid_usd, "USD per month", why)
