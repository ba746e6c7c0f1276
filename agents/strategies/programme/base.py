"""What the owner of a chip programme decides: how many of its chips strangers may rent."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """A programme whose chips run: the maturity of its software, 0 to 1."""

    maturity: float


@dataclass(frozen=True, slots=True)
class ProgrammeStrategy:
    """Lets a part of its chips; how many are made is the owner's decision as a buyer."""

    name: ClassVar[str] = ""
    meaning: ClassVar[str] = ""

    rented_share: float = 0.0
    fit_maturity: float = 0.4

    def rented_out(self, view: ProgrammeView) -> float:
        """Part of the installed chips that strangers may rent, once the software is fit for them."""
        return self.rented_share if view.maturity > self.fit_maturity else 0.0
