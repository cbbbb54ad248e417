"""A comparison in a terminal: the answer, scores with bars, verdicts on pairs, and warnings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from translate.scoring.compare import ComparedSystem, Comparison
from translate.scoring.hygiene import KINDS
from translate.scoring.intervals import RESAMPLES, UNITS_ENOUGH
from translate.scoring.metrics import CHRF, METRICS
from translate.scoring.notices import Notice
from translate.scoring.verdicts import AGREEMENT_SOURCE
from translate.views.answer import answer, second_place
from translate.views.columns import Columns, show_first_fitting
from translate.views.pair_tables import MATRIX_FROM, print_matrix, print_pairs
from translate.views.summaries import NOTE as SUMMARIES_NOTE
from translate.views.summaries import print_summaries
from translate.views.terminal import console, isolated, show, styled
from translate.views.verdicts import interval, more_needed

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

__all__ = ["bar", "notes", "print_comparison", "print_warnings"]

_BAR_WIDTH = 20
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_NOTICES_SHOWN = 30


def print_comparison(
    comparison: Comparison, target: Console | None = None, metric: str = CHRF.key, *, every_pair: bool = False
) -> None:
    """Print the answer, scores, verdicts by one metric, the defects of the files, the warnings and the recipes.

    For three or more systems, print a matrix of wins; with `every_pair`, also one row per pair.
    """
    target = target or console()
    first = comparison.systems[0].score
    articles = f"{_count(first.articles, 'article')}, " if comparison.unit == "article" else ""
    show(target, styled(f"{comparison.testset}: {articles}{_count(first.segments, 'line')}", "bold"))
    listed = len(comparison.systems) < MATRIX_FROM or every_pair
    if comparison.pairs:
        found = answer(comparison, metric)
        show(target, isolated(" ".join([*found.sentences, second_place(comparison, metric)]), target.width))
    show(target, "")
    _print_scores(comparison, target, metric)
    show(target, "")
    if comparison.pairs:
        if len(comparison.systems) >= MATRIX_FROM:
            print_matrix(comparison, target, metric)
            show(target, "")
        if listed:
            print_pairs(comparison, target, metric)
            show(target, "")
    if any(system.hygiene.repaired_lines for system in comparison.systems):
        _print_repairs(comparison, target)
        show(target, "")
    if comparison.summaries:
        print_summaries(comparison.summaries, target)
        show(target, "")
    print_warnings(comparison.warnings, target)
    about_summaries = [SUMMARIES_NOTE] if comparison.summaries else []
    for note in (*notes(comparison, metric, pairs_listed=listed), *about_summaries):
        show(target, styled(note, "dim"))
    _print_recipes(comparison, target)


def _print_recipes(comparison: Comparison, target: Console) -> None:
    """Print signatures and hashes unwrapped, so that they can be copied."""
    first = comparison.systems[0].score
    for one in METRICS:
        target.print(styled(f"{one.name:7} {first.metrics[one.key].signature}"), soft_wrap=True, style="dim")
    target.print(styled(f"references sha256 {first.references_sha256}"), soft_wrap=True, style="dim")
    if comparison.source_sha256:
        target.print(styled(f"source     sha256 {comparison.source_sha256}"), soft_wrap=True, style="dim")


def print_warnings(warnings: Sequence[Notice], target: Console) -> None:
    """Print the first warnings, and how many more there are."""
    for notice in warnings[:_NOTICES_SHOWN]:
        show(target, styled(f"! {notice.message}", "yellow"))
    if len(warnings) > _NOTICES_SHOWN:
        show(target, styled(f"! and {len(warnings) - _NOTICES_SHOWN} more; --json has all"))


def notes(comparison: Comparison, metric: str, *, pairs_listed: bool = True) -> list[str]:
    """Return notes on how to read the numbers; without `pairs_listed`, leave out those of each pair."""
    first = comparison.systems[0].score
    lines = ["Scores are from 0 to 100, with lines as segments. TER counts edits: lower is better."]
    if any(found.low is not None for found in first.metrics.values()):
        unit = first.interval_unit
        few = unit == "line" and comparison.unit == "article"
        lines.append(
            f"95% intervals: bootstrap over {unit}s, {RESAMPLES:,} resamples"
            + (f" (under {UNITS_ENOUGH} articles); not valid across articles." if few else ".")
        )
    for pair in comparison.pairs_by(metric)[:1]:
        lines.append(
            f"p: {pair.test} over {_count(pair.units, pair.unit)}, two-sided, corrected by Holm for "
            f"{_count(len(comparison.pairs_by(metric)), 'pair')}."
        )
        if not pairs_listed:
            lines.append("--pairs lists the pairs with intervals, p and agreement.")
            continue
        if any(more_needed(one) for one in comparison.pairs_by(metric)):
            lines.append(f"(N more): additional {pair.unit}s needed for 80% power at this difference.")
        if pair.agreement is not None:
            lines.append(
                f"People: how often human judges would prefer the same system, estimated ({AGREEMENT_SOURCE})."
            )
    if first.dropped_lines:
        lines.append(f"{_count(first.dropped_lines, 'line')} with a blank reference not scored.")
    return lines


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _print_scores(comparison: Comparison, target: Console, metric: str) -> None:
    """Print the scores, best first, in the widest form that fits.

    In a narrower terminal, bars are left out; then intervals are below their scores; then numbers replace the names,
    which are listed above the table; then each system is printed on separate lines.
    """
    by_name = {system.name: system for system in comparison.systems}
    ranked = [by_name[name] for name in answer(comparison, metric).ranked]
    numbered = len(ranked) >= MATRIX_FROM
    names = [f"{n} {system.name}" if numbered else system.name for n, system in enumerate(ranked, 1)]
    numbers = [str(n) for n in range(1, len(ranked) + 1)]
    if show_first_fitting(
        [
            _scores(ranked, names, " ", target.encoding),
            _scores(ranked, names, " "),
            _scores(ranked, names, "\n"),
        ],
        target,
    ):
        return
    short = (_scores(ranked, numbers, " "), _scores(ranked, numbers, "\n"))
    fitting = [table for table in short if table.width <= target.width]
    for number, system in enumerate(ranked, 1):
        show(target, isolated(f"{number} {system.name}", target.width, "bold"))
        if not fitting:
            for one in METRICS:
                show(target, styled(f"  {one.name:7} {_score(system, one.key, ' ')}"))
            for name, value in system.columns.items():
                show(target, styled(f"  {name} {value:g}"))
    if fitting:
        show(target, "")
        fitting[0].show(target)


def _scores(ranked: Sequence[ComparedSystem], labels: Sequence[str], break_: str, bars: str = "") -> Columns:
    """Return the table of scores; `bars` is the encoding of the terminal, or empty for a table without bars."""
    elsewhere = list(dict.fromkeys(name for system in ranked for name in system.columns))
    header = ["System", *([""] if bars else []), *(one.name for one in METRICS), *elsewhere]
    rows: list[list[Text]] = []
    for label, system in zip(labels, ranked, strict=True):
        row = [styled(label, "bold")]
        if bars:
            shown = bar(system.score.metrics[CHRF.key].score, _BAR_WIDTH, bars)
            row.append(styled(shown.ljust(_BAR_WIDTH), "cyan"))
        row += [_styled_lines(_score(system, one.key, break_)) for one in METRICS]
        row += [styled(f"{system.columns[name]:g}" if name in system.columns else "") for name in elsewhere]
        rows.append(row)
    return Columns([styled(heading).plain for heading in header], rows, left=2 if bars else 1)


def _styled_lines(text: str) -> Text:
    from rich.text import Text

    return Text("\n").join(map(styled, text.split("\n")))


def _score(system: ComparedSystem, metric: str, break_: str) -> str:
    found = system.score.metrics[metric]
    return f"{found.score:.1f}{break_}{interval(found.low, found.high)}".rstrip()


def bar(score: float, width: int, encoding: str = "utf-8") -> str:
    """Return a bar for a score from 0 to 100, in eighths of a character if the encoding supports them."""
    filled = max(0.0, min(score, 100.0)) / 100 * width
    if not encoding.lower().startswith("utf"):
        return "#" * round(filled)
    whole = int(filled)
    return (_EIGHTHS[8] * whole + _EIGHTHS[int((filled - whole) * 8)]).rstrip()


def _print_repairs(comparison: Comparison, target: Console) -> None:
    """Print the defects of each system's file with its scores before and after the repair."""
    kinds = [kind for kind in KINDS if any(system.hygiene.count(kind) for system in comparison.systems)]
    damaged = [s for s in comparison.ranking if any(s.hygiene.count(kind) for kind in kinds)]
    rows = [
        [
            styled(system.name),
            *(styled(str(system.hygiene.count(kind))) for kind in kinds),
            *(styled(_repaired(system, metric.key)) for metric in METRICS),
        ]
        for system in damaged
    ]
    header = ["Before and after repair", *kinds, *(metric.name for metric in METRICS)]
    if show_first_fitting([Columns(header, rows), Columns(["Repaired", *header[1:]], rows)], target):
        return
    for system in damaged:
        counts = ", ".join(
            f"{kind} {system.hygiene.count(kind)}" for kind in kinds if system.hygiene.count(kind)
        )
        scores = ", ".join(f"{metric.name} {_repaired(system, metric.key)}" for metric in METRICS)
        show(target, isolated(f"{system.name}: {counts}; before and after repair: {scores}", target.width))


def _repaired(system: ComparedSystem, metric: str) -> str:
    came = system.score.metrics[metric].score
    if not system.hygiene.repaired_scores:
        return f"{came:.1f}"
    return f"{came:.1f} > {system.hygiene.repaired_scores[metric]:.1f}"
