"""Cards about the weaknesses of each system: flags, weakest articles and lengths, worst lines."""

from __future__ import annotations

from dataclasses import dataclass

from translate.report.lines import Place, ScoredLines
from translate.scoring.compare import ComparedSystem, Comparison
from translate.scoring.metrics import CHRF

__all__ = [
    "Card",
    "Failure",
    "FlagRate",
    "Groups",
    "Weakness",
    "article_groups",
    "length_groups",
    "system_cards",
]

_LINES_A_CARD = 3
_FLAGS_A_CARD = 5
_ARTICLES_A_CARD = 2
# Shown on a card whenever they occur, under common names.
_NAMES = {"entity": "HTML entities", "dropped sentence": "lost sentences", "empty": "empty lines"}


@dataclass(frozen=True, slots=True)
class FlagRate:
    """The number of lines that a check flags, and the other systems' average (None with one system)."""

    name: str  # of the check
    title: str
    count: int
    others: float | None
    advisory: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """A line where a system fails; `behind` is the mean chrF of the others minus its own; None with one system."""

    place: Place
    chrf: float
    behind: float | None
    text: str
    reference: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weakness:
    """An article or a range of lengths in which a system is furthest below the others' mean."""

    name: str
    chrf: float
    behind: float | None
    lines: int
    group: int  # its position


@dataclass(frozen=True, slots=True)
class Card:
    """The faults of one system's outputs. `flags` is None without a source; `index` is the system's position."""

    index: int
    system: ComparedSystem
    flags: tuple[FlagRate, ...] | None
    entities: int
    articles: tuple[Weakness, ...]
    length: Weakness | None
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """Lines in groups (articles, or ranges of lengths): `scores` are each system's chrF over each group."""

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    scores: tuple[tuple[float, ...], ...]  # (systems, groups)


def system_cards(lines: ScoredLines, comparison: Comparison, lengths: Groups) -> list[Card]:
    """Return a card for each system, the best first."""
    position = {system.name: n for n, system in enumerate(lines.matched.systems)}
    articles = article_groups(lines, comparison)
    return [_card(lines, position[system.name], system, articles, lengths) for system in comparison.ranking]


def length_groups(lines: ScoredLines, comparison: Comparison) -> Groups:
    """Return each system's chrF by the number of words of the reference."""
    return Groups(
        names=tuple(name for name, _ in lines.by_length),
        sizes=tuple(len(group) for _, group in lines.by_length),
        scores=tuple(
            tuple(
                float(CHRF.formula(comparison.measured[system.name][CHRF.key].counts[group].sum(axis=0)))
                for _, group in lines.by_length
            )
            for system in lines.matched.systems
        ),
    )


def article_groups(lines: ScoredLines, comparison: Comparison) -> Groups:
    """Return each system's chrF by article."""
    by_name = {system.name: system.score.per_article for system in comparison.systems}
    articles = lines.matched.segments[0].articles
    return Groups(
        names=tuple(article.id for article in articles),
        sizes=tuple(len(article.lines) for article in articles),
        scores=tuple(
            tuple(article.metrics[CHRF.key].score for article in by_name[system.name])
            for system in lines.matched.systems
        ),
    )


def _card(lines: ScoredLines, n: int, system: ComparedSystem, articles: Groups, lengths: Groups) -> Card:
    return Card(
        index=n,
        system=system,
        flags=None if lines.flags is None else tuple(_rates(lines, n)),
        entities=system.hygiene.count("entities"),
        articles=tuple(_weakest(articles, n)[:_ARTICLES_A_CARD]),
        length=next(iter(_weakest(lengths, n)), None),
        failures=tuple(_failure(lines, n, line) for line in lines.failures(n, _LINES_A_CARD)),
    )


def _failure(lines: ScoredLines, system: int, line: int) -> Failure:
    flags = lines.flags[system][line] if lines.flags else ()
    return Failure(
        place=lines.places[line],
        chrf=float(lines.chrf[system, line]),
        behind=None if len(lines.chrf) == 1 else -float(lines.lead[system, line]),
        text=lines.outputs[system][line],
        reference=lines.references[line],
        flags=tuple(flag.name for flag in flags),
    )


def _rates(lines: ScoredLines, n: int) -> list[FlagRate]:
    """Return the checks that flag the system, the largest excess over the others first, advisory ones last."""
    rates = []
    for check, counts in lines.flag_counts():
        others = None if len(counts) == 1 else (sum(counts) - counts[n]) / (len(counts) - 1)
        rates.append(
            FlagRate(check.name, _NAMES.get(check.name, check.name), counts[n], others, check.advisory)
        )
    rates = [rate for rate in rates if rate.count]
    rates.sort(key=lambda rate: (rate.advisory, (rate.others or 0) - rate.count))
    return [rate for place, rate in enumerate(rates) if place < _FLAGS_A_CARD or rate.name in _NAMES]


def _weakest(groups: Groups, n: int) -> list[Weakness]:
    """Return the groups sorted by the system's loss, largest first; empty if there is only one group."""
    if len(groups.names) < 2:
        return []
    found = []
    for group, name in enumerate(groups.names):
        own = groups.scores[n][group]
        others = [of_system[group] for s, of_system in enumerate(groups.scores) if s != n]
        behind = sum(others) / len(others) - own if others else None
        found.append(Weakness(name, own, behind, groups.sizes[group], group))
    found.sort(key=lambda one: one.chrf if one.behind is None else -one.behind)
    return found
