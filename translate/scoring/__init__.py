"""Scores against references: what is compared, by which metrics, how certain the number is."""
