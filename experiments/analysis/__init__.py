"""What a study's results show: which factors matter, and where in their space something happens."""
