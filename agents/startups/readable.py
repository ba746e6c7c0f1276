"""The readable engine: the start-ups' month as array rules; the compiled one must equal it."""

from agents.startups.readable_choose import choose
from agents.startups.readable_settle import settle

__all__ = ["choose", "settle"]
