"""Mend what can be mended without a doubt: Arabic punctuation and bidi controls in an English output."""

from __future__ import annotations

from translate.records import Change

_ENGLISH = {"،": ",", "؛": ";", "؟": "?", "٪": "%", "٫": ".", "٬": ",", "ـ": ""}
_BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_REPAIRS = str.maketrans(_ENGLISH | dict.fromkeys(_BIDI_CONTROLS, ""))


def repair_punctuation(text: str) -> tuple[str, tuple[Change, ...]]:
    """The text with `،؛؟٪٫٬` in their English forms, without tatweel and bidi controls; and each change made, once."""
    repaired = text.translate(_REPAIRS)
    if repaired == text:
        return text, ()
    found = sorted({c for c in text if ord(c) in _REPAIRS})
    return repaired, tuple(Change("punctuation", c, _ENGLISH.get(c, "")) for c in found)
