"""The flags that count as doubts about an article, and the extent to which its lines were checked."""

from __future__ import annotations

from typing import Literal

from translate.checks.registry import ADVISORY
from translate.records import Flag, Row, Status, TranslatedArticle, TranslatedSentence

__all__ = ["CANNOT_SEE", "advisory_names", "counted_flags", "extent"]

CANNOT_SEE = (
    "The checks compare figures, names, length and repetition with the Arabic. They do not detect a wrong word or a "
    "changed subject: a fluent translation without doubts can still be wrong."
)


def advisory_names(article: TranslatedArticle, sentence: TranslatedSentence) -> frozenset[str]:
    """Return the names of the flags that do not count in a sentence; empty for a sentence of the headline.

    The headline is the most-read sentence, so every doubt about it counts.
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
    """Return whether the lines of an article were checked: yes, partly or no; empty if it is not translated.

    Copied lines are not checked, so an article with only copied lines is not checked at all.
    """
    if row.status is not Status.DONE:
        return ""
    if not row.sentences:
        return "no"
    return "partly" if row.copied else "yes"
