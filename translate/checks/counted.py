"""The flags that count as doubts about an article, and the extent to which its lines were checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Literal

from translate.checks.registry import ADVISORY
from translate.records import Flag, Row, Status, TranslatedArticle, TranslatedSentence

__all__ = ["CANNOT_SEE", "advisory_names", "counted_flags", "extent", "row_without_summary"]

CANNOT_SEE = (
    "The checks compare figures, names, length and repetition with the Arabic. They do not detect a wrong word or a "
    "changed subject: a fluent translation without doubts can still be wrong."
)


def advisory_names(sentence: TranslatedSentence, headline: Collection[TranslatedSentence]) -> frozenset[str]:
    """Return the names of the flags that do not count in a sentence; empty for a sentence of the headline.

    The headline is the most-read sentence, so every doubt about it counts. `headline` is `title_sentences` of the
    article; to find it takes time in proportion to the first line, so it is found once for all sentences.
    """
    return frozenset() if any(sentence is one for one in headline) else ADVISORY


def counted_flags(article: TranslatedArticle) -> tuple[Flag, ...]:
    """Return the flags that count among an article's doubts, in reading order."""
    headline = article.title_sentences
    return tuple(
        flag
        for line in article.lines
        for sentence in line.sentences
        for flag in sentence.flags
        if flag.name not in advisory_names(sentence, headline)
    )


def row_without_summary(translated: TranslatedArticle, status: Status) -> Row:
    """Return the row of a translated article as far as it is known before its summary.

    Its flags are those of `counted_flags` by name, in the order of first occurrence.
    """
    counted = Counter(flag.name for flag in counted_flags(translated))
    return Row(
        id=translated.article.id,
        status=status,
        title=translated.title,
        sentences=len(translated.article.sentences),
        flags=tuple(counted.elements()),
        notes=translated.article.notes,
        copied=sum(line.is_unchecked for line in translated.lines),
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
