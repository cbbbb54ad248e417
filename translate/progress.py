"""How a long piece of work tells that it goes on, without knowing who watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

__all__ = ["Advance", "Progress", "Silent"]

Advance = Callable[[int], None]


class Progress(Protocol):
    """Where stages report to. The terminal's bars implement it; tests and libraries use `Silent`."""

    @property
    def quiet(self) -> bool:
        """Whether nobody sees what is shown and told."""

    def task(self, description: str, total: int | None = None) -> AbstractContextManager[Advance]:
        """Show a piece of work of `total` units; call what this yields with the units done since."""

    def note(self, message: str) -> None:
        """Tell something worth a line of its own."""


class Silent:
    """A Progress that shows nothing."""

    quiet = True

    @contextmanager
    def task(self, description: str, total: int | None = None) -> Iterator[Advance]:
        """Show nothing."""
        yield lambda _units: None

    def note(self, message: str) -> None:
        """Tell nothing."""
