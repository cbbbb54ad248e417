"""Checks that need no reference: each is one function from a source and its output to a flag or None."""

__all__: list[str] = []
