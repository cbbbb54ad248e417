"""The summaries of the runs in a comparison, article by article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from translate.records import Row, Status
from translate.runs.folder import RunFolder
from translate.scoring.matching import Matched


@dataclass(frozen=True, slots=True)
class ArticleSummaries:
    """One article's row in every run, by the systems' names."""

    id: str
    rows: Mapping[str, Row]


def article_summaries(matched: Matched) -> dict[str, ArticleSummaries]:
    """The summaries by article; empty where no run has any."""
    by_article: dict[str, dict[str, Row]] = {}
    for system in matched.systems:
        if system.kind != "run":
            continue
        for row in RunFolder(system.path).rows():
            if row.status is Status.DONE:
                by_article.setdefault(row.id, {})[system.name] = row
    return {article_id: ArticleSummaries(article_id, rows) for article_id, rows in by_article.items()}
