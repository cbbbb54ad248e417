"""Print the scores of one system: each number with its interval, then the signatures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from translate.scoring.intervals import RESAMPLES, UNITS_ENOUGH
from translate.scoring.metrics import METRICS
from translate.scoring.score import MetricScore, SystemScore
from translate.views.terminal import plain, show, styled
from translate.views.verdicts import interval

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

__all__ = ["notes", "print_score"]

_IDS_SHOWN = 5
_ONE_LINE_FROM = 110  # terminal columns; in a narrower terminal, an interval is below its score
_LONGEST_NAME = 60  # columns; longer ids are broken
_SCORE_WIDTH = len("57.3")
_INTERVAL_WIDTH = len("[55.1, 59.2]")
_COLUMNS_WIDTH = len("Lines") + 2 + len(METRICS) * (_INTERVAL_WIDTH + 2)  # of all columns but the first
_RULES = "    \n    \n -- \n    \n -- \n    \n    \n    \n"  # under the header and under the first row


def print_score(score: SystemScore, target: Console) -> None:
    """Print the scores overall and per article, the signatures verbatim, and what was not scored."""
    show(target, styled(score.system, "bold"))
    if target.width < _COLUMNS_WIDTH + min(_names_width(score), _LONGEST_NAME):
        _print_blocks(score, target)
    else:
        show(target, _table(score, target.width))
    show(target, "")
    for metric in METRICS:
        # no wrapping: a signature is there to be copied
        target.print(
            styled(f"{metric.name:7} {score.metrics[metric.key].signature}"), soft_wrap=True, style="dim"
        )
    show(target, "")
    for note in notes(score):
        show(target, styled(note))


def notes(score: SystemScore) -> list[str]:
    """Return notes on the numbers: the meaning of the intervals, and what was not scored."""
    lines = [_about_intervals(score), "TER counts edits: lower is better."]
    if score.dropped_lines:
        lines.append(f"{_count(score.dropped_lines, 'line')} with a blank reference not scored.")
    if score.empty_outputs:
        outputs = _count(score.empty_outputs, "output")
        lines.append(
            f"{outputs} empty although the reference is not: scored as empty, which can even raise BLEU."
        )
    for ids, what in (
        (score.without_reference, "without a reference, not scored"),
        (score.without_translation, "with a reference but no translation, not scored"),
        (score.blank_references, "with an entirely blank reference, not scored"),
    ):
        if ids:
            lines.append(f"{_count(len(ids), 'article')} {what}: {_some(ids)}.")
    return lines


def _print_blocks(score: SystemScore, target: Console) -> None:
    """Print the same numbers, one per line, for a terminal too narrow for columns."""
    total = f"{_total(score)}, {_count(score.segments, 'line')}"
    _print_block(total, score.metrics, target, "bold")
    for article in score.per_article:
        _print_block(f"{article.id}, {_count(article.segments, 'line')}", article.metrics, target)


def _print_block(what: str, scores: Mapping[str, MetricScore], target: Console, style: str = "") -> None:
    show(target, styled(what, style))
    for metric in METRICS:
        numbers = " ".join(_score_and_interval(scores[metric.key]))
        show(target, styled(f"  {metric.name:7} {numbers}", style))


def _names_width(score: SystemScore) -> int:
    from rich.cells import cell_len

    return max(len(_total(score)), *(cell_len(plain(article.id)) for article in score.per_article))


def _total(score: SystemScore) -> str:
    return f"all, {_count(score.articles, 'article')}"


def _table(score: SystemScore, width: int) -> Table:
    from rich import box
    from rich.table import Table

    one_line = width >= _ONE_LINE_FROM
    score_width = _SCORE_WIDTH + _INTERVAL_WIDTH + 1 if one_line else _INTERVAL_WIDTH
    table = Table(box=box.Box(_RULES, ascii=True), show_edge=False, pad_edge=False)
    table.padding = (0, 1, 0, 0)
    others = len(METRICS) * (score_width + 2) + len("Lines") + 2
    total = _total(score)
    table.add_column("", width=max(8, min(_names_width(score), width - others)), overflow="fold")
    table.add_column("Lines", width=len("Lines"), justify="right")
    for metric in METRICS:
        table.add_column(metric.name, justify="right", width=score_width, overflow="fold")
    break_ = " " if one_line else "\n"
    table.add_row(
        styled(total, "bold"), str(score.segments), *_cells(score.metrics, break_, "bold"), end_section=True
    )
    for article in score.per_article:
        table.add_row(styled(article.id), str(article.segments), *_cells(article.metrics, break_))
    return table


def _cells(scores: Mapping[str, MetricScore], break_: str, style: str = "") -> list[Text]:
    from rich.text import Text

    return [
        Text(break_).join(styled(part, style) for part in _score_and_interval(scores[metric.key]))
        for metric in METRICS
    ]


def _score_and_interval(score: MetricScore) -> list[str]:
    if score.low is None or score.high is None:
        return [f"{score.score:.1f}"]
    return [f"{score.score:.1f}", interval(score.low, score.high)]


def _about_intervals(score: SystemScore) -> str:
    if all(metric.low is None for metric in score.metrics.values()):
        return f"No intervals: they need {UNITS_ENOUGH} lines or more."
    if score.interval_unit == "article":
        about = f"bootstrap over articles, {RESAMPLES:,} resamples (in one article, over its lines)."
    else:
        about = (
            f"bootstrap over lines, {RESAMPLES:,} resamples (under {UNITS_ENOUGH} articles); "
            "not valid across articles."
        )
    short = any(article.segments < UNITS_ENOUGH for article in score.per_article)
    return f"In brackets: 95% intervals, {about}" + (f" None under {UNITS_ENOUGH} lines." if short else "")


def _some(ids: tuple[str, ...]) -> str:
    more = len(ids) - _IDS_SHOWN
    return ", ".join(ids[:_IDS_SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
