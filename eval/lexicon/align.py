"""Learn word translations from sentence pairs: IBM model 1 in both directions, trained by EM."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Sentences", "translations"]

Sentences = Sequence[tuple[list[str], list[str]]]

ROUNDS = 5
LEAST_OCCURRENCES = 2
SMOOTHING = 0.5  # added to counts, so that a rare word is never certain
# A pair is kept if both directions find it likely, or if one does and the other does not rule it out.
LIKELY, POSSIBLE, BOTH, LEAST_COUNT = 0.03, 0.0003, 0.005, 0.15


@dataclass(frozen=True, slots=True)
class _Cells:
    """All pairs of a word of one side and a word of the other side, over all sentences."""

    one: NDArray[np.int32]  # of each distinct pair of words
    other: NDArray[np.int32]
    pair: NDArray[np.int32]  # of each cell
    one_place: NDArray[np.int32]
    other_place: NDArray[np.int32]


def translations(sentences: Sentences) -> dict[str, list[str]]:
    """Return the likely translations of each word of the first side, the likeliest first."""
    words = [_known(Counter(word for pair in sentences for word in pair[side])) for side in (0, 1)]
    cells = _cells(sentences, *words)
    forth, forth_counts = _learn(cells.one, cells.other, cells.pair, cells.other_place)
    back, back_counts = _learn(cells.other, cells.one, cells.pair, cells.one_place)
    low, high = np.minimum(forth, back), np.maximum(forth, back)
    kept = ((high >= LIKELY) & (low >= POSSIBLE)) | (low > BOTH)
    kept &= (cells.one != 0) & (cells.other != 0) & (np.minimum(forth_counts, back_counts) > LEAST_COUNT)
    names = [["", *side] for side in words]
    found: dict[str, list[tuple[float, str]]] = {}
    for a, e, worth in zip(cells.one[kept], cells.other[kept], low[kept], strict=True):
        found.setdefault(names[0][a], []).append((-float(worth), names[1][e]))
    return {word: [other for _, other in sorted(pairs)] for word, pairs in found.items()}


def _known(counts: Counter[str]) -> list[str]:
    return sorted(word for word, count in counts.items() if count >= LEAST_OCCURRENCES)


def _cells(sentences: Sentences, ones: list[str], others: list[str]) -> _Cells:
    one_ids, other_ids = ({word: place + 1 for place, word in enumerate(side)} for side in (ones, others))
    keys, one_places, other_places = [], [], []
    first = second = 0
    for left, right in sentences:
        a = np.array([0, *(one_ids[w] for w in left if w in one_ids)], dtype=np.int64)
        e = np.array([0, *(other_ids[w] for w in right if w in other_ids)], dtype=np.int64)
        keys.append((a[:, None] * (len(others) + 1) + e[None, :]).ravel())
        one_places.append(np.repeat(np.arange(first, first + len(a), dtype=np.int32), len(e)))
        other_places.append(np.tile(np.arange(second, second + len(e), dtype=np.int32), len(a)))
        first, second = first + len(a), second + len(e)
    distinct, pair = np.unique(np.concatenate(keys), return_inverse=True)
    one, other = np.divmod(distinct, len(others) + 1)
    return _Cells(
        one.astype(np.int32),
        other.astype(np.int32),
        pair.astype(np.int32),
        np.concatenate(one_places),
        np.concatenate(other_places),
    )


def _learn(
    given: NDArray[np.int32], made: NDArray[np.int32], pair: NDArray[np.int32], place: NDArray[np.int32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return each pair's probability given the first word, and its expected count; word 0 is never produced."""
    chance = (made != 0).astype(np.float32)
    counts = chance
    for _ in range(ROUNDS):
        share = chance[pair]
        whole = np.bincount(place, weights=share)
        whole[whole == 0] = 1
        counts = np.bincount(pair, weights=share / whole[place], minlength=len(given)).astype(np.float32)
        counts[made == 0] = 0
        totals = np.bincount(given, weights=counts) + SMOOTHING
        chance = (counts / totals[given]).astype(np.float32)
    return chance, counts
