"""Repairs, checks and retries of a model's outputs.

An output that is broken or has a doubtful fact is translated again in other ways. The attempts depend only on one
planned batch and its outputs, never on which articles are finished, so a resumed run makes the same attempts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from translate.checks.conduct import strip_chatter
from translate.checks.content import CONTENT_CHECKS
from translate.checks.registry import ADVISORY, CHECKS, check_pair
from translate.checks.repair import repair_magnitude, repair_punctuation
from translate.checks.sentence import BROKEN, check_sentence, model_doubt
from translate.checks.spelling import repair_spelling
from translate.config.profile import Decoding
from translate.errors import OutOfMemory
from translate.models.base import NBestModel, TextModel
from translate.models.batches import Shortage, generate_all, plan_batches
from translate.records import Attempt, Change, Flag, Output, Sentence, TranslatedSentence, Way
from translate.text.cleaning import decoded
from translate.text.context import join_context, own_text, split_context
from translate.text.glossary import TERM_MISSING, Glossary, Term, apply_terms, missing_terms, without_terms
from translate.text.splitting import split_clauses

__all__ = ["CLAUSES", "PENALTY", "Attempts", "Candidate", "Reviser"]

# A wider beam explores more outputs; the repetition penalty (Keskar et al. 2019, CTRL) and the ban on repeated phrases
# break loops. CTRL uses 1.2. The value is lower here because a causal model has the source in its context and would be
# penalised for repeating its figures.
PENALTY = Decoding(beams=5, repetition_penalty=1.1, no_repeat_ngram_tokens=5)
CLAUSES = Decoding(beams=5)
_LEAST_CLAUSE_WORDS = 5
HYPOTHESES = 6  # for a sentence with a doubtful fact
# Shortest hypothesis that may replace an output, as a share of its characters: a very short one has no wrong facts.
_LEAST_LENGTH = 0.9
# Flags about figures, names, links and terms: another hypothesis of the model may have these right.
_FACTS = frozenset({TERM_MISSING, *(check.name for check in CHECKS if check.fact)})


@dataclass(frozen=True, slots=True)
class Candidate:
    """An output as it would appear in the article, after repairs, with its flags."""

    way: Way
    output: Output
    changes: tuple[Change, ...]
    flags: tuple[Flag, ...]

    @property
    def broken(self) -> bool:
        """Return whether the sentence should be translated again."""
        return any(flag.name in BROKEN for flag in self.flags)

    @property
    def rank(self) -> tuple[bool, int, int]:
        """Return a sort key, lower is better: whether it is empty, number of grave flags, number of other flags.

        Grave flags are those of a broken output, and `number added`: a second attempt that invents a number is no
        better than the output it replaces.
        """
        names = [flag.name for flag in self.flags]
        grave = sum(name in BROKEN or name == "number added" for name in names)
        return "empty" in names, grave, len(names) - grave

    @property
    def doubts(self) -> int:
        """Return the number of doubts: each figure, name, link or term in a fact flag, and each other flag.

        Advisory flags that are not about facts do not count.
        """
        return sum(
            flag.detail.count(", ") + 1 if flag.name in _FACTS else flag.name not in ADVISORY
            for flag in self.flags
        )


@dataclass(frozen=True, slots=True)
class Attempts:
    """The output chosen for a text, and the rejected ones."""

    kept: Candidate
    not_kept: tuple[Candidate, ...] = ()
    doubt_per_nat: float = 0.0

    def of(self, sentence: Sentence, glossary: Glossary) -> TranslatedSentence:
        """Return the translated sentence, with flags computed from the sentence as written.

        The attempts themselves were judged on the cleaned text, which is what the model reads.
        """
        kept = self.kept
        same = sentence.cut is None and sentence.written is None
        return TranslatedSentence(
            sentence,
            kept.output,
            kept.flags if same else _flags(sentence, kept.output, glossary, self.doubt_per_nat),
            kept.way,
            kept.changes,
            tuple(Attempt(c.way, c.output, c.flags) for c in self.not_kept),
        )


@dataclass(frozen=True, slots=True)
class Reviser:
    """Checks the outputs of a batch and, with `retry`, translates broken ones again in at most two ways.

    The first retry uses a wider beam and penalises repetition. If the output is still broken, the second translates
    clause by clause. The attempt with the lowest `Candidate.rank` is kept; among equals, the earliest. Then an output
    with a doubtful fact is replaced by the hypothesis with the fewest doubts (among equals, the most likely) if it has
    fewer doubts than the output, is not broken and is about as long. `shortage` counts attempts lost because memory
    ran out. `doubt_per_nat` is that of the model's entry in the catalogue.
    """

    model: TextModel
    glossary: Glossary
    batch_tokens: int
    retry: bool = True
    shortage: Shortage = field(default_factory=Shortage)
    doubt_per_nat: float = 0.0

    def revise(self, sources: Sequence[str], outputs: Sequence[Output]) -> list[Attempts]:
        """Return the attempts for each source of a batch, in order."""
        tried = [[self._judge(own_text(s), Way.FIRST, o)] for s, o in zip(sources, outputs, strict=True)]
        if self.retry:
            self._try(sources, tried, Way.PENALTY, self._again)
            self._try(sources, tried, Way.CLAUSES, self._by_clauses)
        best = [_best(candidates, self.doubt_per_nat) for candidates in tried]
        if not self.retry or not isinstance(self.model, NBestModel):
            return best
        return [self._with_hypotheses(self.model, s, found) for s, found in zip(sources, best, strict=True)]

    def _with_hypotheses(self, model: NBestModel, source: str, attempts: Attempts) -> Attempts:
        """Return the attempts; the best hypothesis replaces an output with a doubtful fact.

        Each sentence is decoded alone, so that its hypotheses do not depend on other sentences.
        """
        kept = attempts.kept
        if kept.broken or _FACTS.isdisjoint(flag.name for flag in kept.flags):
            return attempts
        try:
            (outputs,) = model.hypotheses([source], HYPOTHESES)
        except OutOfMemory:
            self.shortage.lost(1)
            return attempts
        least = _LEAST_LENGTH * len(kept.output.text)
        judged = [self._judge(own_text(source), Way.HYPOTHESES, output) for output in outputs]
        whole = [one for one in judged if not one.broken and len(one.output.text) >= least]
        best = min(whole, key=lambda one: one.doubts, default=kept)  # the first of equals
        return (
            attempts
            if best.doubts >= kept.doubts
            else replace(attempts, kept=best, not_kept=(kept, *attempts.not_kept))
        )

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
        # A line break inside an output would shift all following lines.
        text, repairs = repair_punctuation(" ".join(text.split()))
        text, numbers = repair_magnitude(source, text)
        text, names = repair_spelling(source, text)
        text, terms = apply_terms(self.glossary.terms_in(source), text)
        mended = output if text == output.text else replace(output, text=text)
        flags = _flags(Sentence(source), mended, self.glossary, self.doubt_per_nat)
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
        except OutOfMemory:  # a wider beam needs more memory; a failed retry must not end the run
            self.shortage.lost(len(texts))
            return [None] * len(texts)


def _clauses(source: str) -> list[str]:
    context, text = split_context(source)
    return [join_context(context, clause) for clause in split_clauses(text, _LEAST_CLAUSE_WORDS)]


def _flags(sentence: Sentence, output: Output, glossary: Glossary, doubt_per_nat: float) -> tuple[Flag, ...]:
    flags = check_sentence(sentence, output, doubt_per_nat)
    terms = glossary.terms_in(decoded(sentence.source)) if output.text else ()
    if not terms:
        return flags
    flags = _supported(flags, terms, sentence.source, output.text, model_doubt(output, doubt_per_nat))
    term = missing_terms(terms, output.text)
    return flags if term is None else (*flags, term)


def _supported(
    flags: tuple[Flag, ...], terms: tuple[Term, ...], source: str, text: str, doubt: float
) -> tuple[Flag, ...]:
    """Return the flags without those about names and content that the glossary's terms explain."""
    rest = None
    if any(flag.name in CONTENT_CHECKS for flag in flags):
        rest = without_terms(terms, decoded(source), text)
    if rest is None:
        return flags
    content = tuple(flag for flag in check_pair(*rest, doubt) if flag.name in CONTENT_CHECKS)
    return (*(flag for flag in flags if flag.name not in CONTENT_CHECKS), *content)


def _best(candidates: Sequence[Candidate], doubt_per_nat: float) -> Attempts:
    kept = min(candidates, key=lambda candidate: candidate.rank)  # the first of equals
    return Attempts(kept, tuple(c for c in candidates if c is not kept), doubt_per_nat)


def _joined(pieces: Sequence[Output | None]) -> Output | None:
    """Join the outputs of clauses; a full stop after an inner clause becomes a comma. None if an output is empty."""
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
        _mean_certainty(whole),
    )


def _mean_certainty(pieces: Sequence[Output]) -> float | None:
    """Return the mean log-probability of the tokens of several outputs; None if one is unknown."""
    known = [(p.log_probability, p.output_tokens) for p in pieces if p.log_probability is not None]
    tokens = sum(count for _, count in known)
    if len(known) < len(pieces) or not tokens:
        return None
    return round(sum(value * count for value, count in known) / tokens, 3)
