"""Checks of dates: the era of a year, and the order of day and month."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translate.checks.number_words import MONTHS, fold
from translate.records import Flag
from translate.text.cleaning import comparable, comparable_folded

__all__ = ["date_changed", "era_changed"]

_DIGIT = re.compile(r"\d")
_BEFORE_CHRIST = re.compile(r"قبل\s+(?:الميلاد|المسيح|ميلاد)|(?<!\w)ق(?:\.\s?|\s)م(?!\w)")
_AFTER_CHRIST = re.compile(
    r"(?<!\w)(?:(?:ال)?ميلادي(?:ة|ا)?|(?:بعد\s+ال|لل)ميلاد)(?!\w)|(?<=\d)\s?م(?=[\s).،,])"
)
_BEFORE_CHRIST_OUTPUT = re.compile(
    r"\bB\.?\s?C\b|\bBCE|before (?:christ|the (?:common|christian) era|our era|the birth)|pre-christian",
    re.IGNORECASE,
)
_YEAR_BEFORE_CHRIST = re.compile(
    r"(?:\b\d+(?:st|nd|rd|th)?\s|\b(?:century|centuries|millennium)\s)(?:B\.\s?C\.(?:\s?E\.)?|BCE?\b)"
)
_AFTER_CHRIST_OUTPUT = re.compile(r"\b(?:A\.D\.|AD\b|C\.E\.|CE\b)")

_MONTH_NAMES = "|".join(
    sorted((name.replace("_", r"\s") for name in MONTHS if len(name) > 2), key=len, reverse=True)
)
_DAY_MONTH = re.compile(
    rf"(?<![\d.,/:])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:من\s+)?(?:شهر\s+)?(?:of\s+)?(?P<month>{_MONTH_NAMES})(?!\w)",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"\b(?P<month>{_MONTH_NAMES})\.?\s+(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])", re.IGNORECASE
)
_DATE = re.compile(r"(?<![\d/.-])(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-]\d{4}(?!\d)")
_SHORT_DATE = re.compile(r"(?<![\d/.,-])(?P<day>\d{1,2})/(?P<month>\d{1,2})(?![\d/-]|[.,]\d|\s?%)")
_ISO_DATE = re.compile(r"(?<![\d/.-])\d{4}-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
_NINE_ELEVEN = {(9, 11), (11, 9)}  # written in the American order too
_Date = tuple[int, int, str]  # day, month, text


def era_changed(source: str, output: str) -> Flag | None:
    """Flag a year BC in the source that is not marked as BC in the output, and a year AD that became BC."""
    text = comparable(source)
    found = _BEFORE_CHRIST.search(text)
    if found is None:
        wrong = _YEAR_BEFORE_CHRIST.search(output)
        after = _AFTER_CHRIST.search(text) if wrong else None
        return Flag("era changed", after.group().strip(), (wrong.group(),)) if wrong and after else None
    if not output.strip() or _BEFORE_CHRIST_OUTPUT.search(output):
        return None
    other = _AFTER_CHRIST_OUTPUT.search(output)
    return Flag("era changed", found.group(), (other.group(),) if other else ())


def date_changed(source: str, output: str) -> Flag | None:
    """Flag a date whose day and month are swapped in the output.

    A date in figures alone may be written in either order: in the output it counts only if another date in figures
    shows the order.
    """
    if _DIGIT.search(output) is None or _DIGIT.search(source) is None:
        return None
    text = comparable_folded(source)
    said = [*_named_dates(text), *_from_figures(text, _DATE), *_from_figures(text, _SHORT_DATE)]
    if not said:
        return None
    there = [*_named_dates(output), *_from_figures(output, _ISO_DATE), *_ordered(output)]
    right = {(day, month) for day, month, _ in there}
    for day, month, words in said:
        if (
            day == month
            or (day, month) in right
            or (len(words) <= len("12/12") and words in output)
            or ("/" in words and (day, month) in _NINE_ELEVEN)
        ):
            continue
        for other_day, other_month, wrong in there:
            if (other_day, other_month) == (month, day):
                return Flag("date changed", words, (wrong,))
    return None


def _named_dates(text: str) -> Iterator[_Date]:
    """Yield each date with the name of its month, if the day can be a month."""
    if _DIGIT.search(text) is None:
        return
    for found in (*_DAY_MONTH.finditer(text), *_MONTH_DAY.finditer(text)):
        if 1 <= int(found["day"]) <= 12:
            yield int(found["day"]), MONTHS[re.sub(r"\s+", "_", fold(found["month"]))], found.group()


def _from_figures(text: str, pattern: re.Pattern[str]) -> Iterator[_Date]:
    """Yield each date in figures whose day and month can be swapped, day first."""
    for found in pattern.finditer(text):
        if 1 <= int(found["day"]) <= 12 and 1 <= int(found["month"]) <= 12:
            yield int(found["day"]), int(found["month"]), found.group()


def _ordered(output: str) -> Iterator[_Date]:
    """Yield the dates in figures of the output if one of them shows which side is the day."""
    sides = [(int(found["day"]), int(found["month"])) for found in _DATE.finditer(output)]
    day_first, month_first = any(one > 12 for one, _ in sides), any(other > 12 for _, other in sides)
    if day_first == month_first:
        return
    for one, other, words in _from_figures(output, _DATE):
        yield (one, other, words) if day_first else (other, one, words)
