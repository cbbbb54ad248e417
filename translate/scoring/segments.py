"""Segments: lines of translations paired with lines of references by line number."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ArticleSegments", "RunSegments"]


@dataclass(frozen=True, slots=True)
class ArticleSegments:
    """The scored lines of one article: those with a reference that is not blank.

    `hypotheses`, `references` and `lines` have the same length; `lines` are the numbers in the file, from 1. Trailing
    white space is removed, as by the sacrebleu command. `dropped` counts the lines with a blank reference: if scored, a
    blank reference gives chrF 100 for any output. `more_references` contains the second, third, ... reference of every
    line, or None if a line has no more.
    """

    id: str
    hypotheses: tuple[str, ...]
    references: tuple[str, ...]
    lines: tuple[int, ...]
    dropped: int
    more_references: tuple[tuple[str | None, ...], ...] = ()

    @property
    def empty(self) -> int:
        """Return how many outputs are blank although their reference is not."""
        return sum(1 for hypothesis in self.hypotheses if not hypothesis)


@dataclass(frozen=True, slots=True)
class RunSegments:
    """The articles of a run with a reference, by id, and the ids that only one side has.

    `blank_references` are the articles whose reference has no line to score.
    """

    articles: tuple[ArticleSegments, ...]
    without_reference: tuple[str, ...] = ()
    without_translation: tuple[str, ...] = ()
    blank_references: tuple[str, ...] = ()
