"""The funding climate: the month's venture money, split over types and regions of start-ups."""
