"""Readers of documents, one module a kind of file; `translate.text.reading` knows which suffix is whose."""

__all__: list[str] = []
