"""The translation memory: what a model has translated before, it does not translate again."""

__all__: list[str] = []
