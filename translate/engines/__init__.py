"""What executes a model's weights; `selection` is the way in."""

__all__: list[str] = []
