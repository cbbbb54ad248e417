"""Checks of numbers, compared by value: `numbers` says how they are read."""

from __future__ import annotations

import re

from translate.checks.number_words import word_values
from translate.checks.numbers import read_numbers
from translate.records import Flag
from translate.text.cleaning import comparable

__all__ = ["number_added", "number_missing"]

_SCALE = re.compile("[أا]لف|[آا]لاف|مليون|ملايين|مليار")
_DECADES = re.compile("ين(?:ي)?ات")
_STRETCH = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")


def number_missing(source: str, output: str) -> Flag | None:
    """A figure or month of the source whose value the output does not have.

    Or a number in words of which only the last part is left. Compared by value: both readings of a separator, number
    words, thousand, million and billion, 12 and 24 hours. 0 false alarms of number words in 232,128 pairs by people.
    4 false alarms on 178 human segments with figures; found 167 of 177 corrupted ones.
    """
    said = read_numbers(source)
    wanted = (*said.figures, *said.months)
    lost = [n.text for n in wanted if not n.is_among(read_numbers(output).values)]
    if not lost and (words := _words_lost(source, output)):
        lost = [words]
    return Flag("number missing", ", ".join(lost)) if lost else None


def _words_lost(source: str, output: str) -> str | None:
    """Return a number in words of which the output has only what follows the thousands: 500 of `ثلاثة آلاف وخمسمئة`."""
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
    """A figure of the output whose value the source does not have.

    6 false alarms on the 997 human segments of FLORES dev; the definition began with 33 on the 1,012 of devtest.
    """
    new = [n.text for n in read_numbers(output).figures if not n.is_among(read_numbers(source).values)]
    return Flag("number added", ", ".join(new)) if new else None
