"""What the user sees in a terminal: the table, the scores, the bars."""

__all__: list[str] = []
