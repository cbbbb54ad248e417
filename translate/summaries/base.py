"""What a summariser is, and what it has in common with every other: whole sentences, a length in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from translate.records import Flag, TranslatedArticle

_ENDS = re.compile(r"[.!?…][\"'”’)\]»]*$")


@dataclass(frozen=True, slots=True)
class EnglishArticle:
    """What is summarised: the title, then the other paragraphs."""

    title: str
    paragraphs: tuple[str, ...]

    @classmethod
    def of(cls, translated: TranslatedArticle) -> EnglishArticle:
        """The English side of a translated article. An article without a headline begins with its first line."""
        title, *rest = translated.paragraphs or ("",)
        return cls(title, tuple(rest))

    @property
    def text(self) -> str:
        """Title and paragraphs, a line each."""
        return "\n".join((self.title, *self.paragraphs))


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


def is_complete(sentence: str) -> bool:
    """Whether a sentence ends as sentences end."""
    return _ENDS.search(sentence) is not None


def whole_sentences(sentences: Iterable[str], words: int) -> str:
    """The first complete sentences that together have at most `words` words; the first one in any case.

    Sentences that stop in the middle, and those said before, are left out.
    """
    taken: list[str] = []
    count = 0
    for sentence in sentences:
        if not is_complete(sentence) or sentence in taken:
            continue
        length = len(sentence.split())
        if taken and count + length > words:
            break
        taken.append(sentence)
        count += length
    return " ".join(taken)


def repeats_headline(sentence: str, title: str) -> bool:
    """Whether a sentence says the headline again, which the reader has above the summary.

    A first line that ends as sentences end is no headline but the article's first sentence.
    """
    return not is_complete(title) and _letters(sentence) == _letters(title)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
