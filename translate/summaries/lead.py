"""The lead: the first sentences of the article, without a model; the baseline of all summaries."""

from __future__ import annotations

from collections.abc import Sequence

from translate.records import Flag
from translate.summaries.base import SENTENCES, EnglishArticle, Summary, own_summary, whole_sentences
from translate.text.english import split_english

__all__ = ["LeadSummarizer", "lead"]


class LeadSummarizer:
    """Take the first complete sentences after the headline, up to `words` words."""

    def __init__(self, words: int) -> None:
        self._words = words

    def summarize(self, articles: Sequence[EnglishArticle]) -> list[Summary]:
        """Return the lead of each article, in order."""
        return [lead(article, self._words) for article in articles]

    def close(self) -> None:
        """Do nothing: there is no model to free."""


def lead(article: EnglishArticle, words: int) -> Summary:
    """Return the first complete sentences after the headline; the headline if there is no other text.

    An article of at most `words` words is its own summary.
    """
    if own := own_summary(article, words):
        return own
    text = article.text.removeprefix(article.headline)
    taken = whole_sentences(split_english(text), words, SENTENCES) or article.title
    return Summary(taken, () if taken else (Flag("empty summary"),))
