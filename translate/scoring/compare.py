"""Compare several systems on the same articles: scores, verdicts on pairs, and warnings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from translate.progress import Progress, Silent
from translate.scoring.external import Columns
from translate.scoring.hygiene import Hygiene, inspect
from translate.scoring.intervals import Unit, resampled_unit
from translate.scoring.matching import Matched
from translate.scoring.measuring import measure_systems
from translate.scoring.metrics import CHRF, METRICS, Measured
from translate.scoring.notices import Notice, Shift, find_shifts, notices_about
from translate.scoring.score import SystemScore, resampled_counts, score_measured
from translate.scoring.segments import RunSegments
from translate.scoring.summaries import compare_summarizers
from translate.scoring.suspects import Suspect, suspect_references
from translate.scoring.verdicts import (
    AGREEMENT_SOURCE,
    ALPHA,
    POWER,
    Pair,
    PairedCounts,
    Verdict,
    judge_pairs,
)
from translate.summaries.facts import SummaryFacts

if TYPE_CHECKING:
    from translate.scoring.metrics import Counts

__all__ = ["ComparedSystem", "Comparison", "compare_systems"]


@dataclass(frozen=True, slots=True)
class ComparedSystem:
    """One system with its scores, the defects of its file, and scores from elsewhere by column."""

    score: SystemScore
    hygiene: Hygiene
    shifts: tuple[Shift, ...]
    columns: Mapping[str, float]

    @property
    def name(self) -> str:
        """Return the system's name."""
        return self.score.system

    def as_json(self) -> dict[str, Any]:
        """Return the system's entry in the `compare` document: a `score` document with more fields."""
        return self.score.as_json() | {
            "hygiene": self.hygiene.as_json(),
            "shifts": [asdict(shift) for shift in self.shifts],
            "columns": dict(self.columns),
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of `tarjama compare`. `pairs` contains all pairs of systems under every metric, chrF first."""

    testset: str
    unit: Unit
    systems: tuple[ComparedSystem, ...]
    pairs: tuple[Pair, ...]
    suspects: tuple[Suspect, ...]
    warnings: tuple[Notice, ...]
    source_sha256: str | None
    summaries: tuple[SummaryFacts, ...]  # of the runs, then those of `lead`
    # The counts that the scores are computed from, by system and metric, for analyses of single lines.
    measured: Mapping[str, Mapping[str, Measured]] = field(repr=False)

    @property
    def ranking(self) -> list[ComparedSystem]:
        """Return the systems, highest chrF first."""
        return sorted(self.systems, key=lambda system: -system.score.metrics[CHRF.key].score)

    def pairs_by(self, metric: str) -> list[Pair]:
        """Return the pairs under one metric."""
        return [pair for pair in self.pairs if pair.metric == metric]

    def as_json(self) -> dict[str, Any]:
        """Return the `compare` document."""
        first = self.systems[0].score
        return {
            "test_set": {
                "name": self.testset,
                "articles": first.articles,
                "segments": first.segments,
                "granularity": "line",
                "unit": self.unit,
                "references_sha256": first.references_sha256,
                "source_sha256": self.source_sha256,
            },
            "policy": {
                "level": 1 - ALPHA,
                "correction": "Holm, over the pairs of each metric",
                "power": POWER,
                "agreement": AGREEMENT_SOURCE,
            },
            "systems": [system.as_json() for system in self.systems],
            "warnings": [asdict(warning) for warning in self.warnings],
            "pairs": [pair.as_json() for pair in self.pairs],
            "suspect_references": [suspect.as_json() for suspect in self.suspects],
            "summaries": [facts.as_json() for facts in self.summaries],
        }


def compare_systems(
    matched: Matched, columns: Columns | None = None, progress: Progress | None = None, processes: int = 1
) -> Comparison:
    """Score all systems, test all pairs, and collect warnings.

    `columns` contains scores from elsewhere, by column and system. With `processes` over 1 the calling program needs
    the guard that `measure_systems` describes.
    """
    measured = measure_systems(matched.segments, progress or Silent(), processes)
    names = [system.name for system in matched.systems]
    unit = matched.testset.unit
    systems = tuple(
        _compared(matched, n, measured[n], {c: of[name] for c, of in (columns or {}).items() if name in of})
        for n, name in enumerate(names)
    )
    pairs = [
        pair
        for metric in METRICS
        for pair in judge_pairs(
            _paired_counts(matched, metric.key, dict(zip(names, measured, strict=True)), unit)
        )
    ]
    suspects = tuple(suspect_references(matched.segments, [of[CHRF.key].counts for of in measured]))
    return Comparison(
        testset=matched.testset.name,
        unit=unit,
        systems=systems,
        pairs=tuple(_same_marked(pairs, matched)),
        suspects=suspects,
        warnings=tuple(
            notices_about(matched, {s.name: (s.hygiene, s.shifts) for s in systems}, suspects, measured)
        ),
        source_sha256=_source_sha256(matched.segments[0], matched.sources),
        summaries=compare_summarizers(matched),
        measured=dict(zip(names, measured, strict=True)),
    )


def _compared(
    matched: Matched, n: int, measured: Mapping[str, Measured], columns: Mapping[str, float]
) -> ComparedSystem:
    system, segments = matched.systems[n], matched.segments[n]
    marks = [file.path.name for file in system.outputs.values() if file.byte_order_mark]
    return ComparedSystem(
        score=score_measured(system.name, segments, measured, _resampled(segments, matched.testset.unit)),
        hygiene=inspect(segments, matched.sources, marks, measured),
        shifts=tuple(find_shifts(system, matched.testset)),
        columns=columns,
    )


def _resampled(segments: RunSegments, unit: Unit) -> Unit:
    """Return the unit that the intervals resample: the line if there are no articles, or too few."""
    return "line" if unit == "line" else resampled_unit(len(segments.articles))


def _same_marked(pairs: Sequence[Pair], matched: Matched) -> Iterator[Pair]:
    """Yield the pairs; identical outputs get the verdict `same`."""
    outputs = {
        system.name: tuple(article.hypotheses for article in segments.articles)
        for system, segments in zip(matched.systems, matched.segments, strict=True)
    }
    for pair in pairs:
        same = outputs[pair.a] == outputs[pair.b]
        yield replace(pair, verdict=Verdict.SAME, articles_needed=None) if same else pair


def _paired_counts(
    matched: Matched, metric: str, measured: Mapping[str, Mapping[str, Measured]], unit: Unit
) -> PairedCounts:
    articles = matched.segments[0].articles

    def grouped(by: Unit) -> dict[str, Counts]:
        return {name: resampled_counts(of[metric].counts, articles, by) for name, of in measured.items()}

    of_metric = next(one for one in METRICS if one.key == metric)
    return PairedCounts(
        of_metric, tested=grouped(unit), resampled=grouped(_resampled(matched.segments[0], unit)), unit=unit
    )


def _source_sha256(segments: RunSegments, sources: Sequence[str] | None) -> str | None:
    if sources is None:
        return None
    places = [(article.id, number) for article in segments.articles for number in article.lines]
    digest = hashlib.sha256()
    for (article, number), line in zip(places, sources, strict=True):
        digest.update(f"{article}\t{number}\t{line}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
