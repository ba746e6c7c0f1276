"""Faults put in on purpose: each must make a test about its rule fail.

``uv run -m tests.mutants [NAME…]`` puts them one at a time into a copy of the checkout and says which
tests noticed. The list is data: ``evidence.toml`` and ``more.toml``.
"""
