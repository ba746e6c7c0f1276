"""Runs of the market and what is made of them: batches, comparisons, results, command line."""

from experiments.reading import load

__all__ = ["load"]
