"""Score a model during training on held-out pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from translate.training.pairs import Pair
from translate.training.student import Student

__all__ = ["DevScore", "dev_signatures", "score_dev"]


@dataclass(frozen=True, slots=True)
class DevScore:
    """Corpus BLEU and chrF (0-100) with sacrebleu's defaults; see `dev_signatures`."""

    bleu: float
    chrf: float


def score_dev(
    student: Student, pairs: Sequence[Pair], batch_sentences: int, done: Callable[[int], None]
) -> DevScore:
    """Translate the pairs greedily, in batches of similar length, and score them.

    `done` is called after each batch with its number of sentences.
    """
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    order = sorted(range(len(pairs)), key=lambda index: len(pairs[index].source))
    outputs = [""] * len(pairs)
    student.model.eval()
    try:
        for start in range(0, len(order), batch_sentences):
            batch = order[start : start + batch_sentences]
            with student.computing():
                translations = student.translate([pairs[index].source for index in batch])
            for index, translation in zip(batch, translations, strict=True):
                outputs[index] = translation
            done(len(batch))
    finally:
        student.model.train()
    bleu, chrf = BLEU(), CHRF()
    references = [[pair.target for pair in pairs]]
    return DevScore(
        bleu=bleu.corpus_score(outputs, references).score,
        chrf=chrf.corpus_score(outputs, references).score,
    )


def dev_signatures() -> dict[str, str]:
    """Return sacrebleu's signatures under the keys `bleu` and `chrf`."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    metrics = {"bleu": BLEU(), "chrf": CHRF()}
    for metric in metrics.values():
        metric.corpus_score(["."], [["."]])  # a signature is complete only once references were seen
    return {name: str(metric.get_signature()) for name, metric in metrics.items()}
