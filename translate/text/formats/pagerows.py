"""Group the glyphs of a printed page into rows, whatever their order in the file."""

from __future__ import annotations

import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

__all__ = ["COLUMN_GAP", "SAME_LINE", "UNKNOWN", "Row", "Segment", "Sign", "rows_of"]

UNKNOWN = "\ufffd"  # a glyph that the font maps to no character

# In font sizes.
COLUMN_GAP = 0.8  # white space that may separate two columns
SAME_LINE = 0.3  # maximum difference between baselines of one line
_RAISED = 0.65  # maximum distance of an exponent or index from the line
_SMALL = 0.85  # browsers raise type of 0.83 of the size
_LONGEST_RAISED = 200
_DOTS_APART = 0.3  # maximum horizontal distance of dots from the stem of their letter
_SAME_PLACE = 0.1  # glyphs printed twice, for bold type
_EXPONENTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


class Sign(NamedTuple):
    """A printed glyph: one character, or several of a ligature; coordinates in points from the left and the bottom."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


class _Placed(NamedTuple):
    """A glyph with its index in the file."""

    sign: Sign
    order: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Glyphs of one row without a wide gap."""

    signs: tuple[_Placed, ...]
    left: float
    right: float
    bottom: float
    size: float


Row = list[Segment]


def rows_of(signs: Sequence[Sign]) -> list[Row]:
    """Return the rows of a page from top to bottom, each split into segments from left to right.

    `signs` are in the file's order.
    """
    lines: list[list[_Placed]] = []
    for placed in sorted(_with_marks(_whole_letters(signs)), key=lambda placed: -placed.sign.baseline):
        sign = placed.sign
        last = lines[-1][-1].sign if lines else None
        if last is not None and last.baseline - sign.baseline < SAME_LINE * min(sign.size, last.size):
            lines[-1].append(placed)
        else:
            lines.append([placed])
    return [row for line in _with_raised(lines) if (row := _segments(line))]


def _with_raised(lines: Sequence[list[_Placed]]) -> list[list[_Placed]]:
    """Join exponents, indices and reference marks to the lines that they belong to."""
    joined: list[list[_Placed]] = []
    for line in lines:
        size = _size(line)
        if joined and _is_next_to(joined[-1], line):
            joined[-1] = [*line, *map(_as_exponent, joined[-1])]
        elif joined and size < _SMALL * _size(joined[-1]) and _is_next_to(line, joined[-1]):
            joined[-1] += line
        else:
            joined.append(line)
    return joined


def _is_next_to(small: Sequence[_Placed], line: Sequence[_Placed]) -> bool:
    """Return whether small glyphs are slightly off a line, next to its glyphs and not above them."""
    size = _size(line)
    if _size(small) >= _SMALL * size or len(small) > _LONGEST_RAISED:
        return False
    if abs(small[0].sign.baseline - statistics.median(p.sign.baseline for p in line)) > _RAISED * size:
        return False
    return not any(
        s.sign.left + 0.3 * s.sign.size < o.sign.right and o.sign.left < s.sign.right - 0.3 * s.sign.size
        for s in small
        for o in line
        if not o.sign.text.isspace()
    )


def _as_exponent(placed: _Placed) -> _Placed:
    return placed._replace(sign=placed.sign._replace(text=placed.sign.text.translate(_EXPONENTS)))


def _size(line: Sequence[_Placed]) -> float:
    return statistics.median(placed.sign.size for placed in line)


def _segments(line: Sequence[_Placed]) -> Row:
    """Return the segments of a row: its glyphs from left to right, split at wide white space and wide spaces."""
    size = _size(line)
    groups: list[list[_Placed]] = []
    blanks: list[_Placed] = []
    end = 0.0
    # A glyph without width at another's left edge comes after it in reading order: the alef of لا in some fonts.
    for placed in sorted(line, key=lambda placed: (round(placed.sign.left, 2), placed.sign.right)):
        sign = placed.sign
        if sign.text.isspace():
            blanks.append(placed)
            continue
        if groups and _is_printed_twice(groups[-1], sign):
            continue
        if not groups or sign.left - end > COLUMN_GAP * size:
            groups.append([])
            end = sign.right
        else:
            groups[-1] += blanks
        blanks = []
        groups[-1].append(placed)
        end = max(end, sign.right)
    bottom = statistics.median(placed.sign.baseline for placed in line)
    return [
        Segment(tuple(group), group[0].sign.left, max(p.sign.right for p in group), bottom, size)
        for group in groups
    ]


def _is_printed_twice(group: Sequence[_Placed], sign: Sign) -> bool:
    return any(
        other.sign.text == sign.text and abs(other.sign.left - sign.left) < _SAME_PLACE * sign.size
        for other in group[-3:]
    )


def _whole_letters(signs: Sequence[Sign]) -> list[Sign]:
    """Join glyphs that form one letter: some fonts have separate dots, and either glyph may carry the character.

    An unknown glyph without width is a dot or mark of a known letter, and is left out.
    """
    whole: list[Sign] = []
    for sign in signs:
        last = whole[-1] if whole else None
        if last is not None and _is_stem_of(last, sign):
            whole[-1] = last._replace(text=sign.text)
        elif last is not None and _is_stem_of(sign, last):
            whole[-1] = sign._replace(text=last.text)
        else:
            whole.append(sign)
    return [sign for sign in whole if sign.text != UNKNOWN or sign.right > sign.left]


def _is_stem_of(stem: Sign, dots: Sign) -> bool:
    """Return whether `stem` is the unknown glyph of a letter's stem, and `dots` its dots, which carry the character."""
    return (
        stem.text == UNKNOWN
        and dots.left == dots.right
        and dots.text.isalpha()
        and stem.left - _DOTS_APART * stem.size <= dots.left <= stem.right + _DOTS_APART * stem.size
        and abs(stem.baseline - dots.baseline) < stem.size
    )


def _with_marks(signs: Sequence[Sign]) -> list[_Placed]:
    """Join each vowel mark to its letter; `signs` are in the file's order.

    A mark's coordinates do not identify its letter, because they are those of its origin and not of its ink. In the
    file the mark is next to its letter: before it if the line is stored from left to right, else after it.
    """
    placed = [_Placed(sign, index) for index, sign in enumerate(signs) if sign.text]
    bases = [p for p in placed if not _is_mark(p.sign.text)]
    if len(bases) == len(placed) or not bases:
        return placed
    steps = [
        after.sign.left - before.sign.left
        for before, after in pairwise(bases)
        if abs(after.sign.baseline - before.sign.baseline) < SAME_LINE * after.sign.size
    ]
    mark_first = sum(step > 0 for step in steps) * 2 > len(steps)
    letters: list[_Placed] = []
    marks = ""
    for p in placed if mark_first else reversed(placed):
        if _is_mark(p.sign.text):
            marks = p.sign.text + marks  # in reverse order
        else:
            letters.append(p._replace(sign=p.sign._replace(text=p.sign.text + marks)))
            marks = ""
    return letters if mark_first else letters[::-1]


def _is_mark(text: str) -> bool:
    return all(unicodedata.category(character) == "Mn" for character in text)
