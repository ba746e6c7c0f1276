"""Chip vendors: ship what they have, set list prices, plan wafers, run clouds of their own."""
