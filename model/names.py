"""Checks that every name a scenario uses exists: chips, regions, firms, foundries, nodes, ties."""

from typing import TYPE_CHECKING

from model.catalogue import load_catalogue
from model.firms import Cast
from model.problems import InputProblem, unknown_name

if TYPE_CHECKING:
    from model.scenario import Scenario

KINDS = {
    "chips": "chip",
    "regions": "region",
    "hosts": "firm",
    "vendor": "firm",
    "investor": "firm",
    "startup": "start-up",
    "foundry": "foundry",
    "node": "node",
}
"""Policy fields that hold names, and of what."""


def check_names(scenario: "Scenario", where: str) -> None:
    """Refuse the first name that does not exist.

    Raises:
        InputProblem: naming the key, what is allowed and the nearest match.
    """
    cast = scenario.cast
    allowed = known_names(cast)
    for firm in scenario.strategies:
        if firm not in allowed["firm"]:
            raise unknown_name("firm", firm, f"{where}, strategies", allowed["firm"])
    for name, policy in scenario.policies.items():
        for field in type(policy).model_fields:
            if field in KINDS:
                value = getattr(policy, field)
                for entry in value if isinstance(value, tuple) else (value,):
                    if entry is not None and entry not in allowed[KINDS[field]]:
                        at = f"{where}, policies.{name}.{field}"
                        raise unknown_name(KINDS[field], str(entry), at, allowed[KINDS[field]])
    for tie, strength in scenario.ties.items():
        check_tie(tie, strength, f"{where}, ties", allowed)


def known_names(cast: Cast) -> dict[str, list[str]]:
    """Every name by kind."""
    catalogue = load_catalogue()
    return {
        "chip": list(catalogue.chip_names),
        "region": [region.name for region in catalogue.regions],
        "node": [node.name for node in catalogue.nodes],
        "foundry": [row.name for row in cast.foundry],
        "firm": [row.name for _, row in cast.firm_rows()],
        "start-up": [row.name for row in cast.named],
    }


def check_tie(tie: str, strength: float, where: str, allowed: dict[str, list[str]]) -> None:
    """A tie is written 'first -> second' with a strength from 0 to 1."""
    first, arrow, second = (part.strip() for part in tie.partition("->"))
    if not arrow:
        raise InputProblem(
            what=f"{tie!r} is no tie", where=where, allowed="'first -> second' = strength",
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
