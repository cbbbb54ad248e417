"""Learn `translate/checks/data/lexicon.*.xz`, the lexicon of the content checks.

    python -m eval.lexicon.build

Reads the pairs in the `shared` folder next to the checkout and in `eval/training/data`. Needs 3 GB of memory and about
ten minutes. The same data give the same files.
"""

from __future__ import annotations

import lzma
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.lexicon.align import translations
from eval.lexicon.evidence import Rates
from eval.lexicon.names import cldr_names, irregular_names, letters_of_names, read_names
from eval.lexicon.pairs import Pair, StemChooser, folded_words, latin_words, read_pairs
from translate.checks.lexicon import FIRST_SIZE, PAIRS_FILE, TEXT_FILE, read_lexicon
from translate.checks.number_words import MONTHS
from translate.checks.words import english_stem

__all__ = ["main"]

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
FOLDER = ROOT / "translate" / "checks" / "data"
LONGEST = 60  # maximum number of words of a sentence to learn from
# The most frequent words are function words: their absence means nothing.
GRAMMAR = 150, 80  # English stems, Arabic stems
_MONTH_PARTS = frozenset(part for month in MONTHS for part in month.casefold().split("_"))


@dataclass(frozen=True, slots=True)
class Case:
    """Counts of the stem of an English word: in lower case, and capitalised inside a sentence."""

    lower: Counter[str]
    capital: Counter[str]

    def mark(self, stem: str) -> str:
        """Return `o` for an ordinary word, `n` for a name, `b` for both, `-` for neither."""
        ordinary = self.lower[stem] > 1 and 4 * self.lower[stem] > self.capital[stem]
        return ("b" if ordinary else "n") if self.capital[stem] else "o" if ordinary else "-"


@dataclass(frozen=True, slots=True)
class Words:
    """The data that all parts of the pairs share."""

    case: Case
    stems: list[tuple[list[str], list[str]]]
    names: str
    letters: str


def main() -> int:
    """Write the lexicon; return the exit code."""
    if not SHARED.is_dir():
        print(f"error: {SHARED}: needed for the pairs", file=sys.stderr)
        return 2
    pairs = list(read_pairs(SHARED / "training", ROOT / "eval" / "training" / "data"))
    words = read_words(pairs)
    print(f"{len(pairs):,} pairs", flush=True)
    rates = Rates()
    for part in (0, 1):
        known = read_lexicon(*lexicon_files(words, words.stems[1 - part :: 2]))
        known.classes = _Always()
        rates.read(known, pairs[part::2])
        print(f"part {part + 1} of 2 measured", flush=True)
    write(*lexicon_files(words, words.stems, rates))
    return 0


class _Always(dict[str, float]):
    """Equal evidence for every class of words, so that each word without support is found."""

    def get(self, _key: str, _default: float | None = None) -> float:  # type: ignore[override]
        return 1.0


def read_words(pairs: Sequence[Pair]) -> Words:
    """Return the stems of the pairs, and the data on words from the pairs and from lists of names."""
    choose = StemChooser(list(pairs))
    case = Case(Counter(), Counter())
    seen: Counter[str] = Counter()
    stems = []
    for pair in pairs:
        arabic, english = folded_words(pair.arabic), latin_words(pair.english)
        seen.update(arabic)
        for word in english:
            if word.word.islower():
                case.lower[english_stem(word.letters)] += 1
            elif word.word[0].isupper() and not word.first and not word.word.isupper():
                case.capital[english_stem(word.letters)] += 1
        stems.append(
            (
                [choose(word) for word in arabic][:LONGEST],
                [english_stem(word.letters) for word in english][:LONGEST],
            )
        )
    names = read_names(SHARED / "names")
    table: dict[str, set[str]] = {}
    for form, latin in irregular_names(names) | cldr_names():
        table.setdefault(form, set()).add(latin)
    letters = letters_of_names((arabic for arabic, _ in names), seen)
    return Words(
        case,
        stems,
        _rows((form, " ".join(sorted(latin))) for form, latin in table.items()),
        _rows((group, str(weight)) for group, weight in letters.items() if weight),
    )


def lexicon_files(
    words: Words, sentences: Sequence[tuple[list[str], list[str]]], rates: Rates | None = None
) -> tuple[str, bytes]:
    """Learn a lexicon from sentences; return its text and its pairs, with the measured evidence of words."""
    counts = [Counter(stem for pair in sentences for stem in pair[side]) for side in (0, 1)]
    known = translations(sentences)
    grammar = [{stem for stem, _ in c.most_common(n)} for c, n in zip(counts[::-1], GRAMMAR, strict=True)]
    stem_marks = {
        stem: chr(ord("a") + counts[0][stem].bit_length()) + _arabic_mark(stem, grammar[1], rates)
        for stem in known
    }
    translated = {word for found in known.values() for word in found}
    word_marks = {
        stem: words.case.mark(stem) + _english_marks(stem, grammar[0], rates)
        for stem in translated | {stem for stem, count in counts[1].items() if count > 1}
    }
    word_marks = {word: marks for word, marks in word_marks.items() if word in translated or marks != "---"}
    classes = (
        ((name, str(rates.class_digit(name))) for name in rates.seen if " " not in name) if rates else ()
    )
    return pack(known, stem_marks, word_marks, (words.names, words.letters, _rows(classes)))


def pack(
    known: Mapping[str, Sequence[str]],
    stem_marks: Mapping[str, str],
    word_marks: Mapping[str, str],
    rest: Sequence[str],
) -> tuple[str, bytes]:
    """Return the text and the pairs of a lexicon's two files."""
    stems, words = sorted(known), sorted(word_marks)
    places = {word: place for place, word in enumerate(words)}
    numbers = [sorted(places[word] for word in known[stem]) for stem in stems]
    text = (
        "\n".join(stems),
        " ".join(stem_marks[stem] for stem in stems),
        "".join(chr(FIRST_SIZE + len(found)) for found in numbers),
        "\n".join(words),
        " ".join(word_marks[word] for word in words),
        *rest,
    )
    return "\n\n".join(text), b"".join(n.to_bytes(2, "little") for found in numbers for n in found)


def write(text: str, pairs: bytes) -> None:
    """Write the two files of the package."""
    for name, content in ((TEXT_FILE, text.encode()), (PAIRS_FILE, pairs)):
        path = FOLDER / name
        path.write_bytes(lzma.compress(content, preset=9 | lzma.PRESET_EXTREME))
        print(f"{path}: {path.stat().st_size:,} bytes")


def _arabic_mark(stem: str, grammar: set[str], rates: Rates | None) -> str:
    if rates is None:
        return ""
    if stem in grammar or stem in _MONTH_PARTS:
        return "0"
    found = rates.stem_digit("a " + stem)
    return "" if found is None else str(found)


def _english_marks(stem: str, grammar: set[str], rates: Rates | None) -> str:
    if rates is None:
        return "--"
    if stem in grammar or stem in {english_stem(part) for part in _MONTH_PARTS}:
        return "00"
    found = (rates.stem_digit(case + stem) for case in ("e ", "N "))
    return "".join("-" if digit is None else str(digit) for digit in found)


def _rows(rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(sorted("\t".join(row) for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
