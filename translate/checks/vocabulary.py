"""The words of a lexicon as the search for support needs them, each computed once.

The evidence of a word is a log-likelihood ratio: how much more often this word has no support in wrong pairs than in
right ones.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import cache, lru_cache

from translate.checks.letters import Spelling, joined, spelling
from translate.checks.lexicon import Lexicon, arabic_class, english_class, lexicon
from translate.checks.words import english_keys, name_forms

__all__ = ["ArabicWord", "EnglishWord", "Vocabulary", "vocabulary"]

_A_NAME = ("1", "1ال")  # endings of the classes whose words look like names
_MAYBE_A_NAME = ("0", "1", "1ال")
_NO_NAME = "-2"


@dataclass(frozen=True, slots=True)
class EnglishWord:
    """A word of an output: its letters, and its stem and root in the lexicon.

    `keys` are all its keys in the translations of Arabic words, `roots` the roots of Arabic words that it may
    translate. `kind` and `evidence` (nats) apply if it has no support. `may_be_name`: capitalised or unknown.
    """

    word: str
    letters: str
    stem: str
    root: str
    keys: frozenset[str]
    roots: Set[str]
    kind: str
    evidence: float
    may_be_name: bool


@dataclass(frozen=True, slots=True)
class ArabicWord:
    """A word of a source, in folded spelling, whose translation is missing.

    `kind` and `evidence` (nats) apply if it has no support. `may_be_written` is false if it does not look like a name
    at all; `is_borrowed` is true if it looks like one, or is unknown.
    """

    word: str
    kind: str
    evidence: float
    may_be_written: bool
    is_borrowed: bool


class Vocabulary:
    """A lexicon, and the words that were looked up in it."""

    def __init__(self, known: Lexicon) -> None:
        self.lexicon = known
        remember = lru_cache(maxsize=65_536)
        self._english = remember(self._read_english)
        self._arabic = remember(self._read_arabic)
        self._forms = remember(_read_forms)
        self._joined_forms = lru_cache(maxsize=8_192)(self._read_joined_forms)
        self._parts = remember(known.parts)
        self._grammar = remember(self._read_grammar)

    def english(self, word: str, *, first: bool) -> EnglishWord:
        """Return what is known of an English word; `first` says whether it begins a sentence."""
        return self._english(word, first)

    def arabic(self, word: str) -> ArabicWord:
        """Return what is known of an Arabic word in folded spelling."""
        return self._arabic(word)

    def name_forms(self, word: str) -> tuple[Spelling, ...]:
        """Return the forms of an Arabic word that a Latin name may transliterate."""
        return self._forms(word)

    def joined_forms(self, word: str, following: str) -> tuple[Spelling, ...]:
        """Return the forms of an Arabic word, each joined to the following word: a name may be written as two words."""
        return self._joined_forms(word, following)

    def parts(self, word: str) -> tuple[str, ...]:
        """Return the parts of an Arabic word, as `Lexicon.parts` does."""
        return self._parts(word)

    def is_grammar(self, word: str) -> bool:
        """Return whether the absence of an Arabic word says nothing."""
        return self._grammar(word)

    def _read_grammar(self, word: str) -> bool:
        return self.lexicon.arabic_evidence.get(self.lexicon.best_stem(word)) == 0

    def _read_joined_forms(self, word: str, following: str) -> tuple[Spelling, ...]:
        end = spelling(following)
        return tuple(joined(form, end) for form in self.name_forms(word))

    def _read_english(self, word: str, first: bool) -> EnglishWord:
        known = self.lexicon
        letters, stem, root = english_keys(word)
        kind, evidence = _english_evidence(known, word, stem, first=first)
        return EnglishWord(
            word,
            letters,
            stem,
            root,
            frozenset((letters, stem, root, f"={letters}")),
            known.arabic_roots(root),
            kind,
            evidence,
            word[0].isupper() or stem not in known.english_known,
        )

    def _read_arabic(self, word: str) -> ArabicWord:
        known = self.lexicon
        stem = known.best_stem(word)
        name = arabic_class(known, word, stem)
        learnt = known.arabic_evidence.get(stem)
        evidence = known.classes.get(name, 0.0) if learnt is None else learnt
        ending = name[2:]
        if ending in _A_NAME and name[1] != "K":
            kind = "name"
        else:
            kind = "maybe" if ending in _MAYBE_A_NAME and not ending.endswith("ال") else "word"
        borrowed = ending.startswith(("0", "1")) or stem not in known.arabic_counts
        return ArabicWord(word, kind, evidence, not ending.startswith(_NO_NAME), borrowed)


def _read_forms(word: str) -> tuple[Spelling, ...]:
    return tuple(spelling(form) for form in name_forms(word))


def _english_evidence(known: Lexicon, word: str, stem: str, *, first: bool) -> tuple[str, float]:
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


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of the packaged lexicon."""
    return Vocabulary(lexicon())
