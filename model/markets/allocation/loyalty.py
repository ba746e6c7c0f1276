"""Loyalty: strong ties count more than large orders."""

from model.markets.allocation.request import Request, Units
from model.markets.allocation.water_filling import share_by_pull


def loyalty(request: Request) -> Units:
    """Share in proportion to order times weight (tie strength times the seller's strategy)."""
    units: Units = share_by_pull(request.wanted, request.weight, request.available)
    return units
