"""Large values in thousands, millions or billions of their unit, shares in per cent."""

from dataclasses import dataclass

SHORT = {1e9: "bn", 1e6: "m", 1e3: "1000"}


@dataclass(frozen=True, slots=True)
class Magnitude:
    """What a value is multiplied by to be shown, and the unit that it then has."""

    factor: float
    unit: str


def magnitude(most: float, unit: str) -> Magnitude:
    """Return how values up to `most` in a unit are shown."""
    if unit == "share":
        return Magnitude(100.0, "%")
    size = next((size for size in SHORT if most >= size), None)
    return Magnitude(1.0, unit) if size is None else Magnitude(1.0 / size, f"{SHORT[size]} {unit}")
