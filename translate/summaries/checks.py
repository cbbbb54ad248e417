"""Check a summary against its article, and measure how extractive it is.

The measures are from Grusky et al. 2018 (Newsroom, NAACL): the summary is split greedily into the longest fragments
that occur verbatim in the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from translate.checks.numbers import read_numbers
from translate.records import Flag
from translate.summaries.base import EnglishArticle, is_complete
from translate.summaries.names import new_names

__all__ = [
    "HARDLY_SHORTENED",
    "NEW_NAME",
    "NEW_NUMBER",
    "UNFINISHED",
    "Measures",
    "check_summary",
    "measure",
    "unsupported",
    "words_of",
]

NEW_NUMBER = "number not in article"
NEW_NAME = "name not in article"
UNFINISHED = "unfinished summary"
HARDLY_SHORTENED = "hardly shortened"

# The minimum compression, for articles of at least this many words; shorter ones cannot be shortened much.
_LEAST_COMPRESSION = 1.5
_LEAST_ARTICLE_WORDS = 100
# Newsroom's abstractive summaries have about 0.8 or more; below this limit nearly half of the words are new.
_LEAST_COVERAGE = 0.6

_TOKEN = re.compile(r"\w+(?:[.'’&-]\w+)*")


@dataclass(frozen=True, slots=True)
class Measures:
    """How a summary relates to its article.

    `compression` is the number of words of the article divided by that of the summary; `coverage` is the share of the
    summary's words that are in fragments of the article (0 to 1); `density` is the mean length, in words, of the
    fragment that contains a word.
    """

    compression: float
    coverage: float
    density: float


def check_summary(article: EnglishArticle, summary: str) -> tuple[Flag, ...]:
    """Return the flags of a summary; none for an empty one, and none for an article that is its own summary.

    `number not in article` and `name not in article` list numbers and names that only the summary has. `unfinished
    summary`: it ends in the middle of a sentence. `hardly shortened`: the compression is under 1.5, and the article has
    100 words or more. `far from the article`: the coverage is under 0.6.
    """
    if not summary.strip() or (summary == article.body and article.words < _LEAST_ARTICLE_WORDS):
        return ()
    flags = []
    if numbers := _new_numbers(article.text, summary):
        flags.append(Flag(NEW_NUMBER, ", ".join(numbers)))
    if names := new_names(article.text, summary):
        flags.append(Flag(NEW_NAME, ", ".join(names)))
    if not is_complete(summary):
        flags.append(Flag(UNFINISHED, f"ends in '{summary.rsplit(maxsplit=1)[-1]}'"))
    measures = measure(article.text, summary)
    if measures.compression < _LEAST_COMPRESSION and len(words_of(article.text)) >= _LEAST_ARTICLE_WORDS:
        flags.append(Flag(HARDLY_SHORTENED, f"compression {measures.compression:.1f}"))
    if measures.coverage < _LEAST_COVERAGE:
        flags.append(Flag("far from the article", f"coverage {measures.coverage:.2f}"))
    return tuple(flags)


def unsupported(article: EnglishArticle, sentence: str) -> list[str]:
    """Return the numbers and names of a sentence that the article does not have."""
    return [*_new_numbers(article.text, sentence), *new_names(article.text, sentence)]


def measure(article: str, summary: str) -> Measures:
    """Return compression, coverage and density of a summary with at least one word."""
    words, of_article = words_of(summary), words_of(article)
    fragments = list(_fragments(of_article, words))
    count = max(1, len(words))
    return Measures(
        compression=len(of_article) / count,
        coverage=sum(fragments) / count,
        density=sum(length**2 for length in fragments) / count,
    )


def words_of(text: str) -> list[str]:
    """Return the words that the measures count, in lower case."""
    return [token.casefold() for token in _TOKEN.findall(text)]


def _fragments(article: Sequence[str], summary: Sequence[str]) -> Iterator[int]:
    """Return the lengths of the fragments from left to right, each the longest that starts there."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(article):
        places.setdefault(word, []).append(place)
    start = 0
    while start < len(summary):
        longest = max(
            (_shared(article, p, summary, start) for p in places.get(summary[start], ())), default=0
        )
        if longest:
            yield longest
        start += max(1, longest)


def _shared(article: Sequence[str], place: int, summary: Sequence[str], start: int) -> int:
    length = 0
    while (
        place + length < len(article)
        and start + length < len(summary)
        and article[place + length] == summary[start + length]
    ):
        length += 1
    return length


def _new_numbers(article: str, summary: str) -> list[str]:
    there = read_numbers(article)
    return [number.text for number in read_numbers(summary).figures if not there.has(number)]
