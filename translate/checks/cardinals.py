"""Numbers in words of both languages that are certain: cardinal numbers from three on, no ordinal numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translate.checks.number_words import fold, known, word_values
from translate.checks.numbers import Numbers
from translate.checks.quantities import quantity_ways
from translate.checks.readings import Number

__all__ = ["changed_cardinal"]

_LEAST = 3  # smaller numbers are often only a grammatical form in one of the languages


def _each(words: str) -> frozenset[str]:
    return frozenset(map(fold, words.split()))


_UNITS = _each("ثلاث أربع خمس ست سبع ثماني ثمان تسع عشر")
_TENS = _each("عشر ثلاث أربع خمس ست سبع ثمان تسع")
_HUNDRED = _each("مئة مائة")
_SCALES = _each(
    "ألف ألفا آلاف مليون مليونا ملايين مليار مليارا مليارات ألفان ألفين ألفي مليونان مليونين مليوني "
    "hundred thousand million billion"
)
_CARDINALS = (
    _SCALES
    | _HUNDRED
    | {unit + ending for unit in _UNITS for ending in ("", "ه", "ا")}
    | {ten + ending for ten in _TENS for ending in ("ون", "ين")}
    | {unit + hundred for unit in _UNITS for hundred in _HUNDRED}
    | _each("مئتان مئتين مئتي مئتا مائتان مائتين مائتي مائتا")
    | _each("واحد واحدة أحد إحدى اثنا اثني اثنتا اثنتي اثنان اثنين اثنتان اثنتين")
    | _each(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
    )
)
_TEENS = _each("عشر عشرة")
_ARABIC_JOINT = "و"
# `عام عشرين` may be 1920; `إلا عشر دقائق` is ten to the hour.
_OTHERWISE_AFTER = _each("عام سنة العام السنة إلا كل أصل")
_OTHERWISE_BEFORE = re.compile(r"\s+(?:من\s+(?:كل|[أا]صل)|و?\s?\d)")  # `ثلاثة من كل عشرة` may be 30%
_LADY_OR_LION = _each("ست سبع")  # numbers only before a plural
_PLURAL = re.compile(r"\s+\w+ات\b")
# `لست` is "I am not"; `السادس بعد المئة` is an ordinal number.
_NO_NUMBER = _each("لست ولست فلست ألست لستة المئة المائة والمئة والمائة")
_MAY_COUNT = re.compile("ثلاث|[أا]ربع|خمس|ست|سبع|ثمان|تسع|عشر|ما?ئ[ةت]")
_STRETCH = re.compile(r"[^\W\d_]+(?:[ -]+[^\W\d_]+)*")
_WORD = re.compile(r"[^\W\d_]+")


def changed_cardinal(said: Numbers, there: Numbers) -> str | None:
    """Return a number in words that the output lacks, if the output has a number that the source lacks."""
    if not _MAY_COUNT.search(said.flat):
        return None
    lost = [number.text for number in _in_words(said.flat) if not there.has(number)]
    if not lost:
        return None
    new = any(not said.has(number) for number in (*there.figures, *_in_words(there.flat)))
    return lost[0] if new else None


def _in_words(flat: str) -> Iterator[Number]:
    """Yield each number in words that is certain; it may be read as the numbers of its single words."""
    for stretch in _STRETCH.finditer(flat):
        if not any(map(known, _WORD.findall(stretch.group()))):
            continue
        run: list[str] = []
        before, end, otherwise = "", 0, False
        for place, word in _words(stretch):
            if word == _ARABIC_JOINT:
                before = word
                continue
            if _goes_on(run, before, word):
                run.append(word)
            else:
                if run and not otherwise and _is_certain(run, flat, end):
                    yield from _number(run, flat, end)
                run = [word] if _is_number(word) else []
                otherwise = fold(before) in _OTHERWISE_AFTER
            before, end = word, place + len(word)


def _words(stretch: re.Match[str]) -> Iterator[tuple[int, str]]:
    """Yield the words of a stretch of text and their positions, and an empty word at its end."""
    for found in _WORD.finditer(stretch.group()):
        yield stretch.start() + found.start(), found.group()
    yield stretch.end(), ""


def _number(run: list[str], flat: str, end: int) -> Iterator[Number]:
    whole = max(word_values(run))
    if whole >= _LEAST:
        apart = frozenset(str(value) for word in run for value in word_values([word]))
        ways = [frozenset({str(whole)}), apart]
        yield Number(" ".join(run), (*ways, *quantity_ways(flat, end, ways[:1])))


def _is_number(word: str) -> bool:
    return bool(known(word)) and fold(word) not in _NO_NUMBER


def _goes_on(run: list[str], before: str, word: str) -> bool:
    """Whether a word continues a number: `وعشرون` after خمسة, `ألف` after `عشرين`, but not a new number."""
    if not run or not _is_number(word):
        return False
    found = known(word)
    joined = word[0] == _ARABIC_JOINT or before == _ARABIC_JOINT
    return word.isascii() or joined or found in _TEENS or found in _SCALES or found.endswith(tuple(_HUNDRED))


def _is_certain(run: list[str], flat: str, end: int) -> bool:
    """Whether a number in words that ends at `end` is a cardinal number and nothing else."""
    found = [known(word) for word in run]
    if (
        found[0] in _SCALES
        or not all(word in _CARDINALS for word in found)
        or _OTHERWISE_BEFORE.match(flat, end)
    ):
        return False
    return len(run) > 1 or found[0] not in _LADY_OR_LION or _PLURAL.match(flat, end) is not None
