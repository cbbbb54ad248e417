"""Run folders: their files, their identity and their lock."""

__all__: list[str] = []
