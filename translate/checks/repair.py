"""Mend what can be mended without a doubt: Arabic punctuation and bidi controls in an English output, lost zeros."""

from __future__ import annotations

import re

from translate.checks.numbers import read_numbers
from translate.records import Change

_ENGLISH = {"،": ",", "؛": ";", "؟": "?", "٪": "%", "٫": ".", "٬": ",", "ـ": ""}
_BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_ENGLISH_FIGURE = re.compile(r"\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+")
_REPAIRS = str.maketrans(_ENGLISH | dict.fromkeys(_BIDI_CONTROLS, ""))


def repair_punctuation(text: str) -> tuple[str, tuple[Change, ...]]:
    """The text with `،؛؟٪٫٬` in their English forms, without tatweel and bidi controls; and each change made, once."""
    repaired = text.translate(_REPAIRS)
    if repaired == text:
        return text, ()
    found = sorted({c for c in text if ord(c) in _REPAIRS})
    return repaired, tuple(Change("punctuation", c, _ENGLISH.get(c, "")) for c in found)


def repair_magnitude(source: str, text: str) -> tuple[str, tuple[Change, ...]]:
    """The text with each figure that has the source's digits and another number of zeros put right; and each change.

    `3000` that became `30,000` is `3,000` again, `5.4` that became `54` is `5.4`. Only where one figure of the source
    and one of the text have the same digits and neither has its value on the other side, and only where both have it
    afterwards: a figure beside "million" may be right as it stands.
    """
    wrong, lost = _unmatched(text, source), _unmatched(source, text)
    changes = []
    for figure in wrong:
        meant = [
            other for other in lost if _digits(other) == _digits(figure) and _ENGLISH_FIGURE.fullmatch(other)
        ]
        alike = [other for other in wrong if _digits(other) == _digits(figure)]
        places = [*re.finditer(rf"(?<![\w.,]){re.escape(figure)}(?!\w|[.,]\d)", text)]
        if not (len(meant) == len(alike) == len(places) == 1):
            continue
        right = _grouped(meant[0]) if "," in figure else meant[0]
        mended = text[: places[0].start()] + right + text[places[0].end() :]
        if _unmatched(mended, source) == [f for f in wrong if f != figure] and meant[0] not in _unmatched(
            source, mended
        ):
            text, wrong = mended, _unmatched(mended, source)
            changes.append(Change("number", figure, right))
    return text, tuple(changes)


def _unmatched(text: str, other: str) -> list[str]:
    """The figures of a text whose value the other does not have."""
    there = read_numbers(other).values
    return [number.text for number in read_numbers(text).figures if not number.is_among(there)]


def _digits(figure: str) -> str:
    return re.sub(r"\D", "", figure).strip("0")


def _grouped(figure: str) -> str:
    """A whole number with commas between its thousands; others as they are."""
    return f"{int(figure):,}" if figure.isdigit() else figure
