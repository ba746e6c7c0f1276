"""The interactive page: what it reads of the market, what it draws, and its shell."""
