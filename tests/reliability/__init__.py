"""Faults injected into the real process, kills, a soak, and the table that tells of them."""
