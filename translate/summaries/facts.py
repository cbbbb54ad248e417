"""Statistics of a summariser that need no reference summaries, and those of its baseline, the lead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

from translate.summaries.base import EnglishArticle
from translate.summaries.checks import (
    HARDLY_SHORTENED,
    NEW_NAME,
    NEW_NUMBER,
    UNFINISHED,
    check_summary,
    measure,
)
from translate.summaries.lead import lead

__all__ = ["LEAD", "SummaryFacts", "lead_facts", "summary_facts"]

LEAD = "lead"


@dataclass(frozen=True, slots=True)
class SummaryFacts:
    """Statistics of one summariser on the translations of one system.

    `words`, `compression`, `coverage` and `density` are means over `summaries`, the articles that have one; coverage
    is a share (0 to 1), density is in words, as defined in `checks.measure`. The other fields count summaries: with a
    number or a name that the translation lacks, unfinished, hardly shorter than the article, and replaced by the lead
    because the model's output was not a summary.
    """

    system: str
    summarizer: str
    summaries: int
    words: float
    compression: float
    coverage: float
    density: float
    new_numbers: int
    new_names: int
    unfinished: int
    hardly_shortened: int
    lead_instead: int

    def as_json(self) -> dict[str, Any]:
        """Return the statistics as an entry of `summaries` in the `compare` document."""
        return asdict(self)


def summary_facts(
    system: str,
    summarizer: str,
    articles: Sequence[EnglishArticle],
    summaries: Sequence[str],
    lead_instead: int = 0,
) -> SummaryFacts | None:
    """Return the statistics of summaries, one per article; empty ones are left out. None if all are empty.

    Raises ValueError if the numbers of articles and summaries differ.
    """
    pairs = [(a, text) for a, text in zip(articles, summaries, strict=True) if text.strip()]
    if not pairs:
        return None
    measures = [measure(article.text, text) for article, text in pairs]
    flagged = Counter(flag.name for article, text in pairs for flag in check_summary(article, text))
    return SummaryFacts(
        system=system,
        summarizer=summarizer,
        summaries=len(pairs),
        words=fmean(len(text.split()) for _, text in pairs),
        compression=fmean(one.compression for one in measures),
        coverage=fmean(one.coverage for one in measures),
        density=fmean(one.density for one in measures),
        new_numbers=flagged[NEW_NUMBER],
        new_names=flagged[NEW_NAME],
        unfinished=flagged[UNFINISHED],
        hardly_shortened=flagged[HARDLY_SHORTENED],
        lead_instead=lead_instead,
    )


def lead_facts(system: str, articles: Sequence[EnglishArticle], words: int) -> SummaryFacts | None:
    """Return the statistics of the baseline: leads of at most `words` words of the same articles."""
    return summary_facts(system, LEAD, articles, [lead(article, words).text for article in articles])
