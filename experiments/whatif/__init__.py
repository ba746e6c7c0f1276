"""Paired what-ifs: two worlds with the same luck, what differs between them, and how sure that is."""
