"""Paired what-ifs: two worlds with the same chance, what differs between them, and how sure that is."""
