"""Clean a line of text for the model, and normalise it further to compare it."""

from __future__ import annotations

import re
import unicodedata

# Bidirectional controls, zero-width and other invisible characters, tatweel.
_DELETED = (
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2065),
    *range(0x2066, 0x2070),
    *(0x00AD, 0x0640, 0x061C, 0x180E, 0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB),
)
_PRESENTATION_FORMS = (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD))
_VOWEL_MARKS = (*range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06EE))
_ARABIC_SCRIPT = re.compile("[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufeff]+")
_COMMA_BETWEEN_DIGITS = re.compile(r"(?<=\d)،(?=\d)")


def _fold(code: int) -> str:
    """The letters of a presentation form. Forms of a lone vowel mark stand on a blank or tatweel: only the mark."""
    return unicodedata.normalize("NFKC", chr(code)).lstrip(" ـ")


_CLEAN = (
    dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " ")
    | {code: _fold(code) for code in _PRESENTATION_FORMS}
    | dict.fromkeys(_DELETED)
)
# What commands a terminal or turns the order of what follows; joiners and other invisible letters stay.
_COMMANDS = dict.fromkeys((*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0)), " ") | dict.fromkeys(
    (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
_COMPARABLE = (
    {zero + digit: str(digit) for zero in (0x0660, 0x06F0) for digit in range(10)}
    | {0x066B: ".", 0x066C: ",", 0x066A: "%"}
    | dict.fromkeys(_VOWEL_MARKS)
)


_SPELLING = str.maketrans("أإآٱىةؤئ", "ااااي\u0647وي")


def clean(text: str) -> str:
    """One line of text as the model sees it; cleaning it again changes nothing.

    NFC (not NFKC, which makes km2 of km²), Arabic presentation forms folded to letters, invisible characters and
    tatweel deleted, control characters and runs of white space made one blank, none at the ends.
    """
    composed = unicodedata.normalize("NFC", text.translate(_CLEAN))
    return " ".join(composed.split())


def without_commands(text: str) -> str:
    """What a model wrote, as it may stand in a file: line breaks and tabs stay, other control characters are blanks.

    Bidirectional controls are deleted.
    """
    return text.translate(_COMMANDS)


def comparable(text: str) -> str:
    """`clean`, and what differs between writers made equal: no vowel marks, digits 0-9, `.` and `,` in numbers, `%`."""
    unmarked = clean(text).translate(_COMPARABLE)
    return " ".join(_COMMA_BETWEEN_DIGITS.sub(",", unmarked).split())


def normalise_for_comparison(text: str) -> str:
    """`comparable`, and letters without case. Only for comparing: a translation model wants what `clean` gives."""
    return unicodedata.normalize("NFC", comparable(text).casefold())


def fold_spelling(text: str) -> str:
    """Letters that writers take for one another made one: no hamza on a carrier, ى as ي, ة as ه. The length stays."""
    return text.translate(_SPELLING)


def arabic_share(text: str) -> float:
    """How many of the letters in `text` are of the Arabic script, 0 to 1; 0 where there are no letters."""
    letters = sum(map(str.isalpha, text))
    arabic = sum(map(str.isalpha, "".join(_ARABIC_SCRIPT.findall(text))))
    return arabic / letters if letters else 0.0
