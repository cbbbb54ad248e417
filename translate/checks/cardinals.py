"""Numbers in words of both languages that are certain: cardinal and ordinal numbers from three on, decades, duals and
shares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from translate.checks.number_words import fold, known, scale_of, word_values
from translate.checks.numbers import Numbers
from translate.checks.quantities import (
    SHARES,
    TWO_OF_A_UNIT,
    arabic_shares,
    english_shares,
    multiples,
    quantity_ways,
)
from translate.checks.readings import Number
from translate.text.cleaning import fold_spelling

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
_ORDINALS = _each(
    "ثالث ثالثة رابع رابعة خامس خامسة سادس سادسة سابع سابعة ثامن ثامنة تاسع تاسعة عاشر عاشرة "
    "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth "
)
_ORDINAL_UNITS = _each("first second حادي حادية ثاني ثانية")
_DECADES = _each(
    "twenties thirties forties fifties sixties seventies eighties nineties "
    + " ".join(
        ten + ending
        for ten in re.findall(r"\w+", "عشرين ثلاثين أربعين خمسين ستين سبعين ثمانين تسعين")
        for ending in ("ات", "يات")
    )
)
_CERTAIN = _CARDINALS | _ORDINALS | _ORDINAL_UNITS | _DECADES
_TEENS = _each("عشر عشرة")
_ARABIC_JOINT = "و"
# `عام عشرين` may be 1920; the eighth decade of a life is its seventies; `إلا عشر دقائق` is ten to the hour.
_OTHERWISE_AFTER = _each("عام سنة العام السنة إلا كل أصل العقد عقده عقدها")
_OTHERWISE_BEFORE = re.compile(
    r"\s+(?:من\s+(?:كل|[أا]صل)|بعد\s+ال|[إا]لا\s|و?\s?\d)"
)  # `ثلاثة من كل عشرة` may be 30%
_LADY_OR_LION = _each("ست سبع")  # numbers only before a plural
_PLURAL = re.compile(r"\s+\w+ات\b")
# `لست` is "I am not"; `السادس بعد المئة` is an ordinal number.
_NO_NUMBER = _each("لست ولست فلست ألست لستة المئة المائة والمئة والمائة")
_MAY_COUNT = re.compile(
    "ثلاث|[أا]ربع|خمس|ست|سبع|ثمان|تسع|عشر|ما?ئ[ةت]|ثالث|رابع|خامس|سادس|سابع|ثامن|تاسع|عاشر"
)
_DUALS = {
    word: (unit, f"{kind} {size}")
    for unit, (words, (kind, size)) in TWO_OF_A_UNIT.items()
    for word in words.split()
}
# Two of a unit of time or of a scale; not `ألفين وثلاثمئة`, `عامين ونصف`, `القرنين الثالث والرابع`.
_DUAL = re.compile(
    rf"(?<!\w)[وفبل]?(?:ال|لل)?(?:(?P<unit>{'|'.join(_DUALS)})|(?P<scale>الف|مليون|مليار)(?:ين|ي))(?!\w)"
    r"(?!\s+(?:و|او\s|\d|ال(?:اول|ثان|ثالث|رابع|خامس|سادس|سابع|ثامن|تاسع|عاشر|حادي|عشر)))"
)
_TWO = re.compile(
    r"\b(?:2|two|twos|both|couple|pair|second|twin|twice|bi(?:annual|ennial|weekly|monthly)\w*)\b",
    re.IGNORECASE,
)
_SCALE_VALUES = {"الف": 10**3, "مليون": 10**6, "مليار": 10**9}
_COUNTED_TIME = re.compile(
    r"(?:(?P<figure>(?<![\d.,])\d{1,3})|\b(?P<word>[a-z]+))[\s-]+"
    r"(?:(?P<unit>minute|hour|day|week|month|year|decade)s?|century|centuries)\b",
    re.IGNORECASE,
)
_ONE_OF_A_SCALE = re.compile(r"\b(?:a|one)\s+(?P<scale>thousand|million|billion)\b", re.IGNORECASE)
_MAY_BE_DUAL = re.compile("(?:قيقت|ساعت|يوم|سبوع|شهر|سنت|عام|عقد|قرن|[أا]لف|مليون|مليار)(?:ان|ين|ي)(?!\\w)")
_SHARE_NAMED = re.compile("ثلث|نصف|(?<![أا])ربع|[أا]رباع")
_HALF_OF_A_GAME = re.compile("شوط|منتصف|نهائي|شبه")
_TIMES = re.compile(r"\s+(?:مرات|[أا]ضعاف)(?!\w)")
_STRETCH = re.compile(r"[^\W\d_]+(?:[ -]+[^\W\d_]+)*")
_WORD = re.compile(r"[^\W\d_]+")


def changed_cardinal(said: Numbers, there: Numbers) -> str | None:
    """Return a number in words that the output lacks, if the output has a number that the source lacks."""
    return _changed_in_words(said, there) or _changed_dual(said, there) or _changed_share(said, there)


def _changed_in_words(said: Numbers, there: Numbers) -> str | None:
    if not _MAY_COUNT.search(said.flat):
        return None
    lost = [number.text for number in _in_words(said.flat) if not there.has(number)]
    if not lost:
        return None
    for words in lost:
        place = said.flat.find(words) + len(words)
        if _TIMES.match(said.flat, place) and any(
            value not in said.values for value in multiples(there.flat) if value not in SHARES
        ):
            return words
    new = any(not said.has(number) for number in (*there.figures, *_in_words(there.flat)))
    return lost[0] if new else None


def _changed_dual(said: Numbers, there: Numbers) -> str | None:
    """Return a dual such as `عامين` or `مليوني`, if the output has another number of a unit or scale instead."""
    if not _MAY_BE_DUAL.search(said.flat):
        return None
    folded = fold_spelling(said.flat)
    for found in _DUAL.finditer(folded):
        if found["unit"]:
            if _TWO.search(there.flat):
                continue
            number = Number(found[0], (frozenset({_DUALS[found["unit"]][1]}),))
            new = _counts_of_time(there.flat, _DUALS[found["unit"]][0])
        else:
            scale = _SCALE_VALUES[found["scale"]]
            number = Number(found[0], (frozenset({str(2 * scale)}),))
            new = _counts_of_scale(there)
        others = [Number(value, (frozenset({value}),)) for value in new]
        if others and not there.has(number) and not all(map(said.has, others)):
            return said.flat[found.start() : found.end()]
    return None


def _counts_of_time(flat: str, unit: str) -> Iterator[str]:
    """Yield the numbers before a unit of time in an English text."""
    for found in _COUNTED_TIME.finditer(flat):
        if (found["unit"] or "century").casefold() != unit:
            continue
        if found["figure"]:
            yield found["figure"]
        else:
            yield from map(str, word_values([found["word"]]) - {1})


def _counts_of_scale(there: Numbers) -> Iterator[str]:
    """Yield the numbers of an English text from a thousand on."""
    for number in (*there.figures, *_in_words(there.flat)):
        yield from (value for way in number.ways for value in way if value.isdigit() and int(value) >= 1000)
    for found in _ONE_OF_A_SCALE.finditer(there.flat):
        yield str(scale_of(found["scale"]))


def _changed_share(said: Numbers, there: Numbers) -> str | None:
    """Return a share such as `ثلث`, if the output has another share instead."""
    if not _SHARE_NAMED.search(said.flat) or _HALF_OF_A_GAME.search(said.flat):
        return None
    new = set(english_shares(there.flat))
    given = {name: words for words, name in arabic_shares(said.flat)} if new else {}
    lost = given.keys() - _shares(there) if given else None
    return given[min(lost)] if lost and new - _shares(said) else None


def _shares(numbers: Numbers) -> set[str]:
    """Return the shares of a text in words and as percentages."""
    named = {value for value in numbers.values if value in SHARES}
    return named | {
        value for number in numbers.figures for way in number.ways for value in way if value in SHARES
    }


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
    if word.isascii() or found in _TEENS or found in _SCALES or found.endswith(tuple(_HUNDRED)):
        return True
    return joined and _is_smaller_part(known(run[-1]), found)


def _is_smaller_part(last: str, found: str) -> bool:
    """Whether `found` after `last` and `و` is a part of one number: 20 after 5, 5 after 100, but not 6 after 5."""
    values, last_values = word_values([found]), word_values([last])
    if not values or not last_values:
        return False
    value, last_value = min(values), min(last_values)
    return value < last_value if last_value >= 100 else last_value < 10 < value < 100


def _is_certain(run: list[str], flat: str, end: int) -> bool:
    """Whether a number in words that ends at `end` is a number and nothing else."""
    found = [known(word) for word in run]
    if (
        found[0] in _SCALES
        or not all(word in _CERTAIN for word in found)
        or (len(run) == 1 and found[0] in _ORDINAL_UNITS)
        or _OTHERWISE_BEFORE.match(flat, end)
    ):
        return False
    return len(run) > 1 or found[0] not in _LADY_OR_LION or _PLURAL.match(flat, end) is not None
