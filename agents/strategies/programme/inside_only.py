"""Inside only: the chips serve their owner's own products."""

from typing import ClassVar

from agents.strategies.programme.base import ProgrammeStrategy


class InsideOnly(ProgrammeStrategy):
    """Never rents a chip out."""

    name: ClassVar[str] = "inside_only"
    meaning: ClassVar[str] = "keeps its chips for the owner's own use"
