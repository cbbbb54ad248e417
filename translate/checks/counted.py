"""Which flags count among an article's doubts, and how far its lines were checked."""

from __future__ import annotations

from typing import Literal

from translate.checks.registry import ADVISORY
from translate.records import Flag, Row, Status, TranslatedArticle, TranslatedSentence

__all__ = ["CANNOT_SEE", "advisory_names", "counted_flags", "extent"]

CANNOT_SEE = (
    "The checks compare each sentence with its Arabic: figures, names, length, repetition. They do not see a wrong "
    "word, a changed subject or a fluent falsehood: no doubts found does not mean right."
)


def advisory_names(article: TranslatedArticle, sentence: TranslatedSentence) -> frozenset[str]:
    """Return the names of the flags that do not count in a sentence: none of them in a headline.

    A headline is read first and most, so that every doubt about it counts.
    """
    return frozenset() if any(sentence is one for one in article.title_sentences) else ADVISORY


def counted_flags(article: TranslatedArticle) -> tuple[Flag, ...]:
    """Return the flags that count among an article's doubts, in reading order."""
    return tuple(
        flag
        for line in article.lines
        for sentence in line.sentences
        if sentence.flags
        for flag in sentence.flags
        if flag.name not in advisory_names(article, sentence)
    )


def extent(row: Row) -> Literal["yes", "partly", "no", ""]:
    """Return how far the lines of an article were checked; empty where it is not translated.

    Copied lines are not checked, nor is an article that consists of them alone.
    """
    if row.status is not Status.DONE:
        return ""
    if not row.sentences:
        return "no"
    return "partly" if row.copied else "yes"
