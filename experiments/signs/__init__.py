"""Comparative statics: one thing is changed at a time, and the sign of the answer is held to theory."""
