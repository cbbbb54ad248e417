"""Model families and sources of models; start at `registry`."""

__all__: list[str] = []
