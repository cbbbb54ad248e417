"""The metrics' formulas over many sums of counts at once, for resampling.

sacrebleu turns one list of counts into one score, in Python. A bootstrap, a permutation test and an exact sign-flip
need tens of thousands of scores for each pair of systems, so the same formulas stand here over arrays. They are held
to sacrebleu's own numbers by a test, and no score that is shown comes from here: those are sacrebleu's.

Every formula takes sums of shape (..., counts of the metric) and gives scores of shape (...), 0 to 100.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Counts = NDArray[np.float64]

__all__ = ["bleu", "chrf", "ter"]

_BETA = 2  # recall counts twice as much as precision: chrF2, sacrebleu's default
_BLEU_ORDERS = 4


def chrf(sums: Counts) -> Counts:
    """chrF and chrF++ (Popović 2015, 2017): counts are (output's, reference's, matching) n-grams for each order."""
    import numpy as np

    of_output, of_reference, matching = np.moveaxis(sums.reshape(*sums.shape[:-1], -1, 3), -1, 0)
    counted = (of_output > 0) & (of_reference > 0)
    orders = np.maximum(counted.sum(axis=-1), 1)
    precision = _ratio(matching * counted, of_output).sum(axis=-1) / orders
    recall = _ratio(matching * counted, of_reference).sum(axis=-1) / orders
    return 100 * _ratio((1 + _BETA**2) * precision * recall, _BETA**2 * precision + recall)


def bleu(sums: Counts) -> Counts:
    """BLEU (Papineni et al. 2002) with exponential smoothing (NIST's mteval-v13a).

    Counts are the lengths of output and reference, then the matching n-grams of orders 1 to 4, then all of them.
    """
    import numpy as np

    output_length, reference_length = sums[..., 0], sums[..., 1]
    matching, total = sums[..., 2 : 2 + _BLEU_ORDERS], sums[..., 2 + _BLEU_ORDERS :]
    # An order without a match counts as half a match, the next such order as a quarter, and so on.
    halvings = np.cumsum(matching == 0, axis=-1)
    smoothed = np.where(matching == 0, 0.5**halvings, matching)
    defined: NDArray[np.bool_] = np.asarray((matching > 0).any(axis=-1) & (total > 0).all(axis=-1))
    precisions = np.where(defined[..., np.newaxis], smoothed, 1) / np.maximum(total, 1)
    ratio = _ratio(reference_length, output_length)
    brevity = np.exp(np.minimum(0, 1 - ratio))
    return np.where(defined, 100 * brevity * np.exp(np.log(precisions).mean(axis=-1)), 0.0)


def ter(sums: Counts) -> Counts:
    """TER (Snover et al. 2006): counts are the edits and the length of the reference."""
    import numpy as np

    edits, length = sums[..., 0], sums[..., 1]
    return 100 * np.where(length > 0, _ratio(edits, length), (edits > 0).astype(float))


def _ratio(part: Counts, whole: Counts) -> Counts:
    """The quotient, 0 where the divisor is 0."""
    import numpy as np

    return np.divide(part, whole, out=np.zeros(np.broadcast(part, whole).shape), where=whole > 0)
