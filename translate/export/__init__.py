"""Runs as one file for other tools."""

__all__: list[str] = []
