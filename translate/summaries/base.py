"""What a summariser is, and what it has in common with every other: whole sentences, a length in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from translate.records import Flag, TranslatedArticle
from translate.text.english import split_english

__all__ = [
    "LEAD_INSTEAD",
    "SENTENCES",
    "EnglishArticle",
    "Summarizer",
    "Summary",
    "choose_sentences",
    "is_complete",
    "own_summary",
    "repeats_headline",
    "whole_sentences",
]

SENTENCES = 3  # of a summary, at most
LEAD_INSTEAD = "lead instead of summary"  # the flag of a summary that is not the model's own
_ENDS = re.compile(r"[.!?…][\"'”’)\]»]*$")


@dataclass(frozen=True, slots=True)
class EnglishArticle:
    """What is summarised: the headline, or else the first sentence, and then all the rest."""

    title: str
    paragraphs: tuple[str, ...]

    @classmethod
    def of(cls, translated: TranslatedArticle) -> EnglishArticle:
        """The English side of a translated article.

        A first line that does not end as a sentence does is its headline; of any other, the first sentence
        stands in the headline's place.
        """
        return cls.of_lines(translated.paragraphs)

    @classmethod
    def of_lines(cls, lines: Sequence[str]) -> EnglishArticle:
        """An article of its headline and paragraphs, a line each; told apart as in `of`."""
        first, *rest = lines or ("",)
        if not is_complete(first):
            return cls(first, tuple(rest))
        title, *others = split_english(first) or [first]
        return cls(title, tuple(([" ".join(others)] if others else []) + rest))

    @property
    def headline(self) -> str:
        """The title, where it is a headline and no sentence of the article."""
        return "" if is_complete(self.title) else self.title

    @property
    def text(self) -> str:
        """Title and paragraphs, a line each."""
        return "\n".join((self.title, *self.paragraphs))

    @property
    def words(self) -> int:
        """How many words it has, its headline included."""
        return len(self.text.split())

    @property
    def body(self) -> str:
        """All of it on one line, without the headline; the headline where there is nothing else."""
        parts = (
            self.paragraphs
            if self.headline and any(map(str.strip, self.paragraphs))
            else (self.title, *self.paragraphs)
        )
        return " ".join(" ".join(parts).split())


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary, and the doubts about it."""

    text: str
    flags: tuple[Flag, ...] = ()

    @property
    def words(self) -> int:
        """How many words, as white space parts them."""
        return len(self.text.split())


class Summarizer(Protocol):
    """What makes summaries."""

    def summarize(self, articles: Sequence[EnglishArticle]) -> list[Summary]:
        """A summary for each article, in order."""

    def close(self) -> None:
        """Free what it holds."""


def own_summary(article: EnglishArticle, words: int) -> Summary | None:
    """Return an article of at most `words` words as its own summary; None where it is longer."""
    if article.words > words:
        return None
    return Summary(article.body, () if article.body else (Flag("empty summary"),))


def is_complete(sentence: str) -> bool:
    """Whether a sentence ends as sentences end."""
    return _ENDS.search(sentence) is not None


def whole_sentences(sentences: Iterable[str], words: int, most: int | None = None) -> str:
    """What `choose_sentences` chooses, as one text."""
    return " ".join(choose_sentences(sentences, words, most))


def choose_sentences(sentences: Iterable[str], words: int, most: int | None = None) -> list[str]:
    """The first complete sentences, `most` at most, that together have `words` words at most; the first in any case.

    Sentences that stop in the middle, and those said before, are left out.
    """
    taken: list[str] = []
    count = 0
    for sentence in sentences:
        if not is_complete(sentence) or sentence in taken:
            continue
        length = len(sentence.split())
        if taken and (count + length > words or len(taken) == most):
            break
        taken.append(sentence)
        count += length
    return taken


def repeats_headline(sentence: str, article: EnglishArticle) -> bool:
    """Whether a sentence says the headline again, which the reader has above the summary."""
    return bool(article.headline) and _letters(sentence) == _letters(article.headline)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
