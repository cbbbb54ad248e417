"""Compare the summarisers of runs with the lead of the same translations."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from translate.records import Row, Status
from translate.runs.conversions import read_article_json
from translate.runs.folder import RunFolder
from translate.scoring.matching import Matched
from translate.scoring.systems import LoadedSystem
from translate.scoring.texts import SUFFIX
from translate.summaries.base import LEAD_INSTEAD, EnglishArticle
from translate.summaries.facts import LEAD, SummaryFacts, lead_facts, summary_facts

__all__ = ["ArticleSummaries", "article_summaries", "compare_summarizers", "summarised_rows"]


@dataclass(frozen=True, slots=True)
class _Summarised:
    """A run's articles with a summary, their rows, the summariser, and the requested number of words."""

    system: str
    articles: tuple[EnglishArticle, ...]
    rows: tuple[Row, ...]
    summarizer: str
    words: int

    def facts(self) -> SummaryFacts | None:
        fallen_back = sum(LEAD_INSTEAD in row.flags for row in self.rows)
        texts = [row.summary for row in self.rows]
        return summary_facts(self.system, self.summarizer, self.articles, texts, fallen_back)


def compare_summarizers(matched: Matched) -> tuple[SummaryFacts, ...]:
    """Return facts about every run's summaries of the compared articles.

    Facts about models come first, then those about `lead`. A run that did not use `lead` gets its facts as a baseline,
    unless another run with the same translations and number of words has them. Empty if no run has a summary.
    """
    found: list[SummaryFacts] = []
    baselines: dict[tuple[tuple[EnglishArticle, ...], int], SummaryFacts | None] = {}
    for system in matched.systems:
        run = _summarised(system, matched) if system.kind == "run" else None
        facts = run.facts() if run else None
        if run is None or facts is None:
            continue
        found.append(facts)
        baseline = run.articles, run.words
        if run.summarizer == LEAD:
            baselines[baseline] = None
        elif baseline not in baselines:
            baselines[baseline] = lead_facts(run.system, run.articles, run.words)
    found += [facts for facts in baselines.values() if facts]
    return tuple(sorted(found, key=lambda facts: facts.summarizer == LEAD))


def summarised_rows(system: LoadedSystem, matched: Matched) -> dict[str, Row]:
    """Return the rows of a run's finished articles by the ids of the test set.

    The run's ids may differ: in Unicode normalisation or, for a plain test set, in their name.
    """
    folder = RunFolder(system.path)
    ids = {
        text.id: _composed(folder.article_id(system.outputs[text.id].path)) for text in matched.testset.texts
    }
    wanted = set(ids.values())
    rows = {
        _composed(row.id): row
        for row in folder.each_row()
        if row.status is Status.DONE and _composed(row.id) in wanted
    }
    return {text_id: rows[run_id] for text_id, run_id in ids.items() if run_id in rows}


def _summarised(system: LoadedSystem, matched: Matched) -> _Summarised | None:
    """Return the run's summariser; None if it has none."""
    folder = RunFolder(system.path)
    summary = folder.summarised_with()
    if summary is None or summary.model == "none":
        return None
    rows = summarised_rows(system, matched)
    articles = tuple(
        EnglishArticle.of(read_article_json(path.with_name(path.name.removesuffix(SUFFIX) + ".json")))
        for path in (system.outputs[text_id].path for text_id in rows)
    )
    return _Summarised(system.name, articles, tuple(rows.values()), summary.model, summary.words)


def _composed(article_id: str) -> str:
    return unicodedata.normalize("NFC", article_id)


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
