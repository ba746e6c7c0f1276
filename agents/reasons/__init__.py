"""What firms decided this month and why, told from the views and plans that their decisions used.

Agents keep what they saw and did (references, no copies); nothing is worked out until somebody asks.
"""
