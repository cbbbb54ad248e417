"""Pairs of systems in a terminal: a matrix of wins, or one row per pair with interval, p-value and agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from translate.scoring.compare import Comparison
from translate.scoring.metrics import METRICS
from translate.scoring.verdicts import ALPHA, Pair, Verdict
from translate.views.answer import Answer, Cell, answer, numbers_text
from translate.views.columns import Columns, show_first_fitting
from translate.views.terminal import isolated, show, styled
from translate.views.verdicts import (
    favouring,
    interval,
    more_needed,
    p_text,
    people_text,
    signed,
    verdict_text,
)

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

__all__ = ["MATRIX_FROM", "print_matrix", "print_pairs"]

MATRIX_FROM = 3  # systems; two make one row
_STYLES = {
    Verdict.BETTER: "green",
    Verdict.WORSE: "red",
    Verdict.CANNOT_TELL: "yellow",
    Verdict.TOO_FEW: "yellow",
    Verdict.SAME: "dim",
}
_KINDS = {"better": "green", "worse": "red", "open": "yellow", "same": "dim"}
_SIGNS = (("better", "> better"), ("worse", "< worse"), ("open", "? undecided"), ("same", "= same outputs"))


def print_matrix(comparison: Comparison, target: Console, metric: str) -> None:
    """Print the matrix of all systems against each other, with the meaning of its signs."""
    found = answer(comparison, metric)
    names = [f"{n} {name}" for n, name in enumerate(found.ranked, 1)]
    numbers = [str(n) for n in range(1, len(names) + 1)]
    forms = [
        _matrix(found, labels, differences=differences)
        for differences in (True, False)
        for labels in (names, numbers)
    ]
    differences = True
    if not show_first_fitting(forms[:2], target):
        differences = False
        if not show_first_fitting(forms[2:], target):
            _print_in_parts(found, numbers, target)
    kinds = {cell.kind for row in found.matrix for cell in row if cell is not None}
    signs = ", ".join(sign for kind, sign in _SIGNS if kind in kinds)
    what = f", difference in {_metric(metric)}" if differences else f", in {_metric(metric)}"
    show(target, styled(f"Row against column{what}: {signs} (p ≤ {ALPHA:g}, corrected by Holm).", "dim"))


def _matrix(found: Answer, labels: Sequence[str], *, differences: bool, part: slice = slice(None)) -> Columns:
    rows = [
        [styled(label), *(_cell(cell, differences=differences) for cell in cells[part])]
        for label, cells in zip(labels, found.matrix, strict=True)
    ]
    columns = [str(n) for n in range(1, len(found.ranked) + 1)]
    return Columns(["", *columns[part]], rows)


def _cell(cell: Cell | None, *, differences: bool) -> Text:
    if cell is None:
        return styled("·", "dim")
    text = f"{cell.sign} {cell.difference}" if differences else cell.sign
    return styled(text, _KINDS[cell.kind])


def _print_in_parts(found: Answer, labels: Sequence[str], target: Console) -> None:
    """Print the matrix in parts with as many columns as fit into the terminal."""
    widest = len(labels[-1])
    at_once = max(1, (target.width - widest) // (widest + 2))
    for start in range(0, len(labels), at_once):
        _matrix(found, labels, differences=False, part=slice(start, start + at_once)).show(target)


def print_pairs(comparison: Comparison, target: Console, metric: str) -> None:
    """Print one row per pair, with numbers for the systems if names do not fit, or else as sentences."""
    from rich.padding import Padding

    pairs = favouring(comparison, metric)
    ranked = answer(comparison, metric).ranked
    forms = [_rows(pairs, metric, {name: name for name in ranked})]
    if len(ranked) >= MATRIX_FROM:  # then systems are numbered
        forms.append(_rows(pairs, metric, {name: str(n) for n, name in enumerate(ranked, 1)}))
    if show_first_fitting(forms, target):
        return
    for pair in pairs:
        show(target, isolated(f"{pair.a} against {pair.b}", target.width))
        people = f", people {people_text(pair)}" if pair.agreement is not None else ""
        text = f"{_outcome(pair)}, {numbers_text(pair, metric, len(pairs))}{people}"
        show(target, Padding(styled(text, _STYLES[pair.verdict]), (0, 0, 0, 2)))


def _rows(pairs: Sequence[Pair], metric: str, labels: Mapping[str, str]) -> Columns:
    header = ["A", "B", f"{_metric(metric)}, A - B", "p (Holm)", "People", "A against B"]
    with_people = any(pair.agreement is not None for pair in pairs)
    rows = []
    for pair in pairs:
        outcome = styled(_outcome(pair), _STYLES[pair.verdict])
        people = [styled(people_text(pair))] if with_people else []
        p = styled(p_text(pair, len(pairs)))
        rows.append(
            [styled(labels[pair.a]), styled(labels[pair.b]), styled(_difference(pair)), p, *people, outcome]
        )
    if not with_people:
        header.remove("People")
    return Columns(header, rows, left=2)


def _difference(pair: Pair) -> str:
    return f"{signed(pair.difference)} {interval(pair.low, pair.high, sign=True)}".rstrip()


def _outcome(pair: Pair) -> str:
    more = more_needed(pair)
    return f"{verdict_text(pair)} ({more:,} more)" if more else verdict_text(pair)


def _metric(key: str) -> str:
    return next(one.name for one in METRICS if one.key == key)
