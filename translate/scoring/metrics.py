"""The four metrics, by sacrebleu: chrF, BLEU, chrF++ and TER, on a scale of 0 to 100.

Each metric is a formula over counts (matching n-grams, edits, lengths) that are summed over segments. The counts are
taken once; the score of any set of segments, resampled or not, is the formula over their sum.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import sacrebleu.metrics.base
    from numpy.typing import NDArray

    Counts = NDArray[np.float64]

__all__ = ["CHRF", "METRICS", "Counts", "Measured", "Metric", "has_no_four_grams"]

_BETA = 2  # recall counts twice as much as precision: chrF2, sacrebleu's default
_BLEU_ORDERS = 4


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric with the default settings of the `sacrebleu` command."""

    key: str  # in JSON documents
    name: str  # as people write it
    higher_is_better: bool
    new: Callable[[], sacrebleu.metrics.base.Metric]
    formula: Callable[[Counts], Counts]  # sacrebleu's formula, for many resamples at once

    def measure(
        self, hypotheses: Sequence[str], references: Sequence[str], *more: Sequence[str | None]
    ) -> Measured:
        """Return the counts of each segment, with one reference each, or `more`; None marks a missing one.

        Raises ValueError if the lengths differ.
        """
        import numpy as np

        for stream in (references, *more):
            if len(hypotheses) != len(stream):
                raise ValueError(f"{len(hypotheses)} hypotheses for {len(stream)} references")
        scorer = self.new()
        # sacrebleu has no public function for this. Its own significance tests use these two methods,
        # `_extract_corpus_statistics` and `_compute_score_from_stats`; they are used only here.
        streams: list[Sequence[str | None]] = [references, *more]
        counts = scorer._extract_corpus_statistics(hypotheses, streams)  # type: ignore[arg-type]  # it takes None
        return Measured(
            metric=self,
            signature=str(scorer.get_signature()),
            counts=np.array(counts, dtype=np.float64),
            scorer=scorer,
        )

    def of_corpus(self, outputs: Sequence[str], references: Sequence[str]) -> float:
        """Return sacrebleu's corpus score, 0 to 100, with one reference for each output."""
        return float(self.new().corpus_score(list(outputs), [list(references)]).score)


@dataclass(frozen=True, slots=True)
class Measured:
    """The counts of one system's segments under one metric.

    `counts` has the shape (segments, counts of the metric); float64 is exact up to 2**53.
    `signature` is sacrebleu's signature, verbatim.
    """

    metric: Metric
    signature: str
    counts: Counts
    scorer: sacrebleu.metrics.base.Metric

    def score(self, sums: Counts) -> float:
        """Return the score from counts summed over segments, of shape (counts of the metric,)."""
        return float(self.scorer._compute_score_from_stats(sums.tolist()).score)


def has_no_four_grams(bleu_sums: Counts) -> bool:
    """Return whether BLEU's summed counts have no sequence of four words in the output, so that BLEU is 0 for any text.

    The counts are lengths, matching n-grams and all n-grams, orders 1 to 4; the last is the number of 4-grams.
    """
    return float(bleu_sums[-1]) == 0


def _chrf() -> sacrebleu.metrics.base.Metric:
    from sacrebleu.metrics.chrf import CHRF

    return CHRF()


def _bleu() -> sacrebleu.metrics.base.Metric:
    from sacrebleu.metrics.bleu import BLEU

    return BLEU(force=True)  # this silences the warning about tokenised text, and changes no score


def _chrf_plus_plus() -> sacrebleu.metrics.base.Metric:
    from sacrebleu.metrics.chrf import CHRF

    return CHRF(word_order=2)


def _ter() -> sacrebleu.metrics.base.Metric:
    from translate.scoring.ter import FastTER

    return FastTER()


# The formulas over many sums of counts at once, for resampling. sacrebleu turns one list of counts into one score, in
# Python; a bootstrap, a permutation test and an exact sign-flip need tens of thousands of scores for each pair of
# systems. A test compares these formulas with sacrebleu's results. All reported scores are sacrebleu's own.
# Each takes sums of shape (..., counts of the metric) and returns scores of shape (...), 0 to 100.
def _chrf_formula(sums: Counts) -> Counts:
    """Compute chrF or chrF++ (Popović 2015, 2017) from counts of n-grams: output, reference and both, by order."""
    import numpy as np

    of_output, of_reference, matching = np.moveaxis(sums.reshape(*sums.shape[:-1], -1, 3), -1, 0)
    counted = (of_output > 0) & (of_reference > 0)
    orders = np.maximum(counted.sum(axis=-1), 1)
    precision = _ratio(matching * counted, of_output).sum(axis=-1) / orders
    recall = _ratio(matching * counted, of_reference).sum(axis=-1) / orders
    return 100 * _ratio((1 + _BETA**2) * precision * recall, _BETA**2 * precision + recall)


def _bleu_formula(sums: Counts) -> Counts:
    """Compute BLEU (Papineni et al. 2002) with exponential smoothing (NIST's mteval-v13a) from counts.

    The counts are the lengths of output and reference, then the matching n-grams of orders 1 to 4, then all of them.
    """
    import numpy as np

    output_length, reference_length = sums[..., 0], sums[..., 1]
    matching, total = sums[..., 2 : 2 + _BLEU_ORDERS], sums[..., 2 + _BLEU_ORDERS :]
    # The first order without a match counts as half a match, the next one as a quarter, and so on.
    halvings = np.cumsum(matching == 0, axis=-1)
    smoothed = np.where(matching == 0, 0.5**halvings, matching)
    defined: NDArray[np.bool_] = np.asarray((matching > 0).any(axis=-1) & (total > 0).all(axis=-1))
    precisions = np.where(defined[..., np.newaxis], smoothed, 1) / np.maximum(total, 1)
    ratio = _ratio(reference_length, output_length)
    brevity = np.exp(np.minimum(0, 1 - ratio))
    return np.where(defined, 100 * brevity * np.exp(np.log(precisions).mean(axis=-1)), 0.0)


def _ter_formula(sums: Counts) -> Counts:
    """Compute TER (Snover et al. 2006) from counts: the edits and the length of the reference."""
    import numpy as np

    edits, length = sums[..., 0], sums[..., 1]
    return 100 * np.where(length > 0, _ratio(edits, length), (edits > 0).astype(float))


def _ratio(part: Counts, whole: Counts) -> Counts:
    """Return the quotient, or 0 if the divisor is 0."""
    import numpy as np

    return np.divide(part, whole, out=np.zeros(np.broadcast(part, whole).shape), where=whole > 0)


CHRF = Metric("chrf", "chrF", higher_is_better=True, new=_chrf, formula=_chrf_formula)
METRICS = (
    CHRF,
    Metric("bleu", "BLEU", higher_is_better=True, new=_bleu, formula=_bleu_formula),
    Metric("chrf++", "chrF++", higher_is_better=True, new=_chrf_plus_plus, formula=_chrf_formula),
    Metric("ter", "TER", higher_is_better=False, new=_ter, formula=_ter_formula),
)
