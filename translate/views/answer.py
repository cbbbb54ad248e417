"""The result of a comparison in two sentences (the best system, ties), with ranked clusters and pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from translate.errors import counted
from translate.scoring.compare import Comparison
from translate.scoring.metrics import METRICS
from translate.scoring.verdicts import Pair, Verdict
from translate.views.verdicts import favouring, interval, p_text, signed, turned_round, verdict_text

__all__ = ["SIGNS", "Answer", "Cell", "answer", "numbers_text", "second_place"]

_PAIRS_NAMED = 3
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SIGNS = {
    Verdict.BETTER: ">",
    Verdict.WORSE: "<",
    Verdict.CANNOT_TELL: "?",
    Verdict.TOO_FEW: "?",
    Verdict.SAME: "=",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the matrix of wins: one system compared with another."""

    sign: str
    kind: str  # for the page's colours: "better", "worse", "open", "same"
    difference: str
    text: str  # the whole finding in words


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a comparison in brief. `ranked` has the systems' names, best score first.

    `clusters` divides them: each system of a cluster is better than all systems of later clusters. `matrix` has a row
    and a column for each system, in ranked order; None on the diagonal.
    """

    ranked: tuple[str, ...]
    sentences: tuple[str, ...]
    clusters: tuple[tuple[str, ...], ...]
    matrix: tuple[tuple[Cell | None, ...], ...]


def answer(comparison: Comparison, metric: str = "chrf") -> Answer:
    """Return the answer under a metric."""
    of_metric = next(one for one in METRICS if one.key == metric)
    sign = -1 if of_metric.higher_is_better else 1
    ranked = tuple(
        system.name
        for system in sorted(comparison.systems, key=lambda system: sign * system.score.metrics[metric].score)
    )
    pairs = {(pair.a, pair.b): pair for pair in favouring(comparison, metric)}
    sentences = [*_about_best(ranked, pairs, of_metric.name), *_about_others(ranked, pairs)]
    return Answer(ranked, tuple(sentences), tuple(_clusters(ranked, pairs)), _matrix(ranked, pairs))


def second_place(comparison: Comparison, metric: str = "chrf") -> str:
    """Return whether the second system is really worse than the first, with the difference; empty with one system."""
    pairs = favouring(comparison, metric)
    if not pairs:
        return ""
    pair = turned_round(pairs[0])
    findings = {
        Verdict.WORSE: "really worse",
        Verdict.BETTER: "really better",
        Verdict.CANNOT_TELL: "not significantly worse",
        Verdict.TOO_FEW: f"not significantly worse: {_too_few(pair)} to decide",
        Verdict.SAME: "the same outputs",
    }
    return f"{pair.a} is second: {findings[pair.verdict]} ({numbers_text(pair, metric, len(pairs))})."


def numbers_text(pair: Pair, metric: str, pairs: int) -> str:
    """Return the difference of a pair with its interval and p; `pairs` is the number of pairs under the metric."""
    name = next(one.name for one in METRICS if one.key == metric)
    brackets = interval(pair.low, pair.high, sign=True)
    p = p_text(pair, pairs)
    value = f"{p[0]} {p[1:]}" if p[0] in "≤<" else f"= {p}"
    return f"{signed(pair.difference)} {name}{f' {brackets}' if brackets else ''}, p {value}"


def _about_best(ranked: Sequence[str], pairs: dict[tuple[str, str], Pair], metric: str) -> list[str]:
    best, others = ranked[0], ranked[1:]
    if not others:
        return []
    of_best = {other: pairs[best, other].verdict for other in others}
    if all(verdict is Verdict.BETTER for verdict in of_best.values()):
        if len(others) == 1:
            return [f"{best} is better than {others[0]}."]
        return [f"{best} is best: better than all {_number(len(others))} others."]
    if all(verdict is Verdict.TOO_FEW for verdict in of_best.values()):
        few = _too_few(pairs[best, others[0]])
        return [f"{best} has the best {metric}, but {few} to decide whether it is better."]
    same = [name for name, verdict in of_best.items() if verdict is Verdict.SAME]
    open_ = [n for n, verdict in of_best.items() if verdict in (Verdict.CANNOT_TELL, Verdict.TOO_FEW)]
    sentence = f"{best} has the best {metric}"
    if same:
        sentence += f", with the same outputs as {_listed(same)}"
    if open_:
        sentence += f", but is not significantly better than {_listed(open_)}"
    better = sum(verdict is Verdict.BETTER for verdict in of_best.values())
    return [sentence + (f"; it is better than the other {_number(better)}." if better else ".")]


def _too_few(pair: Pair) -> str:
    return f"{counted(pair.units, pair.unit)} {'is' if pair.units == 1 else 'are'} too few"


def _about_others(ranked: Sequence[str], pairs: dict[tuple[str, str], Pair]) -> list[str]:
    rest = [pair for (a, _), pair in pairs.items() if a != ranked[0]]
    same = [pair for pair in rest if pair.verdict is Verdict.SAME]
    open_ = [pair for pair in rest if pair.verdict is Verdict.CANNOT_TELL]
    sentences = [f"{pair.a} and {pair.b} have the same outputs." for pair in same[:_PAIRS_NAMED]]
    named = [f"{pair.a} and {pair.b}" for pair in open_[:_PAIRS_NAMED]]
    more = len(open_) - len(named)
    if named:
        ending = f" (and {more:,} more pair{'s' * (more > 1)})" if more else ""
        sentences.append(f"Not significantly different: {'; '.join(named)}{ending}.")
    return sentences


def _clusters(ranked: Sequence[str], pairs: dict[tuple[str, str], Pair]) -> list[tuple[str, ...]]:
    clusters: list[tuple[str, ...]] = []
    start = 0
    for end in range(1, len(ranked) + 1):
        above, below = ranked[start:end], ranked[end:]
        if all(pairs[a, b].verdict is Verdict.BETTER for a in above for b in below):
            clusters.append(tuple(above))
            start = end
    return clusters


def _matrix(ranked: Sequence[str], pairs: dict[tuple[str, str], Pair]) -> tuple[tuple[Cell | None, ...], ...]:
    def cell(a: str, b: str) -> Cell | None:
        if a == b:
            return None
        pair = pairs[a, b] if (a, b) in pairs else turned_round(pairs[b, a])
        kinds = {Verdict.BETTER: "better", Verdict.WORSE: "worse", Verdict.SAME: "same"}
        text = f"{a} against {b}: {verdict_text(pair)}, {numbers_text(pair, pair.metric, len(pairs))}"
        return Cell(SIGNS[pair.verdict], kinds.get(pair.verdict, "open"), signed(pair.difference), text)

    return tuple(tuple(cell(a, b) for b in ranked) for a in ranked)


def _listed(names: Sequence[str]) -> str:
    if len(names) > _PAIRS_NAMED + 1:
        return f"{', '.join(names[:_PAIRS_NAMED])} and {_number(len(names) - _PAIRS_NAMED)} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"
