"""Inside only: the chips serve their owner's own products."""

from dataclasses import dataclass
from typing import ClassVar

from agents.strategies.programme.base import ProgrammeStrategy


@dataclass(frozen=True, slots=True)
class InsideOnly(ProgrammeStrategy):
    """Never rents a chip out."""

    name: ClassVar[str] = "inside_only"
    meaning: ClassVar[str] = "keeps its chips for the owner's own use"
