"""Faults injected into the real process, kills, a soak test, and the table of their results."""
