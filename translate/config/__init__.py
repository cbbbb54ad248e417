"""Typed configuration: profiles, the model catalogue, and the folders of files."""

__all__: list[str] = []
