"""A comparison in a terminal: systems with bars, verdicts on pairs, and what to distrust."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from translate.scoring.compare import ComparedSystem, Comparison
from translate.scoring.hygiene import KINDS
from translate.scoring.intervals import RESAMPLES, UNITS_ENOUGH
from translate.scoring.metrics import CHRF, METRICS
from translate.scoring.notices import Notice
from translate.scoring.verdicts import AGREEMENT_SOURCE, Pair, Verdict
from translate.views.pairs import favouring, more_needed, p_text, people_text, verdict_text
from translate.views.summaries import NOTE as SUMMARIES_NOTE
from translate.views.summaries import print_summaries
from translate.views.tables import NAME_WIDTH, plain_table
from translate.views.terminal import console, plain, show, styled

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

__all__ = ["bar", "notes", "print_comparison", "print_warnings"]

_BAR_WIDTH = 20
_BARS_FROM = 100  # columns of the terminal
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_NOTICES_SHOWN = 30
_STYLES = {
    Verdict.BETTER: "green",
    Verdict.WORSE: "red",
    Verdict.CANNOT_TELL: "yellow",
    Verdict.TOO_FEW: "yellow",
    Verdict.SAME: "dim",
}


def print_comparison(comparison: Comparison, target: Console | None = None, metric: str = CHRF.key) -> None:
    """Print the scores, the verdicts by one metric, the defects of the files, the warnings and the recipes."""
    target = target or console()
    first = comparison.systems[0].score
    articles = f"{_count(first.articles, 'article')}, " if comparison.unit == "article" else ""
    show(target, styled(f"{comparison.testset}: {articles}{_count(first.segments, 'line')}", "bold"))
    show(target, _scores(comparison, target))
    show(target, "")
    if comparison.pairs:
        show(target, _verdicts(comparison, metric))
        show(target, "")
    if any(system.hygiene.repaired_lines for system in comparison.systems):
        show(target, _repairs(comparison))
        show(target, "")
    if comparison.summaries:
        print_summaries(comparison.summaries, target)
        show(target, "")
    print_warnings(comparison.warnings, target)
    about_summaries = [SUMMARIES_NOTE] if comparison.summaries else []
    for note in (*notes(comparison, metric), *about_summaries):
        show(target, styled(note, "dim"))
    for one in METRICS:
        # no wrapping: a signature is there to be copied
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


def notes(comparison: Comparison, metric: str) -> list[str]:
    """How to read the numbers."""
    first = comparison.systems[0].score
    lines = ["Scores are by line, 0 to 100; TER counts edits: lower is better."]
    if any(found.low is not None for found in first.metrics.values()):
        unit = first.interval_unit
        few = unit == "line" and comparison.unit == "article"
        lines.append(
            f"95% intervals: bootstrap over {unit}s, {RESAMPLES:,} resamples"
            + (f" (under {UNITS_ENOUGH} articles); not valid across articles." if few else ".")
        )
    for pair in comparison.pairs_by(metric)[:1]:
        lines.append(
            f"p: {pair.test} over {pair.units:,} {pair.unit}s, two-sided, corrected by Holm for "
            f"{_count(len(comparison.pairs_by(metric)), 'pair')}."
        )
        if any(more_needed(one) for one in comparison.pairs_by(metric)):
            lines.append(
                f"(N more): so many more {pair.unit}s would show a difference of this size, four times in five."
            )
        if pair.agreement is not None:
            lines.append(f"People: how often they would agree on the winner ({AGREEMENT_SOURCE}).")
    if first.dropped_lines:
        lines.append(f"{_count(first.dropped_lines, 'line')} with a blank reference not scored.")
    return lines


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _scores(comparison: Comparison, target: Console) -> Table:
    columns = list(dict.fromkeys(name for system in comparison.systems for name in system.columns))
    with_bars = target.width >= _BARS_FROM + 9 * len(columns)
    table = plain_table()
    table.add_column("System", overflow="fold", max_width=NAME_WIDTH)
    if with_bars:
        table.add_column("", width=_BAR_WIDTH)
    for one in METRICS:
        table.add_column(one.name, justify="right", overflow="fold")
    for name in columns:
        table.add_column(plain(name), justify="right", overflow="fold")
    for system in comparison.ranking:
        chrf = system.score.metrics[CHRF.key].score
        bars = [styled(bar(chrf, _BAR_WIDTH, target.encoding), "cyan")] if with_bars else []
        others = [f"{system.columns[name]:g}" if name in system.columns else "" for name in columns]
        table.add_row(styled(system.name, "bold"), *bars, *_cells(system, with_bars), *others)
    return table


def _cells(system: ComparedSystem, one_line: bool) -> list[str]:
    cells = []
    for metric in METRICS:
        found = system.score.metrics[metric.key]
        interval = "" if found.low is None else f"[{found.low:.1f}-{found.high:.1f}]"
        cells.append(f"{found.score:.1f}{' ' if one_line else chr(10)}{interval}".rstrip())
    return cells


def bar(score: float, width: int, encoding: str = "utf-8") -> str:
    """A bar as long as the score is of 100, in eighths of a character where the encoding has them."""
    filled = max(0.0, min(score, 100.0)) / 100 * width
    if not encoding.lower().startswith("utf"):
        return "#" * round(filled)
    whole = int(filled)
    return (_EIGHTHS[8] * whole + _EIGHTHS[int((filled - whole) * 8)]).rstrip()


def _verdicts(comparison: Comparison, metric: str) -> Table:
    name = next(one.name for one in METRICS if one.key == metric)
    pairs = favouring(comparison, metric)
    with_people = any(pair.agreement is not None for pair in pairs)
    table = plain_table()
    table.add_column("A", overflow="fold", max_width=NAME_WIDTH)
    table.add_column("B", overflow="fold", max_width=NAME_WIDTH)
    table.add_column(f"{name}, A less B", justify="right")
    table.add_column("p (Holm)", justify="right")
    if with_people:
        table.add_column("People", justify="right")
    table.add_column("A against B", overflow="fold")
    for pair in pairs:
        people = [people_text(pair)] if with_people else []
        table.add_row(
            styled(pair.a),
            styled(pair.b),
            _difference(pair),
            p_text(pair, len(pairs)),
            *people,
            styled(_told(pair), _STYLES[pair.verdict]),
        )
    return table


def _difference(pair: Pair) -> str:
    interval = "" if pair.low is None else f" [{pair.low:+.1f} to {pair.high:+.1f}]"
    return f"{pair.difference:+.1f}{interval}"


def _told(pair: Pair) -> str:
    more = more_needed(pair)
    return f"{verdict_text(pair)} ({more:,} more)" if more else verdict_text(pair)


def _repairs(comparison: Comparison) -> Table:
    kinds = [kind for kind in KINDS if any(system.hygiene.count(kind) for system in comparison.systems)]
    table = plain_table()
    table.add_column("As it came, and repaired", overflow="fold", max_width=NAME_WIDTH)
    for kind in kinds:
        table.add_column(kind, justify="right", overflow="fold")
    for metric in METRICS:
        table.add_column(metric.name, justify="right")
    for system in comparison.ranking:
        counts = [str(system.hygiene.count(kind)) for kind in kinds]
        if not any(map(int, counts)):
            continue
        scores = [_repaired(system, metric.key) for metric in METRICS]
        table.add_row(styled(system.name), *counts, *scores)
    return table


def _repaired(system: ComparedSystem, metric: str) -> str:
    came = system.score.metrics[metric].score
    if not system.hygiene.repaired_scores:
        return f"{came:.1f}"
    return f"{came:.1f} > {system.hygiene.repaired_scores[metric]:.1f}"
