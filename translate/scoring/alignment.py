"""Find where the lines of two English texts diverge: a missing line, or lines shifted by one.

Two lines fit by the overlap of their words, 2 |A and B| / (|A| + |B|), from 0 to 1. This is fast, and enough to
distinguish the translation of a line from other lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from translate.scoring.texts import TextFile

__all__ = ["Stretch", "find_shift", "first_difference", "first_gap", "overlap", "words_of"]

_WORD = re.compile(r"\w+")
_MOST_MISSING = 20  # lines; with more missing, no gap is searched
_LEAST_GAP_GAIN = 0.3  # minimum gain in overlap compared with a gap at the end
_FEWEST_LINES = 3  # shorter stretches match neighbouring lines by chance
_LEAST_GAIN = 1.0  # minimum gain in overlap, summed over a stretch of shifted lines
_GAIN_A_LINE = (
    0.15  # minimum gain per line; human references and seven systems on FLORES dev have less than 0.05
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines `first` to `last` of a text (numbers from 1), which fit the references `offset` lines away.

    `offset` 1 means that the output of line N is in line N + 1.
    """

    first: int
    last: int
    offset: int


def words_of(lines: Sequence[str]) -> list[frozenset[str]]:
    """Return the words of each line in lower case."""
    return [frozenset(_WORD.findall(line.casefold())) for line in lines]


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Return the share of common words of two lines, 0 to 1."""
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _fit(a: frozenset[str], b: frozenset[str]) -> float:
    """Return `overlap`, with 1 for two blank lines."""
    return overlap(a, b) if a or b else 1.0


def first_gap(shorter: Sequence[str], longer: Sequence[str]) -> int | None:
    """Return the first line of `longer` (from 1) that has no counterpart in `shorter`.

    It is found as the cheapest way to leave out lines of the longer text. None if too many lines are missing, or if no
    place fits clearly better than the end.
    """
    missing = len(longer) - len(shorter)
    if not 0 < missing <= _MOST_MISSING or not shorter:
        return None
    left, right = words_of(shorter), words_of(longer)
    # best[k]: overlap of the lines so far with k lines left out; gaps[k]: the first of these k lines
    best, gaps = [0.0] * (missing + 1), [0] * (missing + 1)
    for n in range(len(left) + 1):
        for k in range(1, missing + 1):
            if best[k - 1] > best[k]:
                best[k], gaps[k] = best[k - 1], gaps[k - 1] if k > 1 else n
        if n < len(left):
            best = [total + _fit(left[n], right[n + k]) for k, total in enumerate(best)]
    return gaps[missing] + 1 if best[missing] - best[0] >= _LEAST_GAP_GAIN else None


def first_difference(one: TextFile, other: TextFile) -> str:
    """Return a sentence that names the first line at which two texts of different lengths diverge."""
    shorter, longer = sorted((one, other), key=lambda text: text.count)
    gap = first_gap(shorter.lines[: shorter.count], longer.lines[: longer.count])
    if gap:
        return f"Line {gap} of {longer.path} has no counterpart: {_quoted(longer.lines[gap - 1])}."
    place = _first_unlike(shorter, longer)
    if place:
        return f"Look at line {place} first: only one of both is blank there."
    return f"Line {shorter.count + 1} of {longer.path} has no counterpart."


def find_shift(outputs: Sequence[str], references: Sequence[str]) -> Stretch | None:
    """Return the range of lines whose outputs clearly fit the references one line before or after.

    Both have the same number of lines. None if there is no such range.
    """
    left, right = words_of(outputs), words_of(references)
    if len(left) < _FEWEST_LINES:
        return None
    here = [overlap(a, b) for a, b in zip(left, right, strict=True)]
    found: tuple[float, Stretch] | None = None
    for offset in (1, -1):
        gains = []
        for n, words in enumerate(right):
            there = overlap(left[n + offset], words) if 0 <= n + offset < len(left) else 0.0
            gains.append(there - here[n] if words else 0.0)
        gain, first, last = _best_stretch(gains)
        texts = sum(1 for words in right[first : last + 1] if words)
        enough = texts >= _FEWEST_LINES and gain >= max(_LEAST_GAIN, _GAIN_A_LINE * texts)
        if enough and (found is None or gain > found[0]):
            found = gain, Stretch(first + 1, last + 1, offset)
    return found[1] if found else None


def _best_stretch(gains: Sequence[float]) -> tuple[float, int, int]:
    """Return the range with the largest sum (Kadane's algorithm): its first and last index."""
    best, first, last = 0.0, 0, 0
    total, start = 0.0, 0
    for n, gain in enumerate(gains):
        if total <= 0:
            total, start = 0.0, n
        total += gain
        if total > best:
            best, first, last = total, start, n
    return best, first, last


def _first_unlike(shorter: TextFile, longer: TextFile) -> int | None:
    """Return the first line, within the shorter text, that is blank in only one of two texts."""
    pairs = zip(shorter.lines[: shorter.count], longer.lines[: shorter.count], strict=True)
    return next((n for n, (a, b) in enumerate(pairs, 1) if bool(a) != bool(b)), None)


def _quoted(line: str) -> str:
    return f"“{line[:57]}...”" if len(line) > 60 else f"“{line}”"
