"""Checks that every name a scenario uses exists: chips, regions, firms, foundries, nodes, ties."""

from pydantic import BaseModel

from model.inputs.cast import Cast
from model.inputs.catalogue import Catalogue
from model.inputs.policies.base import CLOSED_MARKETS, OPEN_MARKETS
from model.inputs.problems import InputProblem, unknown_name

POLICY_FIELDS = {
    "chips": "chip",
    "regions": "region or group of regions",
    "hosts": "firm",
    "vendor": "firm",
    "vendors": "firm",
    "investor": "firm",
    "startup": "start-up",
    "foundry": "foundry",
    "node": "node",
}
"""Policy fields that hold names, and of what."""

CAST_FIELDS = {
    "region": "region",
    "regions": "region",
    "source_region": "region",
    "serves": "region",
    "owner": "cloud",
    "type": "start-up type",
    "stack_shares": "stack",
    "chip": "chip",
    "monthly_units": "chip",
    "rent_usd_per_hour": "chip",
    "opening_units": "chip",
    "opening_monthly_units": "chip",
    "opening_rental_units": "chip",
}
"""Fields of the cast's rows that hold names, or tables by name, and of what."""


def check_fields(holder: BaseModel, kinds: dict[str, str], where: str, allowed: dict[str, list[str]]) -> None:
    """Refuse the first name in a field, a list or a table's keys that does not exist."""
    for field, kind in kinds.items():
        value = getattr(holder, field) if field in type(holder).model_fields else None
        for entry in (value,) if isinstance(value, str) else value or ():
            if entry not in allowed[kind]:
                raise unknown_name(kind, str(entry), f"{where}.{field}", allowed[kind])


def known_names(cast: Cast, catalogue: Catalogue) -> dict[str, list[str]]:
    """Every name by kind."""
    return {
        "chip": list(catalogue.chip_names),
        "region": list(catalogue.region_names),
        "region or group of regions": [*catalogue.region_names, CLOSED_MARKETS, OPEN_MARKETS],
        "node": [node.name for node in catalogue.nodes],
        "foundry": [row.name for row in cast.foundry],
        "firm": [row.name for _, row in cast.firm_rows()],
        "cloud": [row.name for row in cast.cloud],
        "start-up": [row.name for row in cast.named],
        "start-up type": [row.name for row in cast.type],
        "stack": [str(stack) for stack in catalogue.stacks],
    }


def check_tie(tie: str, strength: float, where: str, allowed: dict[str, list[str]]) -> None:
    """A tie is written 'first -> second' with a strength from 0 to 1."""
    first, arrow, second = (part.strip() for part in tie.partition("->"))
    if not arrow:
        raise InputProblem(
            what=f"{tie!r} is not a valid tie",
            where=where,
            allowed="'first -> second' = strength",
            fix='e.g. ties."Nvidia -> Oracle" = 0',
        )
    if not 0.0 <= strength <= 1.0:
        raise InputProblem(
            what=f"strength {strength} of {tie!r}", where=where, allowed="a number from 0 to 1"
        )
    for name, kinds in ((first, ("firm",)), (second, ("firm", "start-up"))):
        options = [option for kind in kinds for option in allowed[kind]]
        if name not in options:
            raise unknown_name("firm or start-up", name, where, options)
