"""Paired what-ifs: two runs with the same random draws, what differs, and how sure that is."""
