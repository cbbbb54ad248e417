"""Test whether the difference between two systems could be due to chance.

The null hypothesis is that the two outputs of each unit (an article, or a line without articles) are exchangeable.
Swapping the counts of some units and computing both corpus scores again gives one difference under this hypothesis. Up
to `_EXACT_UP_TO` units all 2**n swaps are tried (Fisher's exact sign-flip test); above it, thousands of them, drawn
with a fixed seed (approximate randomisation, Riezler and Maxwell 2005; by article, because the lines of one article are
not independent).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from translate.scoring.intervals import SEED

if TYPE_CHECKING:
    from translate.scoring.metrics import Counts

    Formula = Callable[[Counts], Counts]

__all__ = ["is_exact", "p_values", "smallest_p", "standard_error"]

_EXACT_UP_TO = 12
_PERMUTATIONS = 10_000
_PERMUTATIONS_A_PAIR = 100  # so that a correction for very many pairs leaves a p under 0.05 within reach
_ROWS_AT_ONCE = 500
_TIE = 1e-9  # differences of one set of counts, summed in another order, count as equal


def is_exact(units: int) -> bool:
    """Return whether all swaps are tried."""
    return units <= _EXACT_UP_TO


def smallest_p(units: int, pairs: int = 1) -> float:
    """Return the smallest p of a two-sided test over this many units, if `pairs` are tested together."""
    return 2.0 ** (1 - units) if is_exact(units) else 1 / (_permutations(pairs) + 1)


def p_values(formula: Formula, pairs: Sequence[tuple[Counts, Counts]]) -> list[float]:
    """Return the two-sided p of each pair of systems, whose counts have the shape (units, counts of the metric).

    All pairs have the same units. A sampled p includes the observed difference, so it is never 0 (Phipson and Smyth
    2010).
    """
    import numpy as np

    if not pairs:
        return []
    units, width = pairs[0][0].shape
    moved = np.hstack([b - a for a, b in pairs])  # (units, pairs x counts)
    sums = [(a.sum(axis=0), b.sum(axis=0)) for a, b in pairs]
    observed = [abs(float(formula(a) - formula(b))) for a, b in sums]
    as_large, tried = np.zeros(len(pairs)), 0
    for swaps in _swaps(units, len(pairs)):
        tried += len(swaps)
        shifts = swaps @ moved
        for n, (a, b) in enumerate(sums):
            shift = shifts[:, n * width : (n + 1) * width]
            differences = np.abs(formula(a + shift) - formula(b - shift))
            as_large[n] += np.count_nonzero(differences >= observed[n] - _TIE)
    extra = 0 if is_exact(units) else 1
    return [float((count + extra) / (tried + extra)) for count in as_large]


def standard_error(formula: Formula, a: Counts, b: Counts) -> float | None:
    """Return the standard error of the difference between two scores, by the jackknife over units (Efron 1981).

    None if there are fewer than two units.
    """
    import numpy as np

    units = len(a)
    if units < 2:
        return None
    left_out = formula(a.sum(axis=0) - a) - formula(b.sum(axis=0) - b)
    return float(np.sqrt((units - 1) / units * np.sum((left_out - left_out.mean()) ** 2)))


def _permutations(pairs: int) -> int:
    return max(_PERMUTATIONS, _PERMUTATIONS_A_PAIR * pairs)


def _swaps(units: int, pairs: int) -> Iterator[Counts]:
    """Return which units are swapped, 0 or 1, in rows of shape (swaps, units)."""
    import numpy as np

    if is_exact(units):
        yield (np.arange(2**units)[:, None] >> np.arange(units) & 1).astype(np.float64)
        return
    chance = np.random.default_rng(SEED)
    for _ in range(0, _permutations(pairs), _ROWS_AT_ONCE):
        yield chance.integers(0, 2, size=(_ROWS_AT_ONCE, units)).astype(np.float64)
