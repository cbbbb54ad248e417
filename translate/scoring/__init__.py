"""Scores against references: what is compared, by which metrics, how certain the number is."""

__all__: list[str] = []
