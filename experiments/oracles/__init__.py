"""Oracles: small set-ups in which theory has the answer, run through the market's own code."""
