"""How a policy's force moves with the months.

The maths is loaded when a run asks for it: machine code is no business of who only reads scenarios.
"""

from collections.abc import Sequence


def half_left(age_months: float, half_life_months: float) -> float:
    """What is left of one after a number of months."""
    from model.state import maths

    return float(maths.power(0.5, age_months / half_life_months))


def grown(growth_per_year: float, years: float) -> float:
    """What one has grown to after a number of years."""
    from model.state import maths

    return float(maths.power(1.0 + growth_per_year, years))


def mean(values: Sequence[float]) -> float:
    """The mean of one or more numbers."""
    from model.state import maths

    return float(maths.total(values)) / len(values)
