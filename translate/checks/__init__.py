"""Reference-free checks of translations; each check is a function that takes source and output and returns a flag."""

__all__: list[str] = []
