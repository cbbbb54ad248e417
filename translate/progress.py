"""The interface for reporting progress, independent of the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

__all__ = ["Advance", "Progress", "Silent"]

Advance = Callable[[int], None]


class Progress(Protocol):
    """A receiver of progress reports: the terminal's bars, or `Silent` for library use and tests."""

    @property
    def quiet(self) -> bool:
        """Return whether progress and notes are hidden."""

    def task(self, description: str, total: int | None = None) -> AbstractContextManager[Advance]:
        """Show a task of `total` units; call the yielded function with each number of newly finished units."""

    def note(self, message: str) -> None:
        """Show a message on a separate line."""


class Silent:
    """A Progress that shows nothing."""

    quiet = True

    @contextmanager
    def task(self, description: str, total: int | None = None) -> Iterator[Advance]:
        """Yield a function that does nothing."""
        yield lambda _units: None

    def note(self, message: str) -> None:
        """Do nothing."""
