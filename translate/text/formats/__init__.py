"""Readers of documents, one module a kind of file; `translate.text.reading` knows which suffix is whose."""
