"""The four metrics, by sacrebleu: chrF, BLEU, chrF++ and TER, on a scale of 0 to 100.

A metric of this kind is a formula over counts that are summed over segments (matching n-grams, edits, lengths).
The counts are taken once; a score of any set of segments, resampled or not, is the formula over their sum.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translate.scoring import formulas

if TYPE_CHECKING:
    import numpy as np
    import sacrebleu.metrics.base
    from numpy.typing import NDArray

    Counts = NDArray[np.float64]

__all__ = ["CHRF", "METRICS", "Counts", "Measured", "Metric", "has_no_four_grams"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric with sacrebleu's default settings, which are those of the `sacrebleu` command."""

    key: str  # in JSON documents
    name: str  # as people write it
    higher_is_better: bool
    new: Callable[[], sacrebleu.metrics.base.Metric]
    formula: Callable[[Counts], Counts]  # sacrebleu's, over many sums at once

    def measure(
        self, hypotheses: Sequence[str], references: Sequence[str], *more: Sequence[str | None]
    ) -> Measured:
        """Take the counts of each segment, one reference a segment, or `more`; None where one has no further one.

        No line is cut off where the lengths differ: raises ValueError.
        """
        import numpy as np

        for stream in (references, *more):
            if len(hypotheses) != len(stream):
                raise ValueError(f"{len(hypotheses)} hypotheses for {len(stream)} references")
        scorer = self.new()
        # sacrebleu has no public call for this. Its own significance tests are built on these two methods,
        # `_extract_corpus_statistics` and `_compute_score_from_stats`; nothing else here knows of them.
        streams: list[Sequence[str | None]] = [references, *more]
        counts = scorer._extract_corpus_statistics(hypotheses, streams)  # type: ignore[arg-type]  # it takes None
        return Measured(
            metric=self,
            signature=str(scorer.get_signature()),
            counts=np.array(counts, dtype=np.float64),
            scorer=scorer,
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """The counts of one system's segments under one metric.

    `counts` has the shape (segments, counts of the metric); float64 holds them exactly up to 2**53.
    `signature` is sacrebleu's, verbatim: the recipe of the score.
    """

    metric: Metric
    signature: str
    counts: Counts
    scorer: sacrebleu.metrics.base.Metric

    def score(self, sums: Counts) -> float:
        """The metric over counts summed over segments, of shape (counts of the metric,)."""
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


CHRF = Metric("chrf", "chrF", higher_is_better=True, new=_chrf, formula=formulas.chrf)
METRICS = (
    CHRF,
    Metric("bleu", "BLEU", higher_is_better=True, new=_bleu, formula=formulas.bleu),
    Metric("chrf++", "chrF++", higher_is_better=True, new=_chrf_plus_plus, formula=formulas.chrf),
    Metric("ter", "TER", higher_is_better=False, new=_ter, formula=formulas.ter),
)
