"""Exchange the names of persons in sentence pairs for other names, to train on more names.

    python -m eval.training.exchange PAIRS.tsv --names NAMES.tsv --output EXCHANGED.tsv

A name is exchanged only where both sides show it: an Arabic word and a capitalised English word that `NAMES.tsv`
lists as one name. The new name takes the same place on both sides, so the pair stays a translation. Words of
the names of countries, months and weekdays (from CLDR) stay.

A line of `NAMES.tsv` is: Arabic, tab, English, and optionally a tab and how many persons bear the name.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale

from translate.errors import InputError, TarjamaError
from translate.runs.atomic import write_atomic
from translate.training.pair_files import read_pairs
from translate.training.pairs import Pair

# Prefixes that Arabic writes as one word with a name: and, so, with, for.
_PREFIXES = ("و", "ف", "ب", "ل")
_MIN_LETTERS = 3  # shorter words are particles and initials more often than names
_ARABIC_WORD = re.compile(r"[\u0621-\u063a\u0641-\u064a]+")
_ENGLISH_WORD = re.compile(r"[A-Z][a-z]+")
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
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot read the names: {error}") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        columns = line.split("\t")
        if len(columns) not in (2, 3) or (len(columns) == 3 and not columns[2].isdecimal()):
            raise InputError(f"{path}, line {number}: expected Arabic, tab, English, and optionally a count")
        arabic, english = columns[0], columns[1].lower()
        spellings[arabic].add(english)
        if _is_usable(arabic, english):
            total += (int(columns[2]) if len(columns) == 3 else 1) ** 0.5
            pool.append((arabic, english.capitalize()))
            weights.append(total)
    if not pool:
        raise InputError(f"{path}: contains no usable name")
    return Names({word: frozenset(found) for word, found in spellings.items()}, pool, weights)


def exchange_names(pair: Pair, names: Names, rng: random.Random) -> Pair | None:
    """Return the pair with every name that occurs on both sides exchanged, or None if there is no such name.

    A name counts only if its Arabic word and its English word each occur once, so that the alignment is certain.
    """
    exchanges = dict(_shared_names(pair, names))
    if not exchanges:
        return None
    source, target = pair.source, pair.target
    new = {english: names.draw(rng) for english in exchanges}
    arabic_words = {exchanges[english]: new[english][0] for english in exchanges}
    source = _ARABIC_WORD.sub(lambda m: _exchanged(m.group(), arabic_words), source)
    target = _ENGLISH_WORD.sub(lambda m: new[m.group()][1] if m.group() in new else m.group(), target)
    return Pair(source, target)


def _shared_names(pair: Pair, names: Names) -> Iterator[tuple[str, str]]:
    """Yield each name that occurs once on both sides: the English word, and the Arabic word without its prefix."""
    english = _words_once(_ENGLISH_WORD, pair.target)
    lower = set(re.findall(r"\b[a-z]+\b", pair.target))
    used: set[str] = set()
    for word in _words_once(_ARABIC_WORD, pair.source):
        bare = _without_prefix(word, names)
        if bare is None or len(bare) < _MIN_LETTERS:
            continue
        found = [w for w in english if w.lower() in names.spellings[bare] and w.lower() not in lower]
        found = [word for word in found if word not in _places_and_days()]
        if len(found) == 1 and len(found[0]) >= _MIN_LETTERS and found[0] not in used:
            used.add(found[0])
            yield found[0], bare


@cache
def _places_and_days() -> frozenset[str]:
    """Return the words of the English names of countries, months and weekdays."""
    english = Locale("en")
    phrases = [*english.territories.values(), *english.months["format"]["wide"].values()]
    phrases += english.days["format"]["wide"].values()
    return frozenset(word for phrase in phrases for word in _ENGLISH_WORD.findall(phrase))


def _words_once(pattern: re.Pattern[str], text: str) -> list[str]:
    words = pattern.findall(text)
    return [word for word in words if words.count(word) == 1]


def _without_prefix(word: str, names: Names) -> str | None:
    if word in names.spellings:
        return word
    if word.startswith(_PREFIXES) and word[1:] in names.spellings:
        return word[1:]
    return None


def _exchanged(word: str, new: Mapping[str, str]) -> str:
    if word in new:
        return new[word]
    if word.startswith(_PREFIXES) and word[1:] in new:
        return word[0] + new[word[1:]]
    return word


def _is_usable(arabic: str, english: str) -> bool:
    return (
        len(arabic) >= _MIN_LETTERS
        and len(english) >= _MIN_LETTERS
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
        names = read_names(args.names)
        pairs = [pair for path in args.pairs for pair in read_pairs(path)]
    except TarjamaError as error:
        print(f"error: {error}", file=sys.stderr)
        return int(error.exit_code)
    exchanged = [new for pair in pairs if (new := exchange_names(pair, names, rng)) is not None]
    write_atomic(args.output, "".join(f"{pair.source}\t{pair.target}\n" for pair in exchanged))
    print(
        f"{len(exchanged):,} of {len(pairs):,} pairs contain names; written with other names to {args.output}"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
