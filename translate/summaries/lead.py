"""The first sentences of the article: no model, and the baseline that every summary is held against."""

from __future__ import annotations

from collections.abc import Sequence

from translate.records import Flag
from translate.summaries.base import SENTENCES, EnglishArticle, Summary, own_summary, whole_sentences
from translate.text.english import split_english

__all__ = ["LeadSummarizer", "lead"]


class LeadSummarizer:
    """Takes the first complete sentences behind the headline, as many as `words` words hold."""

    def __init__(self, words: int) -> None:
        self._words = words

    def summarize(self, articles: Sequence[EnglishArticle]) -> list[Summary]:
        """The lead of each article, in order."""
        return [lead(article, self._words) for article in articles]

    def close(self) -> None:
        """Nothing is held."""


def lead(article: EnglishArticle, words: int) -> Summary:
    """The first complete sentences, the headline aside; the headline where there is no other text.

    An article of at most `words` words is its own summary.
    """
    if own := own_summary(article, words):
        return own
    text = article.text.removeprefix(article.headline)
    taken = whole_sentences(split_english(text), words, SENTENCES) or article.title
    return Summary(taken, () if taken else (Flag("empty summary"),))
