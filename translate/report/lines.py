"""The scored lines: their chrF, their flags and their addresses, and the lines where each system fails."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from translate.checks.registry import CHECKS, Check, check_pair
from translate.records import Flag
from translate.scoring.compare import Comparison
from translate.scoring.matching import Matched
from translate.scoring.metrics import CHRF

if TYPE_CHECKING:
    from translate.scoring.metrics import Counts

__all__ = ["Place", "ScoredLines", "scored_lines"]

_FEWEST_WORDS = 4  # words of a reference; the chrF of two words is not meaningful
_KEPT = 1 << 18  # checked lines in the cache; a report on 5,000 articles of ten lines by five systems
_BINS = (10, 20, 30, 40)  # words of a reference at which the next bin of lengths begins


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a scored line: the article's position and id, the line's number in it, and its address."""

    article: int
    id: str
    number: int
    anchor: str


@dataclass(frozen=True)
class ScoredLines:
    """All scored lines: `chrf` has the shape (systems, lines); `flags` are by system and line.

    Flags are None if there is no source.
    """

    matched: Matched
    chrf: Counts
    flags: tuple[tuple[tuple[Flag, ...], ...], ...] | None

    @cached_property
    def places(self) -> list[Place]:
        """Return the lines' places. The address is `l971`, or `l2.14` (second article) with several articles."""
        articles = self.matched.segments[0].articles
        one = len(articles) == 1
        return [
            Place(n, article.id, number, f"l{number}" if one else f"l{n + 1}.{number}")
            for n, article in enumerate(articles)
            for number in article.lines
        ]

    @cached_property
    def references(self) -> list[str]:
        """Return the first reference of each line."""
        return [line for article in self.matched.segments[0].articles for line in article.references]

    @cached_property
    def more_references(self) -> list[tuple[str, ...]]:
        """Return the additional references of each line."""
        return [
            tuple(line for stream in article.more_references if (line := stream[n]))
            for article in self.matched.segments[0].articles
            for n in range(len(article.lines))
        ]

    @cached_property
    def outputs(self) -> list[list[str]]:
        """Return each system's lines."""
        return [
            [line for article in segments.articles for line in article.hypotheses]
            for segments in self.matched.segments
        ]

    @cached_property
    def lead(self) -> Counts:
        """Return each line's chrF minus the mean of the other systems; with one system, minus 100."""
        others = len(self.chrf) - 1
        means: Counts = (self.chrf.sum(axis=0) - self.chrf) / others if others else self.chrf * 0 + 100
        return self.chrf - means

    def flag_counts(self) -> list[tuple[Check, list[int]]]:
        """Return for each check how many lines of each system it flags, advisory checks last.

        Checks without any flag are left out.
        """
        if self.flags is None:
            return []
        counts = [Counter(flag.name for line in lines for flag in line) for lines in self.flags]
        ordered = sorted(CHECKS, key=lambda check: check.advisory)
        found = [(check, [of_system[check.name] for of_system in counts]) for check in ordered]
        return [(check, numbers) for check, numbers in found if any(numbers)]

    def failures(self, system: int, limit: int) -> list[int]:
        """Return the lines where a system is furthest below the others, without very short lines."""
        import numpy as np

        order = (int(n) for n in np.argsort(self.lead[system], kind="stable"))
        behind = [n for n in order if self.lead[system, n] < 0]
        long_enough = [n for n in behind if len(self.references[n].split()) >= _FEWEST_WORDS]
        return (long_enough or behind)[:limit]

    @cached_property
    def by_length(self) -> list[tuple[str, list[int]]]:
        """Return the lines grouped by the number of words of their reference; empty bins are left out."""
        bins: list[list[int]] = [[] for _ in range(len(_BINS) + 1)]
        for n, reference in enumerate(self.references):
            bins[bisect_right(_BINS, len(reference.split()))].append(n)
        lows = (1, *_BINS)
        names = [*(f"{low} to {high - 1}" for low, high in pairwise(lows)), f"{lows[-1]} or more"]
        return [(name, lines) for name, lines in zip(names, bins, strict=True) if lines]


def scored_lines(matched: Matched, comparison: Comparison) -> ScoredLines:
    """Return the chrF of each scored line, and its flags from the checks without a reference."""
    import numpy as np

    measured = [comparison.measured[system.name][CHRF.key] for system in matched.systems]
    flags = None
    if matched.sources is not None:
        flags = tuple(_flags_of(segments_lines, matched.sources) for segments_lines in _outputs(matched))
    return ScoredLines(matched, np.stack([CHRF.formula(one.counts) for one in measured]), flags)


def _flags_of(outputs: Sequence[str], sources: Sequence[str]) -> tuple[tuple[Flag, ...], ...]:
    return tuple(_checked(source, output) for source, output in zip(sources, outputs, strict=True))


@lru_cache(maxsize=_KEPT)
def _checked(source: str, output: str) -> tuple[Flag, ...]:
    return check_pair(source, output)


def _outputs(matched: Matched) -> list[list[str]]:
    return [
        [line for article in segments.articles for line in article.hypotheses]
        for segments in matched.segments
    ]
