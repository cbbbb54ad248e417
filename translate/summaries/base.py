"""The interface of summarisers, and their common part: complete sentences and a length in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from translate.records import Flag, TranslatedArticle, TranslatedLine
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
LEAD_INSTEAD = "lead instead of summary"  # the flag of a summary that the model did not write
_CODE = re.compile(r"[{}<>=;|]|\w\(|^ {4}")
_LEAST_COPIED_WORDS = 3  # consecutive words that make a line without Arabic a title or a sentence
_ADDRESSES = re.compile(r"(?:https?://|www\.)\S+|\S*@\S+|#\w+")
_WORDS = re.compile(r"(?<![\w.-])[^\W\d_]{2,}(?![\w-])")
_ENDS = re.compile(r"[.!?…][\"'”’)\]»]*$")


@dataclass(frozen=True, slots=True)
class EnglishArticle:
    """The text to summarise: the headline, or else the first sentence, and the rest."""

    title: str
    paragraphs: tuple[str, ...]

    @classmethod
    def of(cls, translated: TranslatedArticle) -> EnglishArticle:
        """Return the English side of a translated article.

        A first line that does not end like a sentence is the headline; otherwise the first sentence is used as such.
        Table rows, code, and copied lines without words (figures, times, links) are left out, because a summariser
        would treat them as text; so are Markdown marks. An article without other lines keeps all of them.
        """
        lines = [line.prose for line in translated.lines if line.translation and _is_text(line)]
        return cls.of_lines(lines or translated.paragraphs)

    @classmethod
    def of_lines(cls, lines: Sequence[str]) -> EnglishArticle:
        """Return an article made of lines; the headline is found as in `of`."""
        first, *rest = lines or ("",)
        if not is_complete(first):
            return cls(first, tuple(rest))
        title, *others = split_english(first) or [first]
        return cls(title, tuple(([" ".join(others)] if others else []) + rest))

    @property
    def headline(self) -> str:
        """The title if it is a headline and not a sentence of the article; else empty."""
        return "" if is_complete(self.title) else self.title

    @property
    def text(self) -> str:
        """Return title and paragraphs, one per line."""
        return "\n".join((self.title, *self.paragraphs))

    @property
    def words(self) -> int:
        """The number of words, including the headline."""
        return len(self.text.split())

    @property
    def body(self) -> str:
        """The text on one line, without the headline; only the headline if there is no other text."""
        parts = (
            self.paragraphs
            if self.headline and any(map(str.strip, self.paragraphs))
            else (self.title, *self.paragraphs)
        )
        return " ".join(" ".join(parts).split())


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary and its flags."""

    text: str
    flags: tuple[Flag, ...] = ()

    @property
    def words(self) -> int:
        """Return the number of words separated by white space."""
        return len(self.text.split())


class Summarizer(Protocol):
    """The interface of summarisers."""

    def summarize(self, articles: Sequence[EnglishArticle]) -> list[Summary]:
        """Return a summary of each article, in order."""

    def close(self) -> None:
        """Free all resources."""


def _is_text(line: TranslatedLine) -> bool:
    if line.line.copied is None:
        return not line.is_row
    words = _WORDS.findall(_ADDRESSES.sub(" ", line.line.copied))
    return len(words) >= _LEAST_COPIED_WORDS and not _CODE.search(line.line.copied)


def own_summary(article: EnglishArticle, words: int) -> Summary | None:
    """Return an article of at most `words` words as its own summary; None if it is longer."""
    if article.words > words:
        return None
    return Summary(article.body, () if article.body else (Flag("empty summary"),))


def is_complete(sentence: str) -> bool:
    """Return whether a text ends like a sentence."""
    return _ENDS.search(sentence) is not None


def whole_sentences(sentences: Iterable[str], words: int, most: int | None = None) -> str:
    """Return the sentences chosen by `choose_sentences` as one text."""
    return " ".join(choose_sentences(sentences, words, most))


def choose_sentences(sentences: Iterable[str], words: int, most: int | None = None) -> list[str]:
    """Return the first complete sentences: at most `most`, with at most `words` words together, but at least one.

    Unfinished and repeated sentences are left out.
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
    """Return whether a sentence repeats the headline, which the reader sees above the summary."""
    return bool(article.headline) and _letters(sentence) == _letters(article.headline)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
