"""What `tarjama bench` measures: models of real shapes, the product and what it is held against, side by side."""

__all__: list[str] = []
