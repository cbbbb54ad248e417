"""Summaries of English articles, by a model or by taking the first sentences."""

__all__: list[str] = []
