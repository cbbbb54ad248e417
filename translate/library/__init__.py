"""The Python interface that `import translate` exports; it runs the same stages as the command line."""

from __future__ import annotations

__all__: list[str] = []
