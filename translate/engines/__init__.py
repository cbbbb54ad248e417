"""Engines, which execute a model's weights; start at `selection`."""

__all__: list[str] = []
