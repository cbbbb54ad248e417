"""Whether a Latin name can be the writing of an Arabic word: costs of letters, learnt from pairs of names."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources

__all__ = ["latin_forms", "resembles"]

# Nats gained a letter, over writing the name by chance. 90% of unknown names pass with the words of their own
# sentence, 3% with those of another.
_ENOUGH = 0.3
_WITHOUT_AN_ENDING = 0.3  # more is wanted of a name whose ending was cut
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
# Classes of consonants; 1 may be k, s or a separate class: c, g, j, sh.
_CLASSES = str.maketrans(
    "jcgqzdvbfبفپڤتدطضثذسصزظشجچژغكقگخرلمن",
    "111kstppp" + "pppp" + "tttttt" + "ssss" + "11111" + "kk1k" + "rlmn",
)
_BITS = {letter: 1 << place for place, letter in enumerate("ptsk1rlmn")}
_FREE = _BITS["1"] | _BITS["k"] | _BITS["s"] | _BITS["t"]
_DIFFER = 2


@lru_cache(maxsize=65_536)
def _skeleton(word: str) -> tuple[str, int, int]:
    """Return the classes of a word's consonants, those of them as bits, and its count of letters."""
    for spelt, instead in _SPELT:
        if spelt in word:
            word = word.replace(spelt, instead)
    classes = "".join(c for c in word if c not in _SILENT).translate(_CLASSES)
    kept = "".join(c for place, c in enumerate(classes) if not place or classes[place - 1] != c)
    return kept, sum({_BITS.get(c, 0) for c in kept}), len(word)


@lru_cache(maxsize=65_536)
def latin_forms(name: str) -> tuple[tuple[str, float], ...]:
    """Return a name in lower case, and without each ending it has, each with the gain that is enough for it."""
    shorter = [name[: -len(end)] for end in _CUT.split() if name.endswith(end) and len(name) - len(end) >= 3]
    return ((name, _ENOUGH), *((form, _ENOUGH + _WITHOUT_AN_ENDING) for form in dict.fromkeys(shorter)))


def resembles(arabic: str, latin: str, enough: float = _ENOUGH) -> bool:
    """Whether Latin letters in lower case can be the writing of Arabic ones, both without marks."""
    one, one_bits, one_length = _skeleton(arabic)
    other, other_bits, other_length = _skeleton(latin)
    if abs(len(one) - len(other)) > _DIFFER or (one_bits ^ other_bits) & ~_FREE & (
        _strict(one_bits, other_bits)
    ):
        return False
    if not one or not other:
        if abs(len(one) - len(other)) > 1 or one_length > 5 or other_length > 6:
            return False
    elif not _alike(one, other):
        return False
    return _gain(arabic[:_LONGEST], latin[:_LONGEST]) >= enough


def _strict(one: int, other: int) -> int:
    """Return all bits where more than one class of consonants is missing on a side, else none."""
    missing, added = one & ~other & ~_FREE, other & ~one & ~_FREE
    return -1 if missing & (missing - 1) or added & (added - 1) else 0


@lru_cache(maxsize=131_072)
def _alike(one: str, other: str) -> bool:
    """Whether two skeletons have all classes but one of the longer in common, in order."""
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
    """Return the nats a letter that the best way to write Arabic letters in Latin ones gains over chance."""
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
    """Return the costs of writing Arabic letters so, and of each Latin letter by chance."""
    text = (resources.files("translate.checks") / "data" / "letters.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    costs = {(arabic, latin): float(cost) for arabic, latin, cost in rows if arabic != "*"}
    return costs, {latin: float(cost) for arabic, latin, cost in rows if arabic == "*"}
