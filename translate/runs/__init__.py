"""Run folders: their files, their identity, and who may write them."""

__all__: list[str] = []
