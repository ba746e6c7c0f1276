"""Reference runs: what worlds of many kinds gave, kept to the bit, so that a change of results is seen.

``uv run -m tests.references`` runs them all and says which world changed, from which month on, and in
which metrics; ``--update`` keeps what they give now.
"""
