"""Strategies of a cloud."""
