"""Mend what can be mended without a doubt: Arabic punctuation and bidi controls in an English output, lost zeros."""

from __future__ import annotations

import re
from decimal import Decimal

from translate.checks.numbers import read_numbers
from translate.records import Change

__all__ = ["repair_magnitude", "repair_punctuation"]

_ENGLISH = {"،": ",", "؛": ";", "؟": "?", "٪": "%", "٫": ".", "٬": ","}
_BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Three digits behind a point may be thousands as Arabic texts write them: 10.000.
_ENGLISH_FIGURE = re.compile(r"\d+(?:\.(?!\d{3}$)\d+)?|\d{1,3}(?:,\d{3})+")
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_SMALL_UNIT = r"(?:[cmd]m|(?:centi|milli|deci)met)"  # ten of one are one of the next
# Tatweel between letters or at an end of a word lengthens it; elsewhere it is a dash.
_TATWEEL = re.compile(r"(?<![^\W\d_])ـ+(?![^\W\d_])|(?<=\d)ـ+|ـ+(?=\d)")
_ANY_TATWEEL = re.compile("ـ+")
_REPAIRS = str.maketrans(_ENGLISH | dict.fromkeys(_BIDI_CONTROLS, ""))


def repair_punctuation(text: str) -> tuple[str, tuple[Change, ...]]:
    """The text with `،؛؟٪٫٬` in their English forms, without bidi controls; and each change made, once.

    A tatweel is a hyphen beside a digit or alone (`1990ـ2000`), and deleted in a word.
    """
    repaired = text.translate(_REPAIRS)
    changes = [
        Change("punctuation", c, _ENGLISH.get(c, "")) for c in sorted({c for c in text if ord(c) in _REPAIRS})
    ]
    for pattern, instead in ((_TATWEEL, "-"), (_ANY_TATWEEL, "")):
        shorter = pattern.sub(instead, repaired)
        if shorter != repaired:
            changes.append(Change("punctuation", "ـ", instead))
            repaired = shorter
    return repaired, tuple(changes)


def repair_magnitude(source: str, text: str) -> tuple[str, tuple[Change, ...]]:
    """The text with each figure put right that is ten times or a tenth of one of the source's; and each change.

    `3000` that became `30,000` is `3,000` again, `5.4` that became `54` is `5.4`. Only where one figure of the source
    and one of the text differ by a factor of ten, neither has its value on the other side, and both have it
    afterwards: a figure beside "million" may be right as it stands, and other factors are those of units.
    A single digit may be anything (`Ligue 1`), but for a percentage.
    """
    wrong, lost = _unmatched(text, source), _unmatched(source, text)
    changes = []
    for figure in wrong:
        meant = [other for other in lost if _ENGLISH_FIGURE.fullmatch(other) and _is_tenfold(figure, other)]
        alike = [other for other in wrong if meant and _is_tenfold(other, meant[0])]
        places = [*re.finditer(rf"(?<![\w.,]){re.escape(figure)}(?!\w|[.,]\d)(?!\s?-?{_SMALL_UNIT})", text)]
        if not (len(meant) == len(alike) == len(places) == 1):
            continue
        start, end = places[0].span()
        if len(figure) == 1 and not text.startswith("%", end):
            continue
        right = _grouped(meant[0]) if "," in figure else meant[0]
        mended = text[:start] + right + text[end:]
        others = [other for other in wrong if other != figure]
        if _unmatched(mended, source) == others and meant[0] not in _unmatched(source, mended):
            text, wrong = mended, others
            changes.append(Change("number", figure, right))
    return text, tuple(changes)


def _unmatched(text: str, other: str) -> list[str]:
    """The figures of a text whose value the other does not have."""
    there = read_numbers(other).values
    return [number.text for number in read_numbers(text).figures if not number.is_among(there)]


def _is_tenfold(one: str, other: str) -> bool:
    """Whether two figures as English writes them differ by a factor of ten, one way or the other."""
    if not (_ENGLISH_FIGURE.fullmatch(one) and _ENGLISH_FIGURE.fullmatch(other)):
        return False
    first, second = (Decimal(figure.replace(",", "")) for figure in (one, other))
    return first != 0 and (first == 10 * second or second == 10 * first)


def _grouped(figure: str) -> str:
    """A whole number with commas between its thousands; years and others as they are."""
    return f"{int(figure):,}" if figure.isdigit() and not _YEAR.fullmatch(figure) else figure
