"""What `import translate` offers, over the same stages as the command line. `translate` itself names all of it."""

from __future__ import annotations

__all__: list[str] = []
