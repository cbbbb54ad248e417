"""Score one system: overall and per article, each with its signature and its interval."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from translate.scoring.intervals import (
    LEVEL,
    RESAMPLES,
    SEED,
    Unit,
    bootstrap_interval,
    resampled_unit,
)
from translate.scoring.metrics import CHRF, METRICS, Measured, Metric
from translate.scoring.segments import ArticleSegments, RunSegments

if TYPE_CHECKING:
    from translate.scoring.metrics import Counts

__all__ = [
    "ArticleScore",
    "MetricScore",
    "SystemScore",
    "article_chrf",
    "further_references",
    "measure_segments",
    "references_sha256",
    "resampled_counts",
    "score_measured",
    "split_by_article",
]


@dataclass(frozen=True, slots=True)
class MetricScore:
    """A score, 0 to 100 (TER may exceed 100), with its 95% interval and sacrebleu's signature.

    `low` and `high` are None with fewer than six lines to resample.
    """

    score: float
    low: float | None
    high: float | None
    signature: str


@dataclass(frozen=True, slots=True)
class ArticleScore:
    """One article's scores, by the metrics' keys. Its intervals resample its lines."""

    id: str
    segments: int
    dropped_lines: int
    empty_outputs: int
    metrics: Mapping[str, MetricScore]


@dataclass(frozen=True, slots=True)
class SystemScore:
    """The scores of one system over all its articles, by the metrics' keys, chrF first.

    The hashes cover the scored lines with their articles and numbers: two systems were scored against the same
    references if `references_sha256` agrees.
    """

    system: str
    articles: int
    segments: int
    dropped_lines: int
    empty_outputs: int
    interval_unit: Unit
    metrics: Mapping[str, MetricScore]
    per_article: tuple[ArticleScore, ...]
    without_reference: tuple[str, ...]
    without_translation: tuple[str, ...]
    blank_references: tuple[str, ...]
    references_sha256: str
    outputs_sha256: str

    def as_json(self) -> dict[str, Any]:
        """Return the `score` document."""
        return {
            "system": self.system,
            "articles": self.articles,
            "segments": self.segments,
            "granularity": "line",
            "dropped_lines": self.dropped_lines,
            "empty_outputs": self.empty_outputs,
            "interval": {
                "level": LEVEL,
                "method": "bootstrap, percentile",
                "unit": self.interval_unit,
                "resamples": RESAMPLES,
                "seed": SEED,
            },
            "metrics": {key: asdict(score) for key, score in self.metrics.items()},
            "per_article": [asdict(article) for article in self.per_article],
            "without_reference": list(self.without_reference),
            "without_translation": list(self.without_translation),
            "blank_references": list(self.blank_references),
            "references_sha256": self.references_sha256,
            "outputs_sha256": self.outputs_sha256,
        }


def measure_segments(segments: RunSegments, metrics: Sequence[Metric] = METRICS) -> dict[str, Measured]:
    """Return the counts of all lines of all articles in order, by the metrics' keys."""
    hypotheses = [line for article in segments.articles for line in article.hypotheses]
    references = [line for article in segments.articles for line in article.references]
    more = further_references(segments)
    return {metric.key: metric.measure(hypotheses, references, *more) for metric in metrics}


def further_references(segments: RunSegments) -> list[list[str | None]]:
    """Return the second, third, ... references of all lines; articles may have different numbers of them."""
    streams = max((len(article.more_references) for article in segments.articles), default=0)
    return [[line for article in segments.articles for line in _stream(article, n)] for n in range(streams)]


def score_measured(
    system: str, segments: RunSegments, measured: Mapping[str, Measured], unit: Unit | None = None
) -> SystemScore:
    """Score segments from their counts; `unit` is resampled, by default chosen by their number."""
    articles = segments.articles
    unit = unit or resampled_unit(len(articles))
    overall: dict[str, MetricScore] = {}
    by_article: list[dict[str, MetricScore]] = [{} for _ in articles]
    for key, of_metric in measured.items():
        parts = split_by_article(of_metric.counts, articles)
        overall[key] = _scored(of_metric, resampled_counts(of_metric.counts, articles, unit))
        for scores, counts in zip(by_article, parts, strict=True):
            scores[key] = _scored(of_metric, counts)
    return SystemScore(
        system=system,
        articles=len(articles),
        segments=sum(len(article.lines) for article in articles),
        dropped_lines=sum(article.dropped for article in articles),
        empty_outputs=sum(article.empty for article in articles),
        interval_unit=unit,
        metrics=overall,
        per_article=tuple(
            ArticleScore(article.id, len(article.lines), article.dropped, article.empty, scores)
            for article, scores in zip(articles, by_article, strict=True)
        ),
        without_reference=segments.without_reference,
        without_translation=segments.without_translation,
        blank_references=segments.blank_references,
        references_sha256=references_sha256(segments),
        outputs_sha256=_sha256(articles, [article.hypotheses for article in articles]),
    )


def article_chrf(segments: RunSegments) -> dict[str, float]:
    """Return the chrF of each article by its id, as in the table, without other metrics and intervals."""
    measured = measure_segments(segments, [CHRF])[CHRF.key]
    parts = split_by_article(measured.counts, segments.articles)
    return {
        article.id: measured.score(counts.sum(axis=0))
        for article, counts in zip(segments.articles, parts, strict=True)
    }


def split_by_article(counts: Counts, articles: Sequence[ArticleSegments]) -> list[Counts]:
    """Return the rows of each article."""
    parts, start = [], 0
    for article in articles:
        parts.append(counts[start : start + len(article.lines)])
        start += len(article.lines)
    return parts


def resampled_counts(counts: Counts, articles: Sequence[ArticleSegments], unit: Unit) -> Counts:
    """Return the counts of the resampled units, of shape (articles or lines, counts of the metric)."""
    import numpy as np

    if unit == "line":
        return counts
    return np.stack([part.sum(axis=0) for part in split_by_article(counts, articles)])


def references_sha256(segments: RunSegments) -> str:
    """Return a hash of all references with their articles and line numbers."""
    texts = [
        ["\t".join(line or "" for line in lines) for lines in zip(*_streams(article), strict=True)]
        for article in segments.articles
    ]
    return _sha256(segments.articles, texts)


def _streams(article: ArticleSegments) -> tuple[tuple[str | None, ...], ...]:
    return (article.references, *article.more_references)


def _stream(article: ArticleSegments, n: int) -> tuple[str | None, ...]:
    return article.more_references[n] if n < len(article.more_references) else (None,) * len(article.lines)


def _scored(measured: Measured, counts: Counts) -> MetricScore:
    interval = bootstrap_interval(measured.metric, counts)
    return MetricScore(
        score=measured.score(counts.sum(axis=0)),
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        signature=measured.signature,
    )


def _sha256(articles: Sequence[ArticleSegments], texts: Sequence[Sequence[str]]) -> str:
    digest = hashlib.sha256()
    for article, lines in zip(articles, texts, strict=True):
        for line, text in zip(article.lines, lines, strict=True):
            digest.update(f"{article.id}\t{line}\t{text}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
