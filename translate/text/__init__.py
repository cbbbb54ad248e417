"""Turn files into articles: find, read and clean them, mark boilerplate, and split lines into sentences."""

__all__: list[str] = []
