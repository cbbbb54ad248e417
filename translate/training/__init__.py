"""Adapt a translation model to pairs: the recipe of the embedded adapter, and of a user's own."""

__all__: list[str] = []
