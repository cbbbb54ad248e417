"""Scores of a model under training on pairs that it does not train on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from translate.training.pairs import Pair
from translate.training.student import Student


@dataclass(frozen=True, slots=True)
class DevScore:
    """Corpus BLEU and chrF (0-100) as sacrebleu computes them by default, with the signatures."""

    bleu: float
    chrf: float
    bleu_signature: str
    chrf_signature: str


def score_dev(student: Student, pairs: Sequence[Pair], batch_sentences: int) -> DevScore:
    """Translate the pairs greedily, in batches of like length, and score them."""
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
    finally:
        student.model.train()
    bleu, chrf = BLEU(), CHRF()
    references = [[pair.target for pair in pairs]]
    return DevScore(
        bleu=bleu.corpus_score(outputs, references).score,
        chrf=chrf.corpus_score(outputs, references).score,
        bleu_signature=str(bleu.get_signature()),
        chrf_signature=str(chrf.get_signature()),
    )
