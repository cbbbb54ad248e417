"""The translation memory: stores translated sentences, so that a model does not translate them again."""

__all__: list[str] = []
