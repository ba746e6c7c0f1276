"""Strategies of a vendor."""
