"""Strategies of a foundry."""
