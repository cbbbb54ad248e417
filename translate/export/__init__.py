"""Export runs as single files for other tools."""

__all__: list[str] = []
