"""Safe repairs of English outputs: Arabic punctuation, bidi controls, and figures that are off by a factor of ten."""

from __future__ import annotations

import re
from decimal import Decimal

from translate.checks.numbers import read_numbers
from translate.records import Change

__all__ = ["repair_magnitude", "repair_punctuation"]

_ENGLISH = {"،": ",", "؛": ";", "؟": "?", "٪": "%", "٫": ".", "٬": ","}
_BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Three digits after a point may be thousands in Arabic notation: 10.000.
_ENGLISH_FIGURE = re.compile(r"\d+(?:\.(?!\d{3}$)\d+)?|\d{1,3}(?:,\d{3})+")
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_SMALL_UNIT = r"(?:[cmd]m|(?:centi|milli|deci)met)"  # units that differ by a factor of ten
# A tatweel between letters or at the end of a word only lengthens it; elsewhere it is a dash.
_TATWEEL = re.compile(r"(?<![^\W\d_])ـ+(?![^\W\d_])|(?<=\d)ـ+|ـ+(?=\d)")
_ANY_TATWEEL = re.compile("ـ+")
_REPAIRS = str.maketrans(_ENGLISH | dict.fromkeys(_BIDI_CONTROLS, ""))


def repair_punctuation(text: str) -> tuple[str, tuple[Change, ...]]:
    """Return the text with `،؛؟٪٫٬` replaced by English marks and without bidi controls, and each kind of change.

    A tatweel becomes a hyphen next to a digit or alone (`1990ـ2000`), and is deleted in a word.
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
    """Return the text with figures corrected that are ten times or a tenth of a source figure, and each change.

    `30,000` becomes `3,000` if the source has `3000`, and `54` becomes `5.4` if it has `5.4`. A figure is corrected
    only if exactly one figure of the source and one of the text differ by a factor of ten, neither occurs on the other
    side, and the correction makes both match. A figure before "million" may be right, and other factors occur in unit
    conversions, so these are kept. A single digit (`Ligue 1`) is corrected only in a percentage.
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
    """Return the figures of a text whose values are not in the other text."""
    there = read_numbers(other)
    return [number.text for number in read_numbers(text).figures if not there.has(number)]


def _is_tenfold(one: str, other: str) -> bool:
    """Return whether two figures in English notation differ by a factor of ten, in either direction."""
    if not (_ENGLISH_FIGURE.fullmatch(one) and _ENGLISH_FIGURE.fullmatch(other)):
        return False
    first, second = (Decimal(figure.replace(",", "")) for figure in (one, other))
    return first != 0 and (first == 10 * second or second == 10 * first)


def _grouped(figure: str) -> str:
    """Return a whole number with thousands separators; years and other figures unchanged."""
    return f"{int(figure):,}" if figure.isdigit() and not _YEAR.fullmatch(figure) else figure
