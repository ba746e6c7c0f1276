"""What every strategy is: a checked, frozen row of numbers with pure decisions."""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict

from model.inputs.problems import unknown_name
from model.markets.allocation import RULES


class Strategy(BaseModel):
    """A firm's way to act: methods take a view and return decisions, fields are its numbers.

    Each field carries its meaning, unit, source and allowed range, and can be set by a scenario.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str] = ""
    meaning: ClassVar[str] = ""


def _known_rule(name: str) -> str:
    if name not in RULES:
        raise unknown_name("rationing rule", name, "model/markets/allocation", RULES)
    return name


Rationing = Annotated[str, AfterValidator(_known_rule)]
"""The name of a rule in ``model/markets/allocation``."""
