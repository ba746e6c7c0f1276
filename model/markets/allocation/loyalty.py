"""Loyalty: strong ties count more than large orders."""

from model.markets.allocation.request import Request, Units, weighted


def loyalty(request: Request) -> Units:
    """Share in proportion to order times weight (tie strength times the seller's strategy)."""
    return weighted(request, request.weight)
