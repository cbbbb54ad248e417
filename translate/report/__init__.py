"""Web pages of comparisons and runs: self-contained, without network access, light and dark, for screen and phone."""

__all__: list[str] = []
