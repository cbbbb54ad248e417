"""Readers of documents, one module per kind of file; `translate.text.reading` maps suffixes to them."""

__all__: list[str] = []
