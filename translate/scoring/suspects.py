"""Find references that may be wrong: systems agree with each other, but none with the reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from translate.scoring.alignment import overlap, words_of
from translate.scoring.metrics import CHRF
from translate.scoring.score import further_references
from translate.scoring.segments import RunSegments

if TYPE_CHECKING:
    from translate.scoring.metrics import Counts

__all__ = ["Suspect", "suspect_references"]

_AGREE_FROM = 60.0  # chrF of two systems' lines against each other
_UNLIKE_UNDER = 30.0  # chrF of every system's line against the reference
_OTHER_REFERENCE_FROM = 45.0  # chrF against another line's reference that indicates swapped references
_MOST_CANDIDATES = 2000  # lines among which a swapped reference is searched


@dataclass(frozen=True, slots=True)
class Suspect:
    """A line whose reference may be wrong.

    `agreement` is the highest chrF between two systems, `best` the highest chrF of any system against the reference.
    `fits` names the line whose reference fits the outputs, if there is one.
    """

    article: str
    line: int
    best: float
    agreement: float | None
    fits: str | None

    @property
    def place(self) -> str:
        """Return article and line for messages."""
        return f"{self.article}:{self.line}"

    def as_json(self) -> dict[str, Any]:
        """Return the entry in the `compare` document's `suspect_references`."""
        return asdict(self)


def suspect_references(segments: Sequence[RunSegments], counts: Sequence[Counts]) -> list[Suspect]:
    """Return the suspect lines of systems on the same lines; their chrF `counts` have the shape (lines, counts).

    Agreement only counts between systems with different outputs. Swapped references, where outputs fit another
    suspect's reference, are found with a single system too.
    """
    import numpy as np

    distinct = {tuple(a.hypotheses for a in one.articles): n for n, one in enumerate(segments)}
    kept = sorted(distinct.values())
    by_line = np.stack([CHRF.formula(counts[n]) for n in kept]).max(axis=0)
    low = [int(n) for n in np.flatnonzero(by_line < _UNLIKE_UNDER)]
    outputs = [[line for a in segments[n].articles for line in a.hypotheses] for n in kept]
    places = [(a.id, number) for a in segments[0].articles for number in a.lines]
    fitting = _fitting_elsewhere(low, outputs, segments[0])
    found = []
    for n in low:
        pairs = combinations([of_system[n] for of_system in outputs if of_system[n]], 2)
        agreement = max((_line_chrf(a, b) for a, b in pairs), default=None)
        if n in fitting or (agreement is not None and agreement > _AGREE_FROM):
            article, number = places[n]
            other = places[fitting[n]] if n in fitting else None
            fits = f"{other[0]}:{other[1]}" if other else None
            found.append(Suspect(article, number, float(by_line[n]), agreement, fits))
    return found


def _fitting_elsewhere(
    low: Sequence[int], outputs: Sequence[Sequence[str]], segments: RunSegments
) -> Mapping[int, int]:
    """Return for each low line the other low line whose reference fits its outputs."""
    if len(low) > _MOST_CANDIDATES:
        return {}
    firsts = [line for article in segments.articles for line in article.references]
    streams: list[Sequence[str | None]] = [firsts, *further_references(segments)]
    words = {n: words_of([stream[n] or "" for stream in streams]) for n in low}
    fitting = {}
    for n in low:
        own = words_of([of_system[n] for of_system in outputs])
        closeness = {
            other: max(overlap(a, b) for a in own for b in of_other)
            for other, of_other in words.items()
            if other != n
        }
        if not any(closeness.values()):
            continue
        nearest = max(closeness, key=lambda other: closeness[other])
        texts = [line for stream in streams if (line := stream[nearest])]
        if (
            max(_line_chrf(of_system[n], text) for of_system in outputs for text in texts)
            > _OTHER_REFERENCE_FROM
        ):
            fitting[n] = nearest
    return fitting


def _line_chrf(output: str, reference: str) -> float:
    return float(CHRF.formula(CHRF.measure([output], [reference]).counts[0]))
