"""Training: adapt a translator or a summariser to pairs. The embedded adapters were made with it."""

__all__: list[str] = []
