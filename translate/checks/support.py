"""Words of a sentence pair without a counterpart in the other language, with the evidence of an error.

A word has support if the other side contains a translation of it (by the lexicon) or a transliteration. The evidence of
a word without support is a log-likelihood ratio: how much more often this word has no support in wrong pairs than in
right ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from translate.checks.letters import Spelling, latin_spellings, matches
from translate.checks.lexicon import arabic_class
from translate.checks.vocabulary import ArabicWord, EnglishWord, Vocabulary, vocabulary
from translate.checks.words import arabic_words
from translate.text.cleaning import comparable, comparable_folded, fold_spelling

__all__ = ["Doubt", "Doubts", "Reading", "find_doubts", "find_unsupported"]

_LATIN_WORD = re.compile(r"[^\W\d_\u0600-\u06ff]+")
_POSSESSIVE = re.compile(r"['’]s\b")
_START = re.compile(r"(?:^|[.!?:;…]['\"”’)]*\s+|(?<!,)[\"“«‘'(\[]\s*|[-–—*•|/]\s+)$")
_LOOK_CHARS = 6
_SHORT_PART = 5  # letters; a word up to this length may form one name with its neighbour: `فان هالين`
_SHORT_NAME = 5  # letters
_LEAST = 3  # letters; shorter words are ignored
_LEAST_BORROWED = 4
_RUN_TOGETHER, _SURELY_RUN_TOGETHER = 10, 14  # letters
_UNKNOWN = ("O-1", "O-2")  # classes of unknown words that do not look like names


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


@lru_cache(maxsize=64)  # several checks read the same pair
def find_doubts(source: str, output: str) -> Doubts:
    """Return the words of a pair without support; `words` is 0 if the source cannot be split into words."""
    reading = Reading(vocabulary(), source, output)
    if not reading.is_readable():
        return Doubts((), (), 0)
    there = tuple(
        reading.output_doubts(source)
    )  # before the source: it marks the Arabic words that are transliterated
    return Doubts(tuple(reading.source_doubts()), there, len(reading.words) + len(reading.tokens))


def find_unsupported(known: Vocabulary, source: str, output: str) -> tuple[list[str], list[str]]:
    """Return the source words (folded) and the output words without support, for building a lexicon."""
    reading = Reading(known, source, output)
    if not reading.is_readable():
        return [], []
    there = [doubt.word for doubt in reading.output_doubts(source)]
    return [fold_spelling(doubt.word) for doubt in reading.source_doubts()], there


class Reading:
    """A sentence pair, prepared for the search for support."""

    def __init__(self, known: Vocabulary, source: str, output: str) -> None:
        self._known = known
        self._text = comparable(source)
        self.words: list[str] = []
        self._starts: list[int] = []
        for place, word in arabic_words(comparable_folded(source)):
            parts = known.parts(word)
            self.words += parts
            self._starts += (place, place + len(parts[0]))[: len(parts)]  # a word has at most two parts
        self.tokens = list(_read_words(known, output))
        self._there: set[str] = set().union(*(token.keys for token in self.tokens))
        # The keys of the English words that may translate each Arabic word, and its roots.
        self._said = [known.lexicon.of_word(word) for word in self.words]
        self._written: set[int] = set()  # indices of Arabic words that are transliterated in the output

    def is_readable(self) -> bool:
        """Return whether the source has spaces between its words; without them, no translations can be found."""
        known = self._known.lexicon
        return not any(
            len(word) >= _SURELY_RUN_TOGETHER
            or arabic_class(known, word, known.best_stem(word))[1:] in _UNKNOWN
            for word in self.words
            if len(word) >= _RUN_TOGETHER
        )

    def output_doubts(self, source: str) -> Iterator[Doubt]:
        """Yield the words of the output without support."""
        for token in self.tokens:
            word = token.word
            if token.evidence <= 0 or len(word) < _LEAST or self._is_translation(token):
                continue
            if f"={token.letters}" in self._keys or word in source:
                continue
            if token.may_be_name and self._is_written(token.letters):
                continue
            yield Doubt(word, token.evidence, token.kind)

    def source_doubts(self) -> Iterator[Doubt]:
        """Yield the words of the source without support; `output_doubts` must be consumed first."""
        for place, word in enumerate(self.words):
            if len(word) < _LEAST or place in self._written or self._translated[place]:
                continue
            known = self._known.arabic(word)
            if known.evidence > 0 and not self._writes(known):
                start = self._starts[place]
                yield Doubt(self._text[start : start + len(word)], known.evidence, known.kind)

    @cached_property
    def _forms(self) -> list[tuple[Spelling, int]]:
        """The spellings of the source words that may be names, and of two consecutive words, with their index."""
        known = self._known
        forms = [
            (form, place)
            for place, word in enumerate(self.words)
            if not (self._translated[place] and known.is_grammar(word))
            for form in known.name_forms(word)
        ]
        return forms + [
            (form, place)
            for place, (one, other) in enumerate(pairwise(self.words))
            if len(one) <= _SHORT_PART or len(other) <= _SHORT_PART
            for form in known.joined_forms(one, other)
        ]

    def _is_written(self, letters: str) -> bool:
        """Return whether a Latin word is a transliteration of a source word, or of two consecutive ones."""
        for latin, enough in latin_spellings(letters):
            for arabic, place in self._forms:
                if matches(arabic, latin, enough):
                    self._written.add(place)
                    return True
        return False

    def has_any(self, keys: Set[str]) -> bool:
        """Return whether the output has a word with one of these keys of the lexicon."""
        return not self._there.isdisjoint(keys)

    def _is_translation(self, token: EnglishWord) -> bool:
        if token.stem in self._keys or token.root in self._keys:
            return True
        # The root of a short name is too often that of another word: `قال` and "Lowe" (low, `قليل`).
        short = token.kind in ("name", "capital") and len(token.letters) <= _SHORT_NAME
        return not short and not self._roots.isdisjoint(token.roots)

    @cached_property
    def _keys(self) -> set[str]:
        """The keys that words of both texts have."""
        return set().union(*(keys & self._there for keys, _ in self._said))

    @cached_property
    def _roots(self) -> set[str]:
        """The roots of the source words."""
        return set().union(*(roots for _, roots in self._said))

    @cached_property
    def _translated(self) -> list[bool]:
        """Whether the output has a translation of each source word."""
        roots_there = [token.roots for token in self.tokens if token.roots]
        return [
            self.has_any(keys) or not all(map(roots.isdisjoint, roots_there)) for keys, roots in self._said
        ]

    def _writes(self, known: ArabicWord) -> bool:
        """Return whether a word of the output is a transliteration of the Arabic word."""
        if not known.may_be_written:
            return False
        forms = self._known.name_forms(known.word)
        latin = list(self._latin(borrowed=known.is_borrowed and len(known.word) > _LEAST_BORROWED))
        return any(matches(arabic, form, enough) for arabic in forms for form, enough in latin)

    def _latin(self, *, borrowed: bool) -> Iterator[tuple[Spelling, float]]:
        """Yield the forms of output words that may be names, with thresholds; with `borrowed`, of all longer words."""
        for token in self.tokens:
            if len(token.letters) < _LEAST:
                continue
            if token.may_be_name:
                yield from latin_spellings(token.letters)
            elif borrowed and len(token.letters) >= _LEAST_BORROWED:
                yield latin_spellings(token.letters)[0]
        for one, other in pairwise(self.tokens):
            if one.word[0].isupper() and other.word[0].isupper() and len(one.word) < _SHORT_PART:
                yield latin_spellings(one.letters + other.letters)[0]


def _read_words(known: Vocabulary, output: str) -> Iterator[EnglishWord]:
    text = _POSSESSIVE.sub("  ", output)
    for found in _LATIN_WORD.finditer(text):
        word, start = found.group(), found.start()
        first = word[0].isupper() and (
            not start or _START.search(text[max(0, start - _LOOK_CHARS) : start]) is not None
        )
        yield known.english(word, first=first)
