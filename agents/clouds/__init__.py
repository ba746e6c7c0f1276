"""Clouds and other large buyers: what they need, own, rent out and order."""
