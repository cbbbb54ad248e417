"""The tables of a comparison for a paper; `latex` and `markdown` write them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from translate.scoring.compare import ComparedSystem, Comparison
from translate.scoring.intervals import RESAMPLES, SEED
from translate.scoring.metrics import METRICS, Metric
from translate.scoring.verdicts import Pair, Verdict
from translate.views.answer import SIGNS, answer
from translate.views.summaries import HEADER, summary_row
from translate.views.verdicts import favouring, interval, more_needed, p_text, signed, verdict_text

__all__ = ["Cell", "Form", "PaperTable", "paper_tables"]

UNDECIDED = "†"  # after a score that is not significantly different from the best
_NOTICES_A_KIND = 3


@dataclass(frozen=True, slots=True)
class Form:
    """The form of the tables: the metric of the verdicts, decimals, intervals or not, pairs as matrix or rows."""

    metric: str = "chrf"
    precision: int = 1
    intervals: bool = True
    matrix: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `mark` is set above the line after it."""

    text: str
    bold: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table whose groups of rows are separated by rules. `label` is for references from the text."""

    label: str
    caption: str
    header: tuple[str, ...]
    groups: tuple[tuple[tuple[Cell, ...], ...], ...]
    notes: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()  # signatures by what they belong to


def paper_tables(comparison: Comparison, form: Form) -> list[PaperTable]:
    """Return the tables of scores, pairs and summarisers, without the empty ones."""
    tables = [_scores(comparison, form)]
    if comparison.pairs:
        tables.append(_matrix(comparison, form) if form.matrix else _pairs(comparison, form))
    if comparison.summaries:
        rows = tuple(tuple(map(Cell, summary_row(facts))) for facts in comparison.summaries)
        tables.append(PaperTable("summaries", "Summaries: means over articles.", HEADER, (rows,)))
    return tables


def _scores(comparison: Comparison, form: Form) -> PaperTable:
    names = list(dict.fromkeys(name for system in comparison.systems for name in system.columns))
    undecided = {metric.key: _undecided(comparison, metric) for metric in METRICS}
    by_name = {system.name: system for system in comparison.systems}
    marks = _repair_marks(comparison)
    groups = tuple(
        tuple(_score_row(comparison, by_name[name], form, undecided, names, marks) for name in cluster)
        for cluster in answer(comparison, form.metric).clusters
    )
    arrows = [f"{metric.name} {'↑' if metric.higher_is_better else '↓'}" for metric in METRICS]
    return PaperTable(
        "scores",
        _caption(comparison, form),
        ("System", *arrows, *names),
        groups,
        notes=(
            *_score_notes(comparison, undecided),
            *_repair_notes(comparison, form, marks),
            *_warnings(comparison),
        ),
        codes=tuple(
            (metric.name, comparison.systems[0].score.metrics[metric.key].signature) for metric in METRICS
        ),
    )


def _score_row(
    comparison: Comparison,
    system: ComparedSystem,
    form: Form,
    undecided: dict[str, dict[str, Verdict]],
    names: Sequence[str],
    marks: dict[str, str],
) -> tuple[Cell, ...]:
    cells = [Cell(system.name, mark=marks.get(system.name, ""))]
    for metric in METRICS:
        found = system.score.metrics[metric.key]
        best = _best(comparison, metric)
        text = f"{found.score:.{form.precision}f}"
        if form.intervals and found.low is not None:
            text += f" {interval(found.low, found.high, form.precision)}"
        mark = UNDECIDED if system.name in undecided[metric.key] else ""
        cells.append(Cell(text, bold=found.score == best, mark=mark))
    cells += [Cell(f"{system.columns[name]:g}" if name in system.columns else "") for name in names]
    return tuple(cells)


def _pairs(comparison: Comparison, form: Form) -> PaperTable:
    pairs = favouring(comparison, form.metric)
    name = _metric(form.metric).name
    rows = []
    for pair in pairs:
        more = more_needed(pair)
        verdict = verdict_text(pair) + (f" ({more:,} more {pair.unit}s needed)" if more else "")
        rows.append(
            tuple(map(Cell, (pair.a, pair.b, _difference(pair, form), p_text(pair, len(pairs)), verdict)))
        )
    header = ("A", "B", f"{name}, A - B", "p (Holm)", "A against B")
    return PaperTable("pairs", f"Pairs of systems by {name}. {_test(pairs)}", header, (tuple(rows),))


def _matrix(comparison: Comparison, form: Form) -> PaperTable:
    pairs = favouring(comparison, form.metric)
    found = {(pair.a, pair.b): pair for pair in pairs}
    ranked = answer(comparison, form.metric).ranked
    name = _metric(form.metric).name
    rows = []
    for n, row in enumerate(ranked, 1):
        cells = [Cell(f"{n} {row}")]
        for column in ranked:
            if (row, column) in found:
                cells.append(Cell(_matrix_cell(found[row, column], form)))
            else:
                cells.append(Cell("-" if row == column else ""))
        rows.append(tuple(cells))
    caption = (
        f"Differences in {name}, the row's system minus the column's. {_test(pairs)} "
        "> better, < worse, = same outputs, ? undecided."
    )
    return PaperTable("pairs", caption, ("", *map(str, range(1, len(ranked) + 1))), (tuple(rows),))


def _matrix_cell(pair: Pair, form: Form) -> str:
    return f"{SIGNS[pair.verdict]} {signed(pair.difference, form.precision)}"


def _difference(pair: Pair, form: Form) -> str:
    text = signed(pair.difference, form.precision)
    if form.intervals and pair.low is not None:
        text += f" {interval(pair.low, pair.high, form.precision, sign=True)}"
    return text


def _caption(comparison: Comparison, form: Form) -> str:
    first = comparison.systems[0].score
    count = f"{first.segments:,} line{'s' * (first.segments != 1)}"
    if comparison.unit == "article":
        count += f" in {first.articles:,} article{'s' * (first.articles != 1)}"
    text = f"Scores on {comparison.testset} (N = {count}). The best of a column is bold."
    if form.intervals and any(found.low is not None for found in first.metrics.values()):
        text += f" Brackets: 95% bootstrap intervals, {RESAMPLES:,} resamples of {first.interval_unit}s, seed {SEED}."
    if len(answer(comparison, form.metric).clusters) > 1:
        text += " Groups are clusters: each system is better than each one of a later group"
        text += f" ({_metric(form.metric).name})."
    return text


def _score_notes(comparison: Comparison, undecided: dict[str, dict[str, Verdict]]) -> Iterator[str]:
    first = comparison.systems[0].score
    verdicts = [verdict for of in undecided.values() for verdict in of.values()]
    if verdicts:
        few = f" (too few {comparison.unit}s to decide)" if Verdict.TOO_FEW in verdicts else ""
        pairs = favouring(comparison, METRICS[0].key)
        yield f"{UNDECIDED} Not significantly different from the best of the column{few}. {_test(pairs)}"
    if first.interval_unit == "line" and comparison.unit == "article":
        yield "The intervals resample lines, because there are too few articles; they are not valid across articles."
    if first.dropped_lines:
        yield f"{first.dropped_lines:,} line{'s' * (first.dropped_lines != 1)} with a blank reference not scored."


def _test(pairs: Sequence[Pair]) -> str:
    pair = pairs[0]
    return (
        f"Two-sided {pair.test} test over {pair.units:,} {pair.unit}s at p ≤ 0.05, "
        f"Holm's correction for {len(pairs):,} pair{'s' * (len(pairs) != 1)}."
    )


def _repair_marks(comparison: Comparison) -> dict[str, str]:
    repaired = [system.name for system in comparison.systems if system.hygiene.repaired_scores]
    return {name: chr(ord("a") + n) if n < 26 else f"r{n}" for n, name in enumerate(repaired)}


def _repair_notes(comparison: Comparison, form: Form, marks: dict[str, str]) -> Iterator[str]:
    for system in comparison.systems:
        if system.name not in marks:
            continue
        scores = ", ".join(
            f"{metric.name} {system.hygiene.repaired_scores[metric.key]:.{form.precision}f}"
            for metric in METRICS
            if metric.key in system.hygiene.repaired_scores
        )
        lines = system.hygiene.repaired_lines
        yield (
            f"{marks[system.name]} {system.name} after a repair of {lines:,} line{'s' * (lines != 1)} "
            f"that changes no word: {scores}."
        )


def _warnings(comparison: Comparison) -> Iterator[str]:
    """Yield all warnings, the first few of each kind and system in full."""
    kinds: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for notice in comparison.warnings:
        kinds[notice.kind, notice.system].append(notice.message)
    for (kind, _), messages in kinds.items():
        for message in messages[:_NOTICES_A_KIND]:
            yield f"Warning: {message}"
        if len(messages) > _NOTICES_A_KIND:
            yield f"Warning: {len(messages) - _NOTICES_A_KIND:,} more of this kind ({kind})."


def _undecided(comparison: Comparison, metric: Metric) -> dict[str, Verdict]:
    """Return the systems that do not differ significantly from the best one under a metric."""
    found: dict[str, Verdict] = {}
    best = answer(comparison, metric.key).ranked[0]
    for pair in favouring(comparison, metric.key):
        if pair.a == best and pair.verdict in (Verdict.CANNOT_TELL, Verdict.TOO_FEW):
            found[pair.b] = pair.verdict
    return found


def _best(comparison: Comparison, metric: Metric) -> float:
    scores = [system.score.metrics[metric.key].score for system in comparison.systems]
    return max(scores) if metric.higher_is_better else min(scores)


def _metric(key: str) -> Metric:
    return next(metric for metric in METRICS if metric.key == key)
