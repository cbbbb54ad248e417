"""Checks that compare the numbers of source and output by value; `numbers` describes how they are read."""

from __future__ import annotations

import re
from calendar import month_name

from translate.checks.cardinals import changed_cardinal
from translate.checks.months import read_months
from translate.checks.number_words import word_values
from translate.checks.numbers import read_numbers
from translate.checks.quantities import arabic_shares, two_of_a_unit
from translate.records import Flag
from translate.text.cleaning import comparable

__all__ = ["number_added", "number_missing"]

_SCALE = re.compile("[أا]لف|[آا]لاف|مليون|ملايين|مليار")
_DECADES = re.compile("ين(?:ي)?ات")
_HALF_QUARTER_THIRD = re.compile("نصف|ربع|ثلث")
_CENTURY = 100
_STRETCH = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")


def number_missing(source: str, output: str) -> Flag | None:
    """Flag a figure or month in the source whose value is missing from the output.

    Also flags a number in words of which only the last part remains, or that became another number (ordinal numbers,
    decades, duals such as `عامين` and shares such as `ثلث` included). Values are compared, so these are equal: both
    readings of a separator, number words, thousand, million and billion, 12-hour and 24-hour times, 24 hours and a
    day, 50% and a half. Number words: 0 false alarms in 31,710 human translations. Figures: 4 false alarms on 178
    human segments with figures, and 167 of 177 corrupted segments found.
    """
    said = read_numbers(source)
    wanted = (*said.figures, *said.months)
    lost = [n.text for n in wanted if not read_numbers(output).has(n)]
    if not lost and (words := _words_lost(source, output)):
        lost = [words]
    if not lost and (changed := changed_cardinal(said, read_numbers(output))):
        lost = [changed]
    return Flag("number missing", ", ".join(map(_readable, lost))) if lost else None


def _readable(number: str) -> str:
    """Return a number with its English before it if it is written in Arabic words: `50 (خمسون)`."""
    if number.isascii() or any(char.isdigit() for char in number):
        return number
    english = " or ".join(_in_english(number))
    return f"{english} ({number})" if english else number


def _in_english(number: str) -> list[str]:
    """Return what a month, share or number in Arabic words says in English; `خمس` is 5 or a fifth."""
    named = [month for month, _ in read_months(number) if month.text == number]
    months = {value for month in named for way in month.ways for value in way}
    if months:
        return [month_name[int(month.removeprefix("month "))] for month in sorted(months)]
    words = number.split()
    if len(words) == 1 and (dual := two_of_a_unit(number)):
        return [dual]
    values = word_values(words)
    if _DECADES.search(number):
        return [f"{value}s" for value in values if value < _CENTURY]
    shares = dict(arabic_shares(number))
    if number in shares and len(words) > 1:  # `ثلاثة أرباع` is not 3
        values = set()
    elif values and any(_HALF_QUARTER_THIRD.search(share) for share in shares):
        return []  # not one number: `ثلاثة ونصف`
    english = [f"{max(values):,}"] if values else []
    return english + ([shares[number].removeprefix("share ")] if number in shares else [])


def _words_lost(source: str, output: str) -> str | None:
    """Return a number in words if the output has only its part below the thousands: 500 of `ثلاثة آلاف وخمسمئة`."""
    text = comparable(source)
    if not _SCALE.search(text):
        return None
    there = read_numbers(output)
    said = {value for figure in there.figures for way in figure.ways for value in way}
    for stretch in _STRETCH.findall(text):
        values = (
            word_values(stretch.split()) if _SCALE.search(stretch) and not _DECADES.search(stretch) else ()
        )
        whole = max(values, default=0)
        scale = next((scale for scale in (10**9, 10**6, 1000) if whole > scale), 0)
        rest = whole % scale if scale else 0
        if rest and str(whole) not in there.values and str(rest) in said:
            return str(stretch)
    return None


def number_added(source: str, output: str) -> Flag | None:
    """Flag a figure in the output whose value is not in the source.

    6 false alarms on the 997 human segments of FLORES dev; the first version had 33 on the 1,012 of devtest.
    """
    new = [n.text for n in read_numbers(output).figures if not read_numbers(source).has(n)]
    return Flag("number added", ", ".join(new)) if new else None
