"""Model families, and where models come from; `registry` is the way in."""

__all__: list[str] = []
