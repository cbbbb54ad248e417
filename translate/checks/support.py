"""Words of a sentence pair without a counterpart in the other language, with the evidence of an error.

A word has support if the other side contains a translation of it (by the lexicon) or a transliteration. The evidence of
a word without support is a log-likelihood ratio: how much more often this word has no support in wrong pairs than in
right ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from translate.checks.letters import latin_forms, resembles
from translate.checks.lexicon import Lexicon, arabic_class, english_class, lexicon
from translate.checks.words import arabic_words, english_keys, name_forms
from translate.text.cleaning import comparable, fold_spelling

__all__ = ["Doubt", "Doubts", "Reading", "Token", "find_doubts", "find_unsupported"]

_LATIN_WORD = re.compile(r"[^\W\d_\u0600-\u06ff]+")
_POSSESSIVE = re.compile(r"['’]s\b")
_START = re.compile(r"(?:^|[.!?:;…]['\"”’)]*\s+|[\"“«‘'(\[]\s*|[-–—*•|/]\s+)$")
_LOOK_CHARS = 6
_SHORT_PART = 5  # letters; a word up to this length may form one name with its neighbour: `فان هالين`
_LEAST = 3  # letters; shorter words are ignored
_LEAST_BORROWED = 4
_RUN_TOGETHER, _SURELY_RUN_TOGETHER = 10, 14  # letters
_UNKNOWN = ("O-1", "O-2")  # classes of unknown words that do not look like names
_A_NAME = ("1", "1ال")  # endings of the classes whose words look like names
_MAYBE_A_NAME = ("0", "1", "1ال")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word without support, its evidence in nats, and its kind."""

    word: str
    evidence: float
    kind: str  # `name`, `first` (a name at the start of a sentence), `maybe` (a name), `capital`, `acronym` or `word`


@dataclass(frozen=True, slots=True)
class Doubts:
    """The words without support in a source and in its output, and the total number of words of both."""

    source: tuple[Doubt, ...]
    output: tuple[Doubt, ...]
    words: int


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the output, its keys in the lexicon (letters, stem, root), and whether it begins a sentence."""

    word: str
    keys: tuple[str, str, str]
    first: bool


@lru_cache(maxsize=64)  # several checks read the same pair
def find_doubts(source: str, output: str) -> Doubts:
    """Return the words of a pair without support; `words` is 0 if the source cannot be split into words."""
    reading = Reading(lexicon(), source, output)
    if not reading.is_readable():
        return Doubts((), (), 0)
    there = tuple(
        reading.output_doubts(source)
    )  # before the source: it marks the Arabic words that are transliterated
    return Doubts(tuple(reading.source_doubts()), there, len(reading.words) + len(reading.tokens))


def find_unsupported(known: Lexicon, source: str, output: str) -> tuple[list[str], list[str]]:
    """Return the source words (folded) and the output words without support, for building a lexicon."""
    reading = Reading(known, source, output)
    if not reading.is_readable():
        return [], []
    there = [doubt.word for doubt in reading.output_doubts(source)]
    return [fold_spelling(doubt.word) for doubt in reading.source_doubts()], there


def _tokens(output: str) -> Iterator[Token]:
    text = _POSSESSIVE.sub("  ", output)
    for found in _LATIN_WORD.finditer(text):
        word, start = found.group(), found.start()
        first = word[0].isupper() and (
            not start or _START.search(text[max(0, start - _LOOK_CHARS) : start]) is not None
        )
        yield Token(word, english_keys(word), first)


class Reading:
    """A sentence pair, prepared for the search for support."""

    def __init__(self, known: Lexicon, source: str, output: str) -> None:
        self.known = known
        text = comparable(source)
        found = arabic_words(fold_spelling(text))
        self.words = [part for _, word in found for part in known.parts(word)]
        self._starts = [
            start + len("".join(known.parts(word)[:place]))
            for start, word in found
            for place in range(len(known.parts(word)))
        ]
        self._text = text
        self.tokens = list(_tokens(output))
        translated = [known.of_word(word) for word in self.words]
        self._translations: set[str] = set().union(*(keys for keys, _ in translated))
        self._roots: set[str] = set().union(*(roots for _, roots in translated))
        self._there = {key for token in self.tokens for key in token.keys}
        self._there.update("=" + token.keys[0] for token in self.tokens)
        self._roots_there: set[str] = set().union(
            *(known.arabic_roots(root) for root in {token.keys[2] for token in self.tokens})
        )
        self._written: set[int] = set()  # indices of Arabic words that are transliterated in the output
        self._forms: list[tuple[str, int]] | None = None

    def is_readable(self) -> bool:
        """Return whether the source has spaces between its words; without them, no translations can be found."""
        return not any(
            len(word) >= _SURELY_RUN_TOGETHER
            or arabic_class(self.known, word, self.known.best_stem(word))[1:] in _UNKNOWN
            for word in self.words
            if len(word) >= _RUN_TOGETHER
        )

    def output_doubts(self, source: str) -> Iterator[Doubt]:
        """Yield the words of the output without support."""
        for token in self.tokens:
            word, (letters, stem, root) = token.word, token.keys
            if len(word) < _LEAST or self._is_translation(stem, root):
                continue
            kind, evidence = english_evidence(self.known, word, stem, first=token.first)
            if evidence <= 0 or "=" + letters in self._translations or word in source:
                continue
            if (word[0].isupper() or stem not in self.known.english_known) and self._is_written(letters):
                continue
            yield Doubt(word, evidence, kind)

    def source_doubts(self) -> Iterator[Doubt]:
        """Yield the words of the source without support; `output_doubts` must be consumed first."""
        for place, word in enumerate(self.words):
            if len(word) < _LEAST or place in self._written or self._is_translated(word):
                continue
            stem = self.known.best_stem(word)
            kind, evidence, ending = arabic_evidence(self.known, word, stem)
            if evidence > 0 and not self._writes(word, stem, ending):
                start = self._starts[place]
                yield Doubt(self._text[start : start + len(word)], evidence, kind)

    def _is_written(self, letters: str) -> bool:
        """Return whether a Latin word is a transliteration of a source word, or of two consecutive ones."""
        if self._forms is None:
            self._forms = [
                (form, place)
                for place, word in enumerate(self.words)
                if not (self._is_translated(word) and self._is_grammar(word))
                for form in name_forms(word)
            ]
            self._forms += [
                (form + other, place)
                for place, (one, other) in enumerate(pairwise(self.words))
                if len(one) <= _SHORT_PART or len(other) <= _SHORT_PART
                for form in name_forms(one)
            ]
        for form, enough in latin_forms(letters):
            for arabic, place in self._forms:
                if resembles(arabic, form, enough):
                    self._written.add(place)
                    return True
        return False

    def has_any(self, keys: Set[str]) -> bool:
        """Whether the output has a word with one of these keys of the lexicon."""
        return not self._there.isdisjoint(keys)

    def _is_translation(self, stem: str, root: str) -> bool:
        keys = self._translations
        return stem in keys or root in keys or not self._roots.isdisjoint(self.known.arabic_roots(root))

    def _is_translated(self, word: str) -> bool:
        keys, roots = self.known.of_word(word)
        return self.has_any(keys) or not self._roots_there.isdisjoint(roots)

    def _is_grammar(self, word: str) -> bool:
        return self.known.arabic_evidence.get(self.known.best_stem(word)) == 0

    def _writes(self, word: str, stem: str, ending: str) -> bool:
        """Return whether a word of the output is a transliteration of the Arabic word."""
        if ending.startswith("-2"):
            return False
        borrowed = ending.startswith(("0", "1")) or stem not in self.known.arabic_counts
        latin = list(self._latin(borrowed=borrowed and len(word) > _LEAST_BORROWED))
        return any(resembles(arabic, form, enough) for arabic in name_forms(word) for form, enough in latin)

    def _latin(self, *, borrowed: bool) -> Iterator[tuple[str, float]]:
        """Yield the forms of output words that may be names, with thresholds; with `borrowed`, of all longer words."""
        for token in self.tokens:
            letters, stem, _ = token.keys
            if len(letters) < _LEAST:
                continue
            if token.word[0].isupper() or stem not in self.known.english_known:
                yield from latin_forms(letters)
            elif borrowed and len(letters) >= _LEAST_BORROWED:
                yield latin_forms(letters)[0]
        for one, other in pairwise(self.tokens):
            if one.word[0].isupper() and other.word[0].isupper() and len(one.word) < _SHORT_PART:
                yield latin_forms(one.keys[0] + other.keys[0])[0]


def english_evidence(known: Lexicon, word: str, stem: str, *, first: bool) -> tuple[str, float]:
    """Return the kind of an English word, and its evidence in nats if it has no support."""
    name = english_class(known, word, stem, first=first)
    lower, capital = known.english_evidence.get(stem, (None, None))
    learnt = capital if word[0].isupper() and not first else lower
    evidence = known.classes.get(name, 0.0) if learnt is None else learnt
    if name[1] == "C":
        return "name" if name[3] == "n" else "capital", evidence
    if name[1] == "F" and name[3] == "n" and (name[2] != "K" or stem in known.capitals):
        return "first", evidence
    return "acronym" if name[1] == "A" else "word", evidence


def arabic_evidence(known: Lexicon, word: str, stem: str) -> tuple[str, float, str]:
    """Return the kind of an Arabic word, its evidence in nats if it has no support, and the end of its class name."""
    name = arabic_class(known, word, stem)
    learnt = known.arabic_evidence.get(stem)
    evidence = known.classes.get(name, 0.0) if learnt is None else learnt
    ending = name[2:]
    if ending in _A_NAME and name[1] != "K":
        return "name", evidence, ending
    return "maybe" if ending in _MAYBE_A_NAME and not ending.endswith("ال") else "word", evidence, ending
