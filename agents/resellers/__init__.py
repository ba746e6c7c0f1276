"""Resellers and grey traders: buy at list, sell from stock at what the market bears."""
