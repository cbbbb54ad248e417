"""Transliteration: whether a Latin name can be the spelling of an Arabic word, by letter costs learnt from names."""

from __future__ import annotations

import math
from functools import cache, lru_cache
from importlib import resources

__all__ = ["ENOUGH", "latin_forms", "likeness", "resembles"]

# Threshold: nats per letter gained over a random spelling. 90% of unknown names pass with a word of their own sentence,
# 3% with a word of another sentence.
ENOUGH = 0.3
_WITHOUT_AN_ENDING = 0.3  # added to the threshold for a name whose ending was removed
_LONGEST = 16
_UNKNOWN, _UNKNOWN_LETTER = 9.0, 4.0
_INSERTED = ""
# Endings of peoples, languages and plurals.
_CUT = "ians ian ans an ish ese ean ists ist ism ic ia ns s ites ite ers er e n i"
_SILENT = frozenset("aeiouywhاويهعءحى'")
_SPELT = (
    ("ph", "f"), ("sch", "1"), ("ch", "1"), ("sh", "1"), ("th", "t"), ("gh", "k"), ("kh", "k"), ("ck", "k"),
    ("qu", "k"), ("x", "ks"), ("تش", "ش"),
)  # fmt: skip
# Classes of consonants; class 1 (c, g, j, sh) also matches k and s.
_CLASSES = str.maketrans(
    "jcgqzdvbfبفپڤتدطضثذسصزظشجچژغكقگخرلمن",
    "111kstppp" + "pppp" + "tttttt" + "ssss" + "11111" + "kk1k" + "rlmn",
)
_BITS = {letter: 1 << place for place, letter in enumerate("ptsk1rlmn")}
_FREE = _BITS["1"] | _BITS["k"] | _BITS["s"] | _BITS["t"]
_DIFFER = 2


@lru_cache(maxsize=65_536)
def _skeleton(word: str) -> tuple[str, int, int]:
    """Return the consonant classes of a word as a string and as bits, and its number of letters."""
    for spelt, instead in _SPELT:
        if spelt in word:
            word = word.replace(spelt, instead)
    classes = "".join(c for c in word if c not in _SILENT).translate(_CLASSES)
    kept = "".join(c for place, c in enumerate(classes) if not place or classes[place - 1] != c)
    return kept, sum({_BITS.get(c, 0) for c in kept}), len(word)


@lru_cache(maxsize=65_536)
def latin_forms(name: str) -> tuple[tuple[str, float], ...]:
    """Return the lower-case forms of a name, whole and without endings, each with its threshold in nats per letter."""
    shorter = [name[: -len(end)] for end in _CUT.split() if name.endswith(end) and len(name) - len(end) >= 3]
    return ((name, ENOUGH), *((form, ENOUGH + _WITHOUT_AN_ENDING) for form in dict.fromkeys(shorter)))


def resembles(arabic: str, latin: str, enough: float = ENOUGH) -> bool:
    """Return whether lower-case Latin letters can be a transliteration of Arabic letters, both without diacritics.

    `enough` is the threshold in nats per letter.
    """
    return likeness(arabic, latin) >= enough


def likeness(arabic: str, latin: str) -> float:
    """Return the gain of a transliteration over a random spelling, in nats per Latin letter.

    Minus infinity if the consonants differ too much for one name.
    """
    one, one_bits, one_length = _skeleton(arabic)
    other, other_bits, other_length = _skeleton(latin)
    if abs(len(one) - len(other)) > _DIFFER or (one_bits ^ other_bits) & ~_FREE & (
        _strict(one_bits, other_bits)
    ):
        return -math.inf
    if not one or not other:
        if abs(len(one) - len(other)) > 1 or one_length > 5 or other_length > 6:
            return -math.inf
    elif not _alike(one, other):
        return -math.inf
    return _gain(arabic[:_LONGEST], latin[:_LONGEST])


def _strict(one: int, other: int) -> int:
    """Return all bits (-1) if more than one consonant class is missing on one side, else 0."""
    missing, added = one & ~other & ~_FREE, other & ~one & ~_FREE
    return -1 if missing & (missing - 1) or added & (added - 1) else 0


@lru_cache(maxsize=131_072)
def _alike(one: str, other: str) -> bool:
    """Return whether two skeletons share, in order, all classes of the longer one except at most one."""
    row = [0] * (len(other) + 1)
    for a in one:
        before = 0
        for place, b in enumerate(other):
            above = row[place + 1]
            same = a == b or (a in "1ks" and b in "1ks" and "1" in (a, b)) or (a == "s" and b == "t")
            row[place + 1] = before + 1 if same else max(above, row[place])
            before = above
    longer = max(len(one), len(other))
    return row[-1] >= longer - 1 and 3 * row[-1] >= len(one) + len(other)


@lru_cache(maxsize=131_072)
def _gain(arabic: str, latin: str) -> float:
    """Return the gain of the best transliteration over a random spelling, in nats per Latin letter."""
    costs, chance = _costs()
    n, m = len(arabic), len(latin)
    best = [[1e9] * (m + 1) for _ in range(n + 1)]
    best[0][0] = 0.0
    inserted = [costs.get((_INSERTED, letter), _UNKNOWN) for letter in latin]
    for i in range(n + 1):
        row = best[i]
        for j in range(m):
            row[j + 1] = min(row[j + 1], row[j] + inserted[j])
        for width in (1, 2):
            if i + width > n:
                break
            letters, below = arabic[i : i + width], best[i + width]
            for end in range(m + 1):
                for j in range(max(0, end - 3), end + (width == 1)):
                    cost = row[j] + costs.get((letters, latin[j:end]), _UNKNOWN + 2 * (width + end - j - 1))
                    below[end] = min(below[end], cost)
    return (sum(chance.get(letter, _UNKNOWN_LETTER) for letter in latin) - best[n][m]) / max(m, 1)


@cache
def _costs() -> tuple[dict[tuple[str, str], float], dict[str, float]]:
    """Return the cost of each pair of Arabic and Latin letters, and of each Latin letter at random, in nats."""
    text = (resources.files("translate.checks") / "data" / "letters.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    costs = {(arabic, latin): float(cost) for arabic, latin, cost in rows if arabic != "*"}
    return costs, {latin: float(cost) for arabic, latin, cost in rows if arabic == "*"}
