"""The Arabic-English lexicon: translations of word stems, and the evidence of a missing translation.

`eval/lexicon/build.py` learns it from parallel text; `data/README.md` lists the data and their licences.
"""

from __future__ import annotations

import lzma
import sys
from array import array
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from translate.checks.letters import latin_forms
from translate.checks.words import arabic_root, arabic_stems, english_root, latin_letters

__all__ = [
    "FIRST_SIZE",
    "PAIRS_FILE",
    "STEP",
    "TEXT_FILE",
    "Lexicon",
    "arabic_class",
    "english_class",
    "letter_groups",
    "lexicon",
    "read_lexicon",
]

STEP = 0.4  # nats of evidence per unit of a digit in the file
# The parts of the text file, in order; they are columns because these compress best. A second file has the indices of
# the English words that translate each stem, two bytes each. In memory, `=` before an English word means exactly this
# word, not another word with its stem.
_PARTS = ("stems", "stem marks", "sizes", "words", "word marks", "names", "letters", "classes")
FIRST_SIZE = 33  # code point of the character for 0 translations; the first printable one
TEXT_FILE, PAIRS_FILE = "lexicon.txt.xz", "lexicon.pairs.xz"
_RUN_TOGETHER, _FREQUENT, _PARTICLE = (
    7,
    5,
    2,
)  # minimum letters; minimum log2 of occurrences; letters of a particle
_NO_ROOTS: frozenset[str] = frozenset()
_PARTICLES = frozenset(["في", "من", "عن", "ان", "لم", "لن", "لا", "ما", "قد", "هو", "هي"])
_LIKENESS = ((0.5, "1"), (0.0, "0"), (-0.7, "-1"))  # (minimum likeness to names, its class)


@dataclass(slots=True)
class Lexicon:
    """Translations of Arabic stems, and the evidence (in nats) of words without a counterpart in the other language.

    `english_evidence` has two values per English stem: for the word in lower case, and for the word as a name.
    `ordinary` are English stems usually written in lower case; `capitals` are those capitalised inside a sentence.
    """

    translations: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by_root: dict[str, list[str]] = field(default_factory=dict)
    arabic_evidence: dict[str, float] = field(default_factory=dict)
    arabic_counts: dict[str, int] = field(default_factory=dict)
    english_evidence: dict[str, tuple[float | None, float | None]] = field(default_factory=dict)
    ordinary: set[str] = field(default_factory=set)
    capitals: set[str] = field(default_factory=set)
    english_known: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    letters: dict[str, int] = field(default_factory=dict)
    classes: dict[str, float] = field(default_factory=dict)
    _of_a_word: dict[str, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    _arabic_roots: dict[str, set[str]] = field(default_factory=dict)
    _likeness: dict[str, float] = field(default_factory=dict)

    def of_word(self, word: str) -> tuple[frozenset[str], frozenset[str]]:
        """Return the keys of English words that may translate an Arabic word, and the possible roots of the word.

        A root represents all English words that `arabic_roots` maps to it. They are not listed here because a root has
        hundreds.
        """
        known = self._of_a_word.get(word)
        if known is None:
            stems = arabic_stems(word)
            keys = frozenset().union(*(self.translations.get(stem, ()) for stem in stems))
            roots = frozenset(
                arabic_root(stem) for stem in stems if stem in self.arabic_counts or stem is stems[0]
            )
            if len(self._of_a_word) >= 65_536:
                self._of_a_word.clear()
            known = self._of_a_word[word] = keys, roots
        return known

    def arabic_roots(self, root: str) -> Set[str]:
        """Return the roots of all Arabic words that an English word with this root (marked by `~`) may translate."""
        if not self._arabic_roots:
            roots: dict[str, set[str]] = {}
            for arabic, stems in self.by_root.items():
                for stem in stems:
                    for key in self.translations[stem]:
                        roots.setdefault("~" + english_root(key), set()).add(arabic)
            self._arabic_roots = roots  # when it is complete: another thread may be reading it
        return self._arabic_roots.get(root, _NO_ROOTS)

    def is_place(self, word: str) -> bool:
        """Return whether a Latin word names a place, people or language, or is a name with an irregular spelling."""
        return any(form in self.places for form, _ in latin_forms(latin_letters(word)))

    def best_stem(self, word: str) -> str:
        """Return the most frequent stem of an Arabic word."""
        return max(arabic_stems(word), key=lambda stem: self.arabic_counts.get(stem, -1))

    def parts(self, word: str) -> tuple[str, ...]:
        """Return the two frequent words that make up a long unknown word without a space, or the word itself."""
        if len(word) < _RUN_TOGETHER or any(stem in self.arabic_counts for stem in arabic_stems(word)):
            return (word,)
        splits = [
            (word[:place], word[place:])
            for place in range(2, len(word) - 1)
            if self._is_frequent(word[:place]) and self._is_frequent(word[place:])
        ]
        return max(splits, key=lambda split: min(map(self._count, split)), default=(word,))

    def _is_frequent(self, word: str) -> bool:
        return self._count(word) >= _FREQUENT if len(word) > _PARTICLE else word in _PARTICLES

    def _count(self, word: str) -> int:
        return max(
            self.arabic_counts.get(word, 0),
            self.arabic_counts.get(word.removeprefix("ال"), 0),
            2 * (word in _PARTICLES),
        )

    def name_likeness(self, word: str) -> float:
        """Return how typical the letters of an Arabic word are for names, in nats per letter group."""
        known = self._likeness.get(word)
        if known is None:
            groups = letter_groups(word)
            known = sum(self.letters.get(group, 0) for group in groups) / 10 / len(groups)
            if len(self._likeness) >= 65_536:
                self._likeness.clear()
            self._likeness[word] = known
        return known


def letter_groups(word: str) -> list[str]:
    """Return the letter bigrams and trigrams of a word, with `^` and `$` at its ends."""
    marked = f"^{word}$"
    return [marked[i : i + n] for n in (3, 2) for i in range(len(marked) - n + 1)]


def arabic_class(known: Lexicon, word: str, stem: str) -> str:
    """Return the class of an Arabic word: known stem, known root or unknown; likeness to names; definite article."""
    where = "K" if stem in known.arabic_counts else "R" if arabic_root(stem) in known.by_root else "O"
    article = "ال" if word.startswith(("ال", "وال", "لل", "بال", "فال", "كال")) else ""
    bare = min(arabic_stems(word), key=lambda form: (not word.endswith(form), len(form))) if article else word
    likeness = known.name_likeness(bare)
    return f"a{where}{next((name for floor, name in _LIKENESS if likeness > floor), '-2')}{article}"


def english_class(known: Lexicon, word: str, stem: str, *, first: bool) -> str:
    """Return the class of an English word: acronym, first, capitalised or lower case; known; ordinary."""
    kind = "A" if word.isupper() and len(word) > 1 else "l"
    if kind == "l" and word[0].isupper():
        kind = "F" if first else "C"
    where = (
        "K"
        if stem in known.english_known
        else "D"
        if "~" + english_root(stem) in known.english_known
        else "O"
    )
    return f"e{kind}{where}{'o' if stem in known.ordinary else 'n'}"


@cache
def lexicon() -> Lexicon:
    """Return the packaged lexicon."""
    folder = resources.files("translate.checks") / "data"
    text, pairs = (lzma.decompress((folder / name).read_bytes()) for name in (TEXT_FILE, PAIRS_FILE))
    return read_lexicon(text.decode("utf-8"), pairs)


def read_lexicon(text: str, pairs: bytes) -> Lexicon:
    """Return the lexicon parsed from its text file and its pairs file.

    `pairs` has, for each stem, the indices of its translations among the English words, as unsigned 16-bit integers.
    """
    known = Lexicon()
    parts = dict(zip(_PARTS, text.split("\n\n"), strict=True))
    words, stems = (parts[part].split("\n") for part in ("words", "stems"))
    numbers = array("H")
    numbers.frombytes(pairs)
    if sys.byteorder == "big":
        numbers.byteswap()
    start = 0
    for stem, marks, size in zip(stems, parts["stem marks"].split(" "), parts["sizes"], strict=True):
        end = start + ord(size) - FIRST_SIZE
        known.translations[stem] = tuple(words[number] for number in numbers[start:end])
        known.by_root.setdefault(arabic_root(stem), []).append(stem)
        known.arabic_counts[stem] = ord(marks[0]) - ord("a")
        if len(marks) > 1:
            known.arabic_evidence[stem] = int(marks[1]) * STEP
        start = end
    known.english_known = {key for keys in known.translations.values() for key in keys}
    for word, marks in zip(words, parts["word marks"].split(" "), strict=True):
        lower, name = (None if mark == "-" else int(mark) * STEP for mark in marks[1:3])
        known.english_evidence[word] = lower, name
        if marks[0] in "ob":
            known.ordinary.add(word)
        if marks[0] in "nb":
            known.capitals.add(word)
    for form, latin in _rows(parts["names"]):
        known.places.update(latin.split(" "))
        known.translations[form] = (
            *known.translations.get(form, ()),
            *("=" + word for word in latin.split(" ")),
        )
    known.letters = {group: int(weight) for group, weight in _rows(parts["letters"])}
    known.classes = {name: int(digit) * STEP for name, digit in _rows(parts["classes"])}
    return known


def _rows(part: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in part.split("\n") if line)
