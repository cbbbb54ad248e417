"""The numbers of a text as values: figures in all notations, number words, times, months.

Values are strings, so `1,000`, `1000` and `ألف` are all "1000". A time of day is "clock 570" (minutes on a 12-hour
clock), a month is "month 3", and `quantities` reads durations, shares and multiples.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property, lru_cache

from translate.checks.months import read_months
from translate.checks.number_words import SCALE_LETTERS, fraction_values, scale_of, word_values
from translate.checks.quantities import SHARES, quantities, quantity_ways
from translate.checks.readings import Number, Reading, clock_ways, plain_ways, scaled, value_of
from translate.checks.sums import added_figures, smaller_units
from translate.text.cleaning import comparable

__all__ = ["Numbers", "read_numbers"]

_SIGNS = {"½": " 0.5", "¼": " 0.25", "¾": " 0.75", "²": "", "³": ""}
# Between letters, ¼ is a wrongly decoded letter: `KÃ¼ln`.
_SIGN = re.compile(rf"[{''.join(_SIGNS)}](?:(?<=[²³])|(?<![^\W\d_].)(?![^\W\d_]))")
# The 2 of km2 is not a number. The pattern looks back from the figure, because it is faster to search for a figure.
_POWER = re.compile(
    r"[23]\b(?:(?<=\bkm.)|(?<=\bcm.)|(?<=\bmm.)|(?<=\bm.)|(?<=كم.)|(?<=سم.)|(?<=مم.)|(?<=\bم.))"
)
# `في المئة` means `%`, not a hundred.
_PERCENT = re.compile(r"(?:ب|في\s+|ب\s+)ال(?:مئة|مائة|مية|ميه)")
_CLOCK = r"(?<![\d:.,])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?![\d:])"
_FIGURE = r"(?P<figure>\d+(?:[.,]\d+)*)"
_SPACED = r"(?<![\d.,])(?P<spaced>\d{1,3}(?: \d{3}){1,5})(?!\d|[.,]\d|\s\d)"
# Arab news agencies write 3.5 as `3ر5`; the order of the two sides depends on the typist.
_ARABIC_POINT = r"(?P<one>\d+)ر(?P<other>\d+)"
_TOKEN = re.compile(rf"{_ARABIC_POINT}|{_CLOCK}|{_SPACED}|{_FIGURE}")
_SCALE = re.compile(
    r"\s?-?(?P<letters>k|m|mn|mln|b|bn|bln|tn)\b|\s?(?P<years>(?-i:[MG]a))\b|\+?[\s-]*(?P<word>[^\W\d_]+)",
    re.IGNORECASE,
)
_DAYTIME = re.compile(
    r"\s*(?:[ap]\.?\s?m\b|صباح|مساء|[صم]\b|فجر|ظهر|عصر|ليل|بعد\s+(?:ال)?(?:ظهر|عصر)|(?:ب?توقيت|GMT|UTC)\b)",
    re.IGNORECASE,
)
_DOTTED_CLOCK = re.compile(r"(?P<hour>[01]?\d|2[0-4])[.](?P<minute>[0-5]\d)")
_HALF_PAST = re.compile(r"(?P<hour>[01]?\d|2[0-4])[.,]5")  # `9.5 مساء` is half past nine
# Before a year without its century: `عام 48`, `حدود 67`, `مونديال 98`, `عامي 67 و73`.
_OF_A_YEAR = re.compile(
    r"(?<!\w)[وبلف]?(?:ال|لل)?(?:عام|سنة|حرب|نكسة|نكبة|هزيمة|انتفاضة|ثورة|حدود|[أا]راضي|عرب|فلسطيني[ون]?|فلسطينيو|مواليد|جيل|دفعة"
    r"|مونديال|كأس\s+العالم|[أا]ولمبياد|(?:عامي|سنتي)(?:\s+\d\d\s+و)?)\s*\Z"
)
_MONTH_SLASH_DAY = re.compile(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})(?![\d/-]|\.\d)")
_AFTERNOON = re.compile(r"\s*(?:p\.?\s?m\b|مساء|م\b|بعد\s+(?:ال)?(?:ظهر|عصر)|ظهر|عصر|ليل)", re.IGNORECASE)
_OCLOCK = re.compile(r"(?:الساعة|ساعة)\s+\Z")
_DATE = re.compile(r"(?<![\d/.-])(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?![\d/-])")
_YEAR_RANGE = re.compile(r"(?<!\d)(\d\d)\d\d\s?[-–—/]\s?(\d\d)(?!\d)")
_RANGE_TO_SCALE = re.compile(
    rf"(?<![\d.,]){_FIGURE}\s?(?:[-–—]|to|or|and|إلى|الى|أو|و|حتى)\s?و?\s?(?=\d[\d.,]*[\s-]+(?P<word>[^\W\d_]+))",
    re.IGNORECASE,
)
# A telephone number may be grouped otherwise, or begin with 00 instead of +: `0096170123456`, `+961 70 123456`. In text
# from right to left the + may be typed last.
_PHONE = re.compile(
    r"(?:(?<![\w+])\+|(?<![\d.,/:+-])(?=0))(?P<first>\d(?:[ -]?\d){6,14})(?![\d+]|[.,/:]\d)"
    r"|(?<![\d.,/:+-])(?P<last>[1-9]\d(?:[ -]?\d){7,13})\+(?!\d)"
)
_MAY_BE_PHONE = re.compile(r"\+|(?<!\d)0\d")
_ADDED_TIME = re.compile(r"(?<![\d.,+])(?P<minute>45|90|105|120)\s?\+\s?(?P<more>\d{1,2})(?![\d+]|[.,]\d)")
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d+")
_DECADE = re.compile(r"['’]?s\b")
_STRETCH = re.compile(r"[^\W\d_]+(?:[ -]+[^\W\d_]+)*")
_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile(r"\b(?=[IVXL]{2,}\b|[VX]\b|(?<=-)I\b)(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})\b")
_LOOK_CHARS = 24
_LONGEST = 24  # characters; a longer figure is a code, and is compared as text


class Numbers:
    """The figures of a text, and all values of its figures and words.

    Months and values are computed on first access, because most texts have no figures and most pairs need no words.
    """

    def __init__(self, flat: str) -> None:
        self.flat = flat
        self.figures = tuple(_figures(flat)) if _DIGIT.search(flat) else ()

    @cached_property
    def months(self) -> tuple[Number, ...]:
        """Return the months that are next to a figure, a slash or their other name."""
        if not self.figures and "/" not in self.flat and "(" not in self.flat:
            return ()
        return tuple(number for number, beside in self._named if beside)

    @cached_property
    def values(self) -> frozenset[str]:
        """Return all values of the figures, months, number words and Roman numerals."""
        values = _values(number for number, _ in self._named) | self._of_figures
        for stretch in _STRETCH.findall(self.flat):
            words = _WORD.findall(stretch)
            values.update(map(str, word_values(words)))
            values.update(map(value_of, fraction_values(words)))
        values.update(quantities(self.flat))
        values.update(str(_roman_value(found)) for found in _ROMAN.finditer(self.flat))
        return frozenset(values)

    def has(self, number: Number) -> bool:
        """Return whether the text contains a number of another text."""
        # Most numbers are among the figures; then the words need not be read.
        return number.is_among(self._of_figures) or number.is_among(self.values)

    @cached_property
    def _of_figures(self) -> set[str]:
        return _values(self.figures)

    @cached_property
    def _named(self) -> list[tuple[Number, bool]]:
        return list(read_months(self.flat))


def _values(numbers: Iterable[Number]) -> set[str]:
    return {value for number in numbers for way in number.ways for value in way if value not in SHARES}


@lru_cache(maxsize=64)  # several checks read the same pair
def read_numbers(text: str) -> Numbers:
    """Return the numbers of an Arabic or English text."""
    plain = html.unescape(text) if "&" in text else text
    flat = _SIGN.sub(lambda sign: _SIGNS[sign[0]], _PERCENT.sub("%", comparable(plain)))
    return Numbers(_POWER.sub("", flat))


def _arabic_point_ways(text: str, token: re.Match[str]) -> Iterator[Reading]:
    """Yield both readings of `3ر5`, each multiplied by a following scale word."""
    scale = _SCALE.match(text, token.end())
    multiple = (scale_of(scale["word"]) if scale and scale["word"] else 0) or 1
    for whole, part in ((token["one"], token["other"]), (token["other"], token["one"])):
        yield frozenset({value_of(Decimal(f"{whole}.{part}") * multiple)})


def _figures(text: str) -> Iterator[Number]:
    dates = [found for found in _DATE.finditer(text) if int(found[4]) > 12]
    dates += [found for found in _MONTH_SLASH_DAY.finditer(text) if max(int(found[1]), int(found[2])) <= 31]
    months = {
        d.start(g): f"month {int(d[g])}"
        for d in dates
        for g in ((1, 3) if d.re is _DATE else (1, 2))
        if 1 <= int(d[g]) <= 12
    }
    added, smaller = added_figures(text), smaller_units(text)
    others = _other_ways(text) if _MAY_BE_PHONE.search(text) else {}
    centuries = {found.start(2): found[1] for found in _YEAR_RANGE.finditer(text)}
    shared = {found.start("figure"): scale_of(found["word"]) for found in _RANGE_TO_SCALE.finditer(text)}
    for token in _TOKEN.finditer(text):
        start = token.start()
        if token["one"]:
            yield Number(token[0], tuple(_arabic_point_ways(text, token)))
            continue
        if token["hour"]:
            yield Number(token[0], tuple(clock_ways(int(token["hour"]), int(token["minute"]))))
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
            ways += [scaled(way, shared[start]) for way in ways]
        ways += quantity_ways(text, token.end(), ways)
        if start in added:
            sums, is_only_a_part = added[start]
            ways = sums if is_only_a_part else ways + sums
        ways += smaller.get(start, ())
        ways += others.get(start, ())
        yield Number(token[0], tuple(ways))


def _other_ways(text: str) -> dict[int, list[Reading]]:
    """Return the readings of telephone numbers and of added time (`90+3`), by the start of each figure in them."""
    ways: dict[int, list[Reading]] = {}
    for found in _PHONE.finditer(text):
        digits = re.sub("[ -]", "", found["first"] or found["last"])
        whole = frozenset({f"phone {digits.removeprefix('00')}"})
        for figure in _DIGITS.finditer(text, found.start(), found.end()):
            ways[figure.start()] = [whole]
    for found in _ADDED_TIME.finditer(text):
        minute, more = int(found["minute"]), int(found["more"])
        for place in (found.start("minute"), found.start("more")):
            ways[place] = [frozenset({str(minute + more)}), frozenset({f"added {more}"})]
    return ways


def _figure_ways(text: str, token: re.Match[str]) -> list[Reading]:
    """Return all readings of a figure; if a scale word follows, only those multiplied by it."""
    ways = plain_ways(token[0])
    scale = _SCALE.match(text, token.end())
    if scale and scale["word"] and scale_of(scale["word"]):
        return [scaled(way, scale_of(scale["word"])) for way in ways]
    if scale and scale["letters"]:
        ways += [scaled(way, SCALE_LETTERS[scale["letters"].lower()]) for way in ways]
    if scale and scale["years"]:
        ways.append(scaled(ways[0], 10**9 if scale["years"] == "Ga" else 10**6))
    if not token[0].isdigit():
        clock = _DOTTED_CLOCK.fullmatch(token[0])
        before = text[max(0, token.start() - _LOOK_CHARS) : token.start()]
        half = _HALF_PAST.fullmatch(token[0])
        if half and _DAYTIME.match(text, token.end()):
            ways += clock_ways(int(half["hour"]), 30)
        if clock and (_DAYTIME.match(text, token.end()) or _OCLOCK.search(before)):
            ways += clock_ways(int(clock["hour"]), int(clock["minute"]))
        return ways
    number = int(token[0])
    if len(token[0]) == 2 and _OF_A_YEAR.search(text, max(0, token.start() - _LOOK_CHARS), token.start()):
        ways += [frozenset({f"{century}{token[0]}"}) for century in (19, 20)]
    if _DECADE.match(text, token.end()) and number >= 1000:  # 1980s, 1700s
        ways.append(frozenset({str(number % 100 or number // 100 + 1)}))
    if 1 <= number <= 12 and _AFTERNOON.match(text, token.end()):
        ways.append(frozenset({str(number + 12)}))
    if number in (0, 12, 24) and (
        _DAYTIME.match(text, token.end())
        or _OCLOCK.search(text, max(0, token.start() - _LOOK_CHARS), token.start())
    ):
        ways.append(frozenset({"clock 0"}))  # noon or midnight
    if 12 < number <= 24 and _OCLOCK.search(text, max(0, token.start() - _LOOK_CHARS), token.start()):
        ways.append(frozenset({str(number - 12)}))
    return ways


def _roman_value(found: re.Match[str]) -> int:
    tens = {"XC": 9, "XL": 4}.get(found[1]) or 5 * ("L" in found[1]) + found[1].count("X")
    return 10 * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX").index(found[2])
