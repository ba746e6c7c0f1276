"""The start-ups of a lone market: one run, behind the interface of the other agents."""
