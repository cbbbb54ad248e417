"""A comparison as web pages: self-contained, readable without a network, in light and dark, on a phone."""

__all__: list[str] = []
