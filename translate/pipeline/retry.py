"""Mend and judge what a model wrote; where it is broken or gets a fact wrong, try again in other ways.

What is tried depends on one planned batch and its outputs alone, never on which articles are done: a run that goes on
tries the same, in the same batches.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from translate.checks.conduct import strip_chatter
from translate.checks.registry import ADVISORY, CHECKS
from translate.checks.repair import repair_magnitude, repair_punctuation
from translate.checks.sentence import BROKEN, check_sentence
from translate.checks.spelling import repair_spelling
from translate.config.profile import Decoding
from translate.errors import OutOfMemory
from translate.models.base import NBestModel, TextModel
from translate.models.batches import Shortage, generate_all, plan_batches
from translate.records import Attempt, Change, Flag, Output, Sentence, TranslatedSentence, Way
from translate.text.cleaning import decoded
from translate.text.context import join_context, own_text, split_context
from translate.text.glossary import FLAG as TERM_MISSING
from translate.text.glossary import Glossary, apply_terms, missing_terms
from translate.text.splitting import split_clauses

__all__ = ["CLAUSES", "PENALTY", "Attempts", "Candidate", "Reviser"]

# More beams see more outputs; the penalty (Keskar et al. 2019, CTRL) and the ban on repeated phrases break loops. CTRL
# takes 1.2; a causal model has the source's figures before it and is punished for repeating them, hence less.
PENALTY = Decoding(beams=5, repetition_penalty=1.1, no_repeat_ngram_tokens=5)
CLAUSES = Decoding(beams=5)
LEAST_CLAUSE_WORDS = 5
HYPOTHESES = 6  # of a sentence with a doubtful fact
LEAST_LENGTH = 0.9  # of the characters of the output that a hypothesis replaces, or silence would win
# Doubts about figures, names, links and terms: the model may have written them right in another hypothesis.
FACTS = frozenset({TERM_MISSING, *(check.name for check in CHECKS if check.fact)})


@dataclass(frozen=True, slots=True)
class Candidate:
    """An output as it would stand in the article: mended, and judged."""

    way: Way
    output: Output
    changes: tuple[Change, ...]
    flags: tuple[Flag, ...]

    @property
    def broken(self) -> bool:
        """Whether it is worth another attempt."""
        return any(flag.name in BROKEN for flag in self.flags)

    @property
    def rank(self) -> tuple[bool, int, int]:
        """The lower, the better: empty or not, then grave flags, then the others.

        Grave are those of a broken output, and a number that the source does not have: a second attempt that invents
        one is no better than what it replaces.
        """
        names = [flag.name for flag in self.flags]
        grave = sum(name in BROKEN or name == "number added" for name in names)
        return "empty" in names, grave, len(names) - grave

    @property
    def doubts(self) -> int:
        """How many doubts there are: each figure, name, link and term that one is about, and each other flag.

        Advisory flags about other things do not count.
        """
        return sum(
            flag.detail.count(", ") + 1 if flag.name in FACTS else flag.name not in ADVISORY
            for flag in self.flags
        )


@dataclass(frozen=True, slots=True)
class Attempts:
    """The output that is kept for a text, and those that are not."""

    kept: Candidate
    not_kept: tuple[Candidate, ...] = ()

    def of(self, sentence: Sentence, glossary: Glossary) -> TranslatedSentence:
        """The translated sentence, its flags those of this very sentence, as written.

        Second attempts were decided on the cleaned text, which is what the model sees.
        """
        kept = self.kept
        same = sentence.cut is None and sentence.written is None
        return TranslatedSentence(
            sentence,
            kept.output,
            kept.flags if same else _flags(sentence, kept.output, glossary),
            kept.way,
            kept.changes,
            tuple(Attempt(c.way, c.output, c.flags) for c in self.not_kept),
        )


@dataclass(frozen=True, slots=True)
class Reviser:
    """Judges the outputs of a batch; with `retry`, each broken one is tried again, in two ways at most.

    First with more beams and against repetitions, then, while it is broken still, clause by clause. The attempt of the
    lowest `Candidate.rank` is kept, of equals the earliest. Then an output with a doubtful fact gives way to the
    hypothesis with the fewest doubts, of equals the likeliest, if that one has fewer, is whole and about as long.
    `shortage` is told of what the memory did not hold.
    """

    model: TextModel
    glossary: Glossary
    batch_tokens: int
    retry: bool = True
    shortage: Shortage = field(default_factory=Shortage)

    def revise(self, sources: Sequence[str], outputs: Sequence[Output]) -> list[Attempts]:
        """The attempts at each source of a batch, in order."""
        tried = [[self._judge(own_text(s), Way.FIRST, o)] for s, o in zip(sources, outputs, strict=True)]
        if self.retry:
            self._try(sources, tried, Way.PENALTY, self._again)
            self._try(sources, tried, Way.CLAUSES, self._by_clauses)
        best = [_best(candidates) for candidates in tried]
        if not self.retry or not isinstance(self.model, NBestModel):
            return best
        return [self._with_hypotheses(self.model, s, found) for s, found in zip(sources, best, strict=True)]

    def _with_hypotheses(self, model: NBestModel, source: str, attempts: Attempts) -> Attempts:
        """Return the attempts with the best hypothesis in place of an output with a doubtful fact.

        Each sentence is searched alone, so that the hypotheses depend on no other sentence.
        """
        kept = attempts.kept
        if kept.broken or FACTS.isdisjoint(flag.name for flag in kept.flags):
            return attempts
        try:
            (outputs,) = model.hypotheses([source], HYPOTHESES)
        except OutOfMemory:
            self.shortage.lost(1)
            return attempts
        least = LEAST_LENGTH * len(kept.output.text)
        judged = [self._judge(own_text(source), Way.HYPOTHESES, output) for output in outputs]
        whole = [one for one in judged if not one.broken and len(one.output.text) >= least]
        best = min(whole, key=lambda one: one.doubts, default=kept)  # the first of equals
        return attempts if best.doubts >= kept.doubts else Attempts(best, (kept, *attempts.not_kept))

    def _try(
        self,
        sources: Sequence[str],
        tried: Sequence[list[Candidate]],
        way: Way,
        translate: Callable[[Sequence[str]], list[Output | None]],
    ) -> None:
        broken = [i for i, candidates in enumerate(tried) if all(c.broken for c in candidates)]
        if not broken:
            return
        for i, output in zip(broken, translate([sources[i] for i in broken]), strict=True):
            if output is not None:
                tried[i].append(self._judge(own_text(sources[i]), way, output))

    def _judge(self, source: str, way: Way, output: Output) -> Candidate:
        text, talk = strip_chatter(source, output.text)
        # A line break inside an output would shift every line behind it.
        text, repairs = repair_punctuation(" ".join(text.split()))
        text, numbers = repair_magnitude(source, text)
        text, names = repair_spelling(source, text)
        text, terms = apply_terms(self.glossary.terms_in(source), text)
        mended = output if text == output.text else replace(output, text=text)
        flags = _flags(Sentence(source), mended, self.glossary)
        return Candidate(way, mended, (*talk, *repairs, *numbers, *names, *terms), flags)

    def _again(self, sources: Sequence[str]) -> list[Output | None]:
        return self._generate(sources, [range(len(sources))], PENALTY)

    def _by_clauses(self, sources: Sequence[str]) -> list[Output | None]:
        clauses = [_clauses(source) for source in sources]
        pieces = [piece for parts in clauses if len(parts) > 1 for piece in parts]
        counts = self.model.count_tokens(pieces) if pieces else []
        if not pieces or max(counts) > self.model.max_input_tokens:
            return [None] * len(sources)
        following = iter(self._generate(pieces, plan_batches(counts, self.batch_tokens), CLAUSES))
        return [_joined([next(following) for _ in parts]) if len(parts) > 1 else None for parts in clauses]

    def _generate(
        self, texts: Sequence[str], batches: Sequence[Sequence[int]], decoding: Decoding
    ) -> list[Output | None]:
        try:
            return [*generate_all(self.model, texts, batches, decoding, self.shortage)]
        except OutOfMemory:  # more beams take more memory: a second attempt is no reason to end the run
            self.shortage.lost(len(texts))
            return [None] * len(texts)


def _clauses(source: str) -> list[str]:
    context, text = split_context(source)
    return [join_context(context, clause) for clause in split_clauses(text, LEAST_CLAUSE_WORDS)]


def _flags(sentence: Sentence, output: Output, glossary: Glossary) -> tuple[Flag, ...]:
    term = missing_terms(glossary.terms_in(decoded(sentence.source)), output.text) if output.text else None
    flags = check_sentence(sentence, output)
    return flags if term is None else (*flags, term)


def _best(candidates: Sequence[Candidate]) -> Attempts:
    kept = min(candidates, key=lambda candidate: candidate.rank)  # the first of equals
    return Attempts(kept, tuple(c for c in candidates if c is not kept))


def _joined(pieces: Sequence[Output | None]) -> Output | None:
    """The clauses' outputs as one; a full stop that a clause got inside the sentence becomes a comma."""
    whole = [piece for piece in pieces if piece is not None and piece.text.strip()]
    if len(whole) < len(pieces):
        return None
    texts = [piece.text.strip() for piece in whole]
    inner = [text[:-1] + "," if text.endswith(".") else text for text in texts[:-1]]
    return Output(
        " ".join([*inner, texts[-1]]),
        sum(piece.source_tokens for piece in whole),
        sum(piece.output_tokens for piece in whole),
        all(piece.finished for piece in whole),
    )
