"""Read the sentence pairs that the lexicon of the checks is learnt from, and split them into words."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from translate.checks.words import arabic_words, bare_forms, latin_letters, without_ending
from translate.text.cleaning import comparable_folded

__all__ = ["LatinWord", "Pair", "StemChooser", "folded_words", "latin_words", "read_pairs"]

# Files that `make checks` measures on: only their lines with an even hash are used for learning.
MEASURED = frozenset({"ntrex", "xquad", "tico19", "tatoeba", "mt-geneval", "nllb-seed-ary"})
# Files of one kind of text, or of machine translations, contribute half of their lines; the longest one a sixteenth.
HALF = frozenset({"mmlu-arabic", "ms-iot-course", "vue-react", "tatoeba-more", "i2p-docs"})
SIXTEENTH = frozenset(
    {"azure-cli-docs", "edge-ai-docs", "dynamics-operations", "dynamics-projects", "dynamics-insights"}
)
_LEAST_BARE = 5  # minimum occurrences of a stem for which a particle is removed from a word
_ARTICLES = ("وال", "بال", "فال", "كال", "لل", "ال")
_LATIN = re.compile(r"[^\W\d_\u0600-\u06ff]+")
_POSSESSIVE = re.compile(r"['’]s\b")
_START = re.compile(r"(?:^|[.!?:;…]['\"”’)]*\s+|[\"“«‘'(\[]\s*|[-–—*•|/]\s+)$")


@dataclass(frozen=True, slots=True)
class Pair:
    """An Arabic text, its English translation, and their file."""

    file: str
    arabic: str
    english: str


@dataclass(frozen=True, slots=True)
class LatinWord:
    """A word of an English text, in lower case too; `opens` is True at the start of a sentence or quotation."""

    word: str
    letters: str
    first: bool


def read_pairs(*folders: Path) -> Iterator[Pair]:
    """Yield the pairs to learn from in every `.tsv` file of the folders."""
    for path in sorted(path for folder in folders for path in folder.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            number = zlib.crc32(line.encode())
            if path.stem in MEASURED | HALF and number % 2:
                continue
            if path.stem in SIXTEENTH and number % 16:
                continue
            cells = line.split("\t")
            if len(cells) >= 2 and folded_words(cells[0]) and _LATIN.search(cells[1]):
                yield Pair(path.stem, cells[0], cells[1])


def folded_words(arabic: str) -> list[str]:
    """Return the words of an Arabic text in the form used by the checks."""
    return [word for _, word in arabic_words(comparable_folded(arabic))]


def latin_words(english: str) -> list[LatinWord]:
    """Return the words of an English text in the form used by the checks."""
    text = _POSSESSIVE.sub("  ", english)
    return [
        LatinWord(found.group(), latin_letters(found.group()), _begins(text, found.start()))
        for found in _LATIN.finditer(text)
    ]


def _begins(text: str, start: int) -> bool:
    return text[start].isupper() and (not start or _START.search(text[max(0, start - 6) : start]) is not None)


class StemChooser:
    """Return the possible stem of an Arabic word that is most frequent in the pairs as a separate word."""

    def __init__(self, pairs: list[Pair]) -> None:
        self._counts: Counter[str] = Counter()
        self._chosen: dict[str, str] = {}
        for pair in pairs:
            for word in folded_words(pair.arabic):
                article = next((a for a in _ARTICLES if word.startswith(a) and len(word) - len(a) >= 3), "")
                self._counts[without_ending(word[len(article) :])] += 1

    def __call__(self, word: str) -> str:
        """Return the stem of a word."""
        chosen = self._chosen.get(word)
        if chosen is None:
            stems = map(without_ending, bare_forms(word))
            forms = [stem for stem in stems if len(stem) > 1] or [word]
            chosen = self._chosen[word] = max(forms, key=lambda stem: self._worth(word, stem))
        return chosen

    def _worth(self, word: str, stem: str) -> int:
        count = self._counts[stem]
        return count if word.startswith(stem) or count >= _LEAST_BARE else -1
