"""Foundries: they start what fits into wafers and packaging, and expand behind a lasting backlog."""
