"""Scoring against references: systems, metrics, intervals and significance."""

__all__: list[str] = []
