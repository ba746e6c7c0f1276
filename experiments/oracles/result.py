"""One quantity of an oracle: what theory predicts, what the market did, how far apart they may be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OracleResult:
    """A quantity that theory knows; ``tolerance`` is the largest deviation either way, in ``unit``."""

    name: str
    quantity: str
    theory: float
    simulated: float
    tolerance: float
    unit: str
    source: str

    @property
    def deviation(self) -> float:
        """Simulated less theory."""
        return self.simulated - self.theory

    @property
    def passed(self) -> bool:
        """Whether the market did what theory predicts; NaN never does."""
        return abs(self.deviation) <= self.tolerance
