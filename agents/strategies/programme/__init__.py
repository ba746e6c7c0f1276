"""Strategies of an in-house chip programme."""
