"""Terminal output: tables, scores and progress bars."""

__all__: list[str] = []
