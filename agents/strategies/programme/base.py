"""What the owner of a chip programme decides: how many of its chips strangers may rent."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from agents.strategies.base import Strategy
from model.inputs.parameter import number, share

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """What owners see of a programme whose chips run: the maturity of its software, 0 to 1.

    Runs × programmes × one column.
    """

    maturity: Vector


RentedShare = Annotated[float, number("part of the chips that strangers may rent", "share", 0, 0.99)]


class ProgrammeStrategy(Strategy):
    """Lets a part of its chips; how many are made is the owner's decision as a buyer."""

    rented_share: RentedShare = 0.0
    fit_maturity: float = share(0.4, "maturity of the software above which strangers may rent")

    def rented_out(self, view: ProgrammeView) -> Vector:
        """Part of the installed chips that strangers may rent, once the software is fit for them."""
        return np.where(view.maturity > self.fit_maturity, self.rented_share, 0.0)
