"""Transliteration: whether a Latin name can be the spelling of an Arabic word, by letter costs learnt from names."""

from __future__ import annotations

import math
from functools import cache, lru_cache
from importlib import resources
from itertools import groupby
from typing import NamedTuple

__all__ = [
    "ENOUGH",
    "Spelling",
    "joined",
    "latin_forms",
    "latin_spellings",
    "letter_costs",
    "likeness",
    "matches",
    "resembles",
    "spelling",
]

# Threshold: nats per letter gained over a random spelling. 90% of unknown names pass with a word of their own sentence,
# 3% with a word of another sentence.
ENOUGH = 0.3
_WITHOUT_AN_ENDING = 0.3  # added to the threshold for a name whose ending was removed
_LONGEST = 16
_UNKNOWN, _UNKNOWN_LETTER = 9.0, 4.0
_ROUNDING = 1e-6  # nats
_INSERTED = ""
_NONE: dict[str, float] = {}
# Endings of peoples, languages and plurals.
_CUT = (
    "ians", "ian", "ans", "an", "ish", "ese", "ean", "ists", "ist", "ism", "ic", "ia", "ns", "s", "ites", "ite", "ers",
    "er", "e", "n", "i",
)  # fmt: skip
_SILENT = "aeiouywhاويهعءحى'"
_SPELT = (
    ("ph", "f"), ("sch", "1"), ("ch", "1"), ("sh", "1"), ("th", "t"), ("gh", "k"), ("kh", "k"), ("ck", "k"),
    ("qu", "k"), ("x", "ks"), ("تش", "ش"),
)  # fmt: skip
_GROUPS = frozenset(group for group, _ in _SPELT)
# Classes of consonants; class 1 (c, g, j, sh) also matches k and s. Silent letters are deleted.
_CLASSES = str.maketrans(
    "jcgqzdvbfبفپڤتدطضثذسصزظشجچژغكقگخرلمن",
    "111kstppp" + "pppp" + "tttttt" + "ssss" + "11111" + "kk1k" + "rlmn",
    _SILENT,
)
_ALSO_MATCHES = {"1": "1ks", "k": "k1", "s": "s1t"}  # an Arabic class, and the Latin ones
_BITS = {letter: 1 << place for place, letter in enumerate("ptsk1rlmn")}
_FREE = _BITS["1"] | _BITS["k"] | _BITS["s"] | _BITS["t"]
_DIFFER = 2


class Spelling(NamedTuple):
    """The letters of a word, the classes of its consonants as a string and as bits, and its number of letters.

    Groups such as `sh` count as one letter.
    """

    letters: str
    consonants: str
    classes: int
    length: int


@lru_cache(maxsize=65_536)
def spelling(word: str) -> Spelling:
    """Return the spelling of an Arabic word, or of a Latin one in lower case, both without diacritics."""
    letters = word[:_LONGEST]
    for spelt, instead in _SPELT:
        if spelt in word:
            word = word.replace(spelt, instead)
    consonants = "".join([consonant for consonant, _ in groupby(word.translate(_CLASSES))])
    classes = 0
    for consonant in consonants:
        classes |= _BITS.get(consonant, 0)
    return Spelling(letters, consonants, classes, len(word))


def joined(one: Spelling, other: Spelling) -> Spelling:
    """Return the spelling of two short Arabic words written as one: faster than `spelling`, with the same result."""
    if one.letters[-1:] + other.letters[:1] in _GROUPS:
        return spelling(one.letters + other.letters)
    return Spelling(
        (one.letters + other.letters)[:_LONGEST],
        one.consonants + other.consonants.removeprefix(one.consonants[-1:]),
        one.classes | other.classes,
        one.length + other.length,
    )


@lru_cache(maxsize=65_536)
def latin_forms(name: str) -> tuple[tuple[str, float], ...]:
    """Return the lower-case forms of a name, whole and without endings, each with its threshold in nats per letter."""
    ends = [end for end in _CUT if name.endswith(end)] if name.endswith(_CUT) else []
    shorter = [name[: -len(end)] for end in ends if len(name) - len(end) >= 3]
    return ((name, ENOUGH), *((form, ENOUGH + _WITHOUT_AN_ENDING) for form in dict.fromkeys(shorter)))


@lru_cache(maxsize=65_536)
def latin_spellings(name: str) -> tuple[tuple[Spelling, float], ...]:
    """Return the spellings of `latin_forms`, each with its threshold in nats per letter."""
    return tuple((spelling(form), enough) for form, enough in latin_forms(name))


def resembles(arabic: str, latin: str, enough: float = ENOUGH) -> bool:
    """Return whether lower-case Latin letters can be a transliteration of Arabic letters, both without diacritics.

    `enough` is the threshold in nats per letter.
    """
    return matches(spelling(arabic), spelling(latin), enough)


def matches(arabic: Spelling, latin: Spelling, enough: float) -> bool:
    """Return whether one spelling can be a transliteration of the other, as `resembles` does."""
    return _may_be_one_name(arabic, latin) and _gain(arabic.letters, latin.letters) >= enough


def likeness(arabic: str, latin: str) -> float:
    """Return the gain of a transliteration over a random spelling, in nats per Latin letter.

    Minus infinity if the consonants differ too much for one name, or if the gain is less than `ENOUGH`.
    """
    one, other = spelling(arabic), spelling(latin)
    return _gain(one.letters, other.letters) if _may_be_one_name(one, other) else -math.inf


def _may_be_one_name(arabic: Spelling, latin: Spelling) -> bool:
    """Return whether the consonants of two words are similar enough for one name."""
    _, one, one_classes, one_length = arabic
    _, other, other_classes, other_length = latin
    if not -_DIFFER <= len(one) - len(other) <= _DIFFER:
        return False
    different = (one_classes ^ other_classes) & ~_FREE
    if different and (_are_several(different & one_classes) or _are_several(different & other_classes)):
        return False
    if one and other:
        return _alike(one, other)
    return -1 <= len(one) - len(other) <= 1 and one_length <= 5 and other_length <= 6


def _are_several(bits: int) -> bool:
    return bits & (bits - 1) != 0


@lru_cache(maxsize=131_072)
def _alike(one: str, other: str) -> bool:
    """Return whether two skeletons share, in order, all classes of the longer one except at most one."""
    row = [0] * (len(other) + 1)  # the most classes that the prefixes share
    for a in one:
        matching = _ALSO_MATCHES.get(a, a)
        before = 0
        for place, b in enumerate(other, 1):
            above = row[place]
            if b in matching:
                row[place] = before + 1
            elif row[place - 1] > above:
                row[place] = row[place - 1]
            before = above
    longer = max(len(one), len(other))
    return row[-1] >= longer - 1 and 3 * row[-1] >= len(one) + len(other)


@lru_cache(maxsize=131_072)
def _gain(arabic: str, latin: str) -> float:
    """Return the gain of the best transliteration over a random spelling, in nats per Latin letter.

    Minus infinity if it is less than `ENOUGH`.
    """
    costs, chance = letter_costs()
    n, m = len(arabic), len(latin)
    at_random = sum(chance.get(letter, _UNKNOWN_LETTER) for letter in latin)
    highest = at_random - ENOUGH * m + _ROUNDING  # a prefix that costs more is not continued
    inserted = [costs[_INSERTED].get(letter, _UNKNOWN) for letter in latin]
    # The least cost of each prefix of the Latin letters (by its length), for each prefix of the Arabic ones.
    best: list[dict[int, float]] = [{} for _ in range(n + 1)]
    best[0][0] = 0.0
    for i, row in enumerate(best):
        for end, more in enumerate(inserted, 1):
            if end - 1 in row:
                _lower(row, end, row[end - 1] + more, highest)
        for count in (1, 2):  # Arabic letters that are written together
            if i + count > n:
                break
            below, spelt = best[i + count], costs.get(arabic[i : i + count], _NONE)
            for start, before in row.items():
                # At most three Latin letters; none only for one Arabic letter.
                for end in range(start + count - 1, min(start + 3, m) + 1):
                    unknown = _UNKNOWN + 2 * (end - start + count - 1)
                    _lower(below, end, before + spelt.get(latin[start:end], unknown), highest)
    return (at_random - best[n][m]) / max(m, 1) if m in best[n] else -math.inf


def _lower(row: dict[int, float], end: int, cost: float, highest: float) -> None:
    if cost <= highest and cost < row.get(end, math.inf):
        row[end] = cost


@cache
def letter_costs() -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """Return the costs of the Latin letters for each group of Arabic letters, and of each Latin letter at random.

    Costs are in nats.
    """
    text = (resources.files("translate.checks") / "data" / "letters.tsv").read_text(encoding="utf-8")
    costs: dict[str, dict[str, float]] = {}
    for arabic, latin, cost in (line.split("\t") for line in text.splitlines() if not line.startswith("#")):
        costs.setdefault(arabic, {})[latin] = float(cost)
    return costs, costs.pop("*")
