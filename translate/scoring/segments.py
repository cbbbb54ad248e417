"""Segments: lines of translations beside the lines of their references, paired by number."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ArticleSegments", "RunSegments"]


@dataclass(frozen=True, slots=True)
class ArticleSegments:
    """The lines of one article that are scored: those whose reference is not blank.

    `hypotheses`, `references` and `lines` have the same length; `lines` are the numbers in the file, from 1.
    Trailing white space is cut, as the sacrebleu command does. `dropped` counts the lines whose reference
    is blank: scored, a blank reference counts as chrF 100 against any output. `more_references` are the second,
    third, ... reference of every line, None where a line has no further one.
    """

    id: str
    hypotheses: tuple[str, ...]
    references: tuple[str, ...]
    lines: tuple[int, ...]
    dropped: int
    more_references: tuple[tuple[str | None, ...], ...] = ()

    @property
    def empty(self) -> int:
        """How many outputs are blank where the reference is not."""
        return sum(1 for hypothesis in self.hypotheses if not hypothesis)


@dataclass(frozen=True, slots=True)
class RunSegments:
    """The articles of a run that have a reference, by id, and the ids on either side that stand alone.

    `blank_references` are articles whose reference has no line to score.
    """

    articles: tuple[ArticleSegments, ...]
    without_reference: tuple[str, ...] = ()
    without_translation: tuple[str, ...] = ()
    blank_references: tuple[str, ...] = ()
