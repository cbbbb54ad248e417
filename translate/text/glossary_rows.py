"""One term of a glossary as written in a file."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["TermRow"]


@dataclass(frozen=True, slots=True)
class TermRow:
    """One term as written in the file, with its place for messages.

    `entry` is the number of its entry in a term base, where several entries may have the same Arabic term; None for a
    row of a table, which has each term once.
    """

    place: str
    arabic: str
    english: str
    variants: tuple[str, ...] = ()
    entry: int | None = None
