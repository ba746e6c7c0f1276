"""Calibration: how far the market is from observed data, and which parameters agree with them."""
