"""Exchange the names of persons in sentence pairs for other names, to train on more names.

    python -m eval.training.exchange PAIRS.tsv --names NAMES.tsv --output EXCHANGED.tsv

A name is exchanged only where both sides show it: an Arabic word and a capitalised English word that `NAMES.tsv`
lists as one name. The new name takes the same place on both sides, so the pair stays a translation. Words of
the names of countries, cities (of time zones), months and weekdays (from CLDR) stay.

A line of `NAMES.tsv` is: Arabic, tab, English, and optionally a tab and how many persons bear the name.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale
from babel.core import get_global

from translate.errors import InputError, RequestError, TarjamaError
from translate.runs.atomic import write_atomic
from translate.training.pair_files import read_pairs
from translate.training.pairs import Pair

# Prefixes that Arabic writes as one word with a name: and, so, with, for.
_PREFIXES = ("و", "ف", "ب", "ل")
# What can stand before an Arabic name within one word: the prefixes, "like", and the mark of a question.
_BEFORE_NAMES = frozenset("وفبلكأ")
_MIN_LETTERS = 3  # shorter words are particles and initials more often than names
# Parts of names that are no names alone, although lists have them: servant (of), father (of), son (of), God.
_NO_NAMES = frozenset(("عبد", "أبو", "أبا", "أبي", "ابن", "الله"))
# Whole words only: no part of a word with vowel marks or Persian letters, nor of "McDonald" or "José".
_ARABIC = "\u0610-\u061a\u0621-\u063a\u0641-\u065f\u0670-\u06d3"
_ARABIC_WORD = re.compile(rf"(?<![{_ARABIC}])[\u0621-\u063a\u0641-\u064a]+(?![{_ARABIC}])")
_ENGLISH_WORD = re.compile(r"(?<!\w)[A-Z][a-z]+(?!\w)")
_DRAWS = 100  # to find a name that is not in the pair yet
_USABLE_ENGLISH = re.compile(r"(?!mc|mac)[a-z]+")  # McDonald's second capital is not in the list


@dataclass(frozen=True, slots=True)
class Names:
    """Names in both scripts: the English spellings of each Arabic word, and the pool of new names.

    `weights` are cumulative, for `random.choices`.
    """

    spellings: Mapping[str, frozenset[str]]
    pool: Sequence[tuple[str, str]]
    weights: Sequence[float]

    def draw(self, rng: random.Random) -> tuple[str, str]:
        """Draw a name: its Arabic, and its English with a capital."""
        return rng.choices(self.pool, cum_weights=self.weights)[0]


def read_names(path: Path) -> Names:
    """Read a list of names.

    The probability of a name is proportional to the square root of its number of bearers, so that rare names are drawn
    often enough. Raises InputError if the file cannot be read, a line lacks two columns, or no name is usable.
    """
    spellings: dict[str, set[str]] = defaultdict(set)
    pool: list[tuple[str, str]] = []
    weights: list[float] = []
    total = 0.0
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot read the names: {error}") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        columns = [column.strip() for column in line.split("\t")]
        if len(columns) not in (2, 3) or (len(columns) == 3 and not columns[2].isdecimal()):
            raise InputError(f"{path}, line {number}: expected Arabic, tab, English, and optionally a count")
        arabic, english = columns[0], columns[1].lower()
        bearers = int(columns[2]) if len(columns) == 3 else 1
        spellings[arabic].add(english)
        if bearers and _is_usable(arabic, english):
            total += bearers**0.5
            pool.append((arabic, english.capitalize()))
            weights.append(total)
    if not pool:
        raise InputError(f"{path}: contains no usable name")
    return Names({word: frozenset(found) for word, found in spellings.items()}, pool, weights)


def exchange_names(pair: Pair, names: Names, rng: random.Random) -> Pair | None:
    """Return the pair with every name that occurs on both sides exchanged, or None if there is no such name.

    A name counts only if its Arabic word and its English word each occur once, so that the alignment is certain. The
    new names differ from each other and from all words of the pair; None if the list has too few.
    """
    arabic_words: dict[str, str] = {}
    english_words: dict[str, str] = {}
    taken = {*_ARABIC_WORD.findall(pair.source), *_ENGLISH_WORD.findall(pair.target)}
    for found in _shared_names(pair, names):
        taken.add(found.arabic)
        drawn = (names.draw(rng) for _ in range(_DRAWS))
        new = next((name for name in drawn if taken.isdisjoint(name)), None)
        if new is None:
            return None
        taken.update(new)
        arabic_words[found.word] = found.word.removesuffix(found.arabic) + new[0]
        english_words[found.english] = new[1]
    if not arabic_words:
        return None
    source = _ARABIC_WORD.sub(lambda m: arabic_words.get(m.group(), m.group()), pair.source)
    target = _ENGLISH_WORD.sub(lambda m: english_words.get(m.group(), m.group()), pair.target)
    return Pair(source, target)


@dataclass(frozen=True, slots=True)
class _SharedName:
    """A name on both sides: the Arabic word, the name in it without its prefix, and the English word."""

    word: str
    arabic: str
    english: str


def _shared_names(pair: Pair, names: Names) -> list[_SharedName]:
    """Return the names that certainly occur once on both sides."""
    words = _ARABIC_WORD.findall(pair.source)
    spelt = Counter(word.lower() for word in re.findall(r"[A-Za-z]+", pair.target))
    english = [
        word
        for word in _ENGLISH_WORD.findall(pair.target)
        if len(word) >= _MIN_LETTERS and spelt[word.lower()] == 1 and word not in _places_and_days()
    ]
    shared = []
    for word in words:
        name = _without_prefix(word, names)
        if name is None or sum(_may_contain(other, name) for other in words) > 1:
            continue
        found = [w for w in english if w.lower() in names.spellings[name]]
        if len(found) == 1:
            shared.append(_SharedName(word, name, found[0]))
    claims = Counter(name.english for name in shared)
    return [name for name in shared if claims[name.english] == 1]


@cache
def _places_and_days() -> frozenset[str]:
    """Return the words of the English names of countries, cities, months and weekdays."""
    english = Locale("en")
    phrases = [*english.territories.values(), *english.months["format"]["wide"].values()]
    phrases += english.days["format"]["wide"].values()
    phrases += [zone.rpartition("/")[2].replace("_", " ") for zone in get_global("zone_territories")]
    return frozenset(word for phrase in phrases for word in _ENGLISH_WORD.findall(phrase))


def _without_prefix(word: str, names: Names) -> str | None:
    """Return the name that a word is, alone or after a prefix; None if it is none."""
    bare = [word, *([word[1:]] if word.startswith(_PREFIXES) else [])]
    name = next((part for part in bare if part in names.spellings), None)
    return None if name is None or len(name) < _MIN_LETTERS or name in _NO_NAMES else name


def _may_contain(word: str, name: str) -> bool:
    """Return whether a word may be the name, with or without prefixes: "Wissam" may be "and Sam" in Arabic."""
    return word.endswith(name) and _BEFORE_NAMES.issuperset(word.removesuffix(name))


def _is_usable(arabic: str, english: str) -> bool:
    return (
        len(arabic) >= _MIN_LETTERS
        and len(english) >= _MIN_LETTERS
        and arabic not in _NO_NAMES
        and _ARABIC_WORD.fullmatch(arabic) is not None
        and _USABLE_ENGLISH.fullmatch(english) is not None
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Exchange the names of a file of pairs; return the exit code."""
    parser = argparse.ArgumentParser(description="Write the pairs that contain names, with other names.")
    parser.add_argument("pairs", type=Path, nargs="+", metavar="PAIRS.tsv")
    parser.add_argument("--names", type=Path, required=True, metavar="NAMES.tsv")
    parser.add_argument("--output", type=Path, required=True, metavar="EXCHANGED.tsv")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    rng = random.Random(args.seed)  # noqa: S311 (no secret)
    try:
        if args.output.resolve() in {path.resolve() for path in (*args.pairs, args.names)}:
            raise RequestError(f"{args.output}: is also an input, and would be lost; choose another --output")
        names = read_names(args.names)
        pairs = [pair for path in args.pairs for pair in read_pairs(path)]
        exchanged = [new for pair in pairs if (new := exchange_names(pair, names, rng)) is not None]
        write_atomic(args.output, "".join(f"{pair.source}\t{pair.target}\n" for pair in exchanged))
    except TarjamaError as error:
        print(f"error: {error}", file=sys.stderr)
        return int(error.exit_code)
    print(
        f"{len(exchanged):,} of {len(pairs):,} pairs contain names; written with other names to {args.output}"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
