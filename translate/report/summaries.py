"""The summaries of the runs in a comparison, article by article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from translate.records import Row
from translate.scoring.matching import Matched
from translate.scoring.summaries import summarised_rows

__all__ = ["ArticleSummaries", "article_summaries"]


@dataclass(frozen=True, slots=True)
class ArticleSummaries:
    """One article's row in every run, by the systems' names."""

    id: str
    rows: Mapping[str, Row]


def article_summaries(matched: Matched) -> dict[str, ArticleSummaries]:
    """Return the summaries by the test set's ids; empty if no run has any."""
    by_article: dict[str, dict[str, Row]] = {}
    for system in matched.systems:
        if system.kind == "run":
            for text_id, row in summarised_rows(system, matched).items():
                by_article.setdefault(text_id, {})[system.name] = row
    return {article_id: ArticleSummaries(article_id, rows) for article_id, rows in by_article.items()}
