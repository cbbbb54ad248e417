"""Typed configuration: profiles, the model catalogue, and where files lie."""

__all__: list[str] = []
