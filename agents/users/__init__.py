"""Users of AI by region: what they notice, how many adopt, what they spend."""
