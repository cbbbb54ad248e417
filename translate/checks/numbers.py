"""The numbers of a text as values: figures in all notations, number words, times, months.

Values are strings, so `1,000`, `1000` and `ألف` are all "1000". A time of day is "clock 570" (minutes on a 12-hour
clock), a month is "month 3".
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from translate.checks.number_words import (
    MONTHS,
    SCALE_LETTERS,
    ends_in_scale,
    fold,
    fraction_values,
    scale_of,
    word_values,
)
from translate.text.cleaning import comparable, fold_spelling

__all__ = ["Number", "Numbers", "read_numbers"]

Reading = frozenset[str]

_SIGNS = str.maketrans({"½": " 0.5", "¼": " 0.25", "¾": " 0.75", "²": "", "³": ""})
_POWER = re.compile(
    r"(?:(?<=\bkm)|(?<=\bcm)|(?<=\bmm)|(?<=\bm)|(?<=كم)|(?<=سم)|(?<=مم)|(?<=\bم))[23]\b"
)  # the 2 of km2 is not a number
# `في المئة` means `%`, not a hundred.
_PERCENT = re.compile(r"(?:ب|في\s+|ب\s+)ال(?:مئة|مائة|مية|ميه)")
_CLOCK = r"(?<![\d:.,])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?![\d:])"
_FIGURE = r"(?P<figure>\d+(?:[.,]\d+)*)"
_SPACED = r"(?<![\d.,])(?P<spaced>\d{1,3}(?: \d{3}){1,5})(?![\d.,]|\s\d)"
# Arab news agencies write 3.5 as `3ر5`; the order of the two sides depends on the typist.
_ARABIC_POINT = r"(?P<one>\d+)ر(?P<other>\d+)"
_TOKEN = re.compile(rf"{_ARABIC_POINT}|{_CLOCK}|{_SPACED}|{_FIGURE}")
_SCALE = re.compile(
    r"\s?-?(?P<letters>k|m|mn|b|bn|tn)\b|\s?(?P<years>(?-i:[MG]a))\b|\+?[\s-]*(?P<word>[^\W\d_]+)",
    re.IGNORECASE,
)
_DAYTIME = re.compile(
    r"\s*(?:[ap]\.?\s?m\b|صباح|مساء|[صم]\b|فجر|ظهر|عصر|ليل|بعد\s+(?:ال)?(?:ظهر|عصر))", re.IGNORECASE
)
_DOTTED_CLOCK = re.compile(r"(?P<hour>[01]?\d|2[0-4])[.](?P<minute>[0-5]\d)")
_OF_A_YEAR = re.compile(r"(?:عام|سنة|العام)\s+\Z")
_MONTH_SLASH_DAY = re.compile(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})(?![\d/.-])")
# A number written in several parts: `5 آلاف و300`, `مليونا و300 ألف`, `مئة و20`.
_ADDED_FIGURE = re.compile(
    r"(?:(?<![\d.,])(?P<before>\d+(?:[.,]\d+)*)\s+)?(?P<words>(?:[^\W\d_]+\s+){1,4})و\s?(?P<after>\d+(?:[.,]\d{3})*)"
    r"(?![\d.,]\d)(?:\s+(?P<scale>[^\W\d_]+))?"
)
_AFTERNOON = re.compile(r"\s*(?:p\.?\s?m\b|مساء|م\b|بعد\s+(?:ال)?(?:ظهر|عصر)|ظهر|عصر|ليل)", re.IGNORECASE)
_OCLOCK = re.compile(r"(?:الساعة|ساعة)\s+\Z")
_DATE = re.compile(r"(?<![\d/.-])(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?![\d/-])")
_YEAR_RANGE = re.compile(r"(?<!\d)(\d\d)\d\d\s?[-–—/]\s?(\d\d)(?!\d)")
_RANGE_TO_SCALE = re.compile(
    rf"(?<![\d.,]){_FIGURE}\s?(?:[-–—]|to|or|and|إلى|الى|أو|و|حتى)\s?و?\s?(?=\d[\d.,]*[\s-]+(?P<word>[^\W\d_]+))",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_DECADE = re.compile(r"['’]?s\b")
_STRETCH = re.compile(r"[^\W\d_]+(?:[ -]+[^\W\d_]+)*")
_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile(r"\b(?=[IVXL]{2,}\b|[VX]\b|(?<=-)I\b)(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})\b")
_MONTH_WORDS = "|".join(sorted((name.replace("_", r"\s+") for name in MONTHS), key=len, reverse=True))
# Counts only next to a figure or a slash: مارس is also a verb, نيسان a car, `may` an auxiliary.
_MONTH = re.compile(
    rf"(?<!\w)(?:و?[بل]?)(?P<name>{_MONTH_WORDS})\b\.?(?:\s*[/(]\s*(?P<second>{_MONTH_WORDS})\b)?",
    re.IGNORECASE,
)
_FIGURE_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?\s+(?:من\s+)?(?:شهر\s+)?(?:of\s+)?\Z|/\s*\Z")
_LOOK_CHARS = 24
_LONGEST = 24  # characters; a longer figure is a code, and is compared as text
_FIGURE_AFTER = re.compile(r"\)?,?\s*(?:(?:من\s+)?(?:ال)?عام\s+|سنة\s+|of\s+)?\d|\s*/")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, with its possible readings; each reading is a set of values.

    Another text contains the number if it contains all values of one reading.
    """

    text: str
    ways: tuple[Reading, ...]

    def is_among(self, values: frozenset[str]) -> bool:
        """Return whether `values` contains all values of one reading."""
        return any(way <= values for way in self.ways)


class Numbers:
    """The figures of a text, and all values of its figures and words.

    Months and values are computed on first access, because most texts have no figures and most pairs need no words.
    """

    def __init__(self, flat: str) -> None:
        self._flat = flat
        self.figures = tuple(_figures(flat)) if _DIGIT.search(flat) else ()

    @cached_property
    def months(self) -> tuple[Number, ...]:
        """Return the months that are next to a figure, a slash or their other name."""
        if not self.figures and "/" not in self._flat and "(" not in self._flat:
            return ()
        return tuple(number for number, beside in self._named if beside)

    @cached_property
    def values(self) -> frozenset[str]:
        """Return all values of the figures, months, number words and Roman numerals."""
        said = (*self.figures, *(number for number, _ in self._named))
        values = {value for number in said for way in number.ways for value in way}
        for stretch in _STRETCH.findall(self._flat):
            words = _WORD.findall(stretch)
            values.update(map(str, word_values(words)))
            values.update(map(_value, fraction_values(words)))
        values.update(str(_roman_value(found)) for found in _ROMAN.finditer(self._flat))
        return frozenset(values)

    @cached_property
    def _named(self) -> list[tuple[Number, bool]]:
        return list(_months(self._flat))


@lru_cache(maxsize=64)  # several checks read the same pair
def read_numbers(text: str) -> Numbers:
    """Return the numbers of an Arabic or English text."""
    plain = html.unescape(text) if "&" in text else text
    return Numbers(_POWER.sub("", _PERCENT.sub("%", comparable(plain)).translate(_SIGNS)))


def _added_figures(text: str) -> dict[int, list[Reading]]:
    """Return the readings of numbers written in several parts, by the start of each figure that is a part."""
    sums: dict[int, list[Reading]] = {}
    for found in _ADDED_FIGURE.finditer(text):
        words = _WORD.findall(found["words"])
        after = int(re.sub("[.,]", "", found["after"]))
        scale = scale_of(found["scale"]) if found["scale"] else 0
        after *= scale or 1
        if found["before"]:
            multiple = scale_of(words[0]) if len(words) == 1 else 0
            before = {Decimal(value) * multiple for way in _plain_ways(found["before"]) for value in way}
            parts = [found.start("before"), found.start("after")]
        elif ends_in_scale(words):
            before = {Decimal(value) for value in word_values(words)}
            parts = [found.start("after")]
        else:
            continue
        # The parts of a number decrease: a thousand is followed by less than a thousand.
        totals = [value + after for value in before if value > after and value % 10 ** len(str(after)) == 0]
        for part in parts:
            sums[part] = [frozenset({_value(total)}) for total in totals]
    return sums


def _arabic_point_ways(text: str, token: re.Match[str]) -> Iterator[Reading]:
    """Yield both readings of `3ر5`, each multiplied by a following scale word."""
    scale = _SCALE.match(text, token.end())
    multiple = (scale_of(scale["word"]) if scale and scale["word"] else 0) or 1
    for whole, part in ((token["one"], token["other"]), (token["other"], token["one"])):
        yield frozenset({_value(Decimal(f"{whole}.{part}") * multiple)})


def _figures(text: str) -> Iterator[Number]:
    dates = [found for found in _DATE.finditer(text) if int(found[4]) > 12]
    dates += [found for found in _MONTH_SLASH_DAY.finditer(text) if max(int(found[1]), int(found[2])) <= 31]
    months = {
        d.start(g): f"month {int(d[g])}"
        for d in dates
        for g in ((1, 3) if d.re is _DATE else (1, 2))
        if 1 <= int(d[g]) <= 12
    }
    added = _added_figures(text)
    centuries = {found.start(2): found[1] for found in _YEAR_RANGE.finditer(text)}
    shared = {found.start("figure"): scale_of(found["word"]) for found in _RANGE_TO_SCALE.finditer(text)}
    for token in _TOKEN.finditer(text):
        start = token.start()
        if token["one"]:
            yield Number(token[0], tuple(_arabic_point_ways(text, token)))
            continue
        if token["hour"]:
            yield Number(token[0], tuple(_clock_ways(int(token["hour"]), int(token["minute"]))))
            continue
        if len(token[0]) > _LONGEST:
            yield Number(token[0], (frozenset({token[0]}),))
            continue
        ways = _figure_ways(text, token)
        if start in months:
            ways.append(frozenset({months[start]}))
        if start in centuries:
            ways.append(frozenset({centuries[start] + token[0]}))
        if shared.get(start):
            ways += [_scaled(way, shared[start]) for way in ways]
        ways += added.get(start, ())
        yield Number(token[0], tuple(ways))


def _figure_ways(text: str, token: re.Match[str]) -> list[Reading]:
    """Return all readings of a figure; if a scale word follows, only those multiplied by it."""
    ways = _plain_ways(token[0])
    scale = _SCALE.match(text, token.end())
    if scale and scale["word"] and scale_of(scale["word"]):
        return [_scaled(way, scale_of(scale["word"])) for way in ways]
    if scale and scale["letters"]:
        ways += [_scaled(way, SCALE_LETTERS[scale["letters"].lower()]) for way in ways]
    if scale and scale["years"]:
        ways.append(_scaled(ways[0], 10**9 if scale["years"] == "Ga" else 10**6))
    if not token[0].isdigit():
        clock = _DOTTED_CLOCK.fullmatch(token[0])
        before = text[max(0, token.start() - _LOOK_CHARS) : token.start()]
        if clock and (_DAYTIME.match(text, token.end()) or _OCLOCK.search(before)):
            ways += _clock_ways(int(clock["hour"]), int(clock["minute"]))
        return ways
    number = int(token[0])
    if len(token[0]) == 2 and _OF_A_YEAR.search(text, max(0, token.start() - _LOOK_CHARS), token.start()):
        ways += [frozenset({f"{century}{token[0]}"}) for century in (19, 20)]
    if _DECADE.match(text, token.end()) and number >= 1000:  # 1980s, 1700s
        ways.append(frozenset({str(number % 100 or number // 100 + 1)}))
    if 1 <= number <= 12 and _AFTERNOON.match(text, token.end()):
        ways.append(frozenset({str(number + 12)}))
    if 12 < number <= 24 and _OCLOCK.search(text, max(0, token.start() - _LOOK_CHARS), token.start()):
        ways.append(frozenset({str(number - 12)}))
    return ways


def _plain_ways(figure: str) -> list[Reading]:
    """Return the readings of a figure alone.

    `1,234` is 1234 or 1.234; `3,5` is only 3.5; `1.234,5` is 1234.5; for `1.2.3`, all three parts are needed.
    """
    first, *rest = groups = re.split(r"[., ]", figure)
    marks = re.findall(r"[., ]", figure)
    readings = []
    if not rest or (len(first) <= 3 and all(len(group) == 3 for group in rest)):
        readings.append("".join(groups))
    if len(rest) == 1 and marks != [" "]:
        readings.append(f"{first}.{rest[0]}")
    if len(set(marks)) == 2 and marks.count(marks[-1]) == 1:
        readings.append("".join(groups[:-1]) + "." + groups[-1])
    # `26،013,94`: after cleaning, the thousands separator and the decimal comma are the same character.
    if not readings and len(rest) > 1 and len(rest[-1]) <= 2 and all(len(group) == 3 for group in rest[:-1]):
        readings.append("".join(groups[:-1]) + "." + groups[-1])
    ways = [frozenset({_value(Decimal(reading))}) for reading in readings]
    if not readings or " " in marks:
        ways.append(frozenset(_value(Decimal(group)) for group in groups))
    return ways


def _scaled(way: Reading, scale: int) -> Reading:
    return frozenset(_value(Decimal(value) * scale) for value in way)


def _clock_ways(hour: int, minute: int) -> Iterator[Reading]:
    yield frozenset({f"clock {hour % 12 * 60 + minute}"})
    yield frozenset({str(100 * hour + minute)})
    if minute:
        yield frozenset({_value(Decimal(f"{hour}.{minute:02}"))})
        yield frozenset({str(hour), str(minute)})
    else:
        yield frozenset({str(hour)})
        yield frozenset({str(hour % 12 or 12)})


def _months(text: str) -> Iterator[tuple[Number, bool]]:
    """Yield each month name, and whether a figure, a slash or its other name next to it confirms that it is a month."""
    folded = fold_spelling(text)
    for found in _MONTH.finditer(folded):
        name = found["name"]
        if name.isascii() and not name[0].isupper():
            continue
        before = _FIGURE_BEFORE.search(folded, max(0, found.start() - _LOOK_CHARS), found.start())
        after = _FIGURE_AFTER.match(folded, found.end())
        month = MONTHS[re.sub(r"\s+", "_", fold(name))]
        ways = (frozenset({f"month {month}"}),)
        number = Number(text[found.start() : found.end()], ways)
        yield number, bool(found["second"] or before or after)


def _value(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _roman_value(found: re.Match[str]) -> int:
    tens = {"XC": 9, "XL": 4}.get(found[1]) or 5 * ("L" in found[1]) + found[1].count("X")
    return 10 * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX").index(found[2])
