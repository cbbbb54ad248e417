"""Turn the rows of a printed page into lines, column by column, in reading order."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from translate.text.formats.bidi import is_leftward, reading_order, with_brackets_right
from translate.text.formats.pagerows import COLUMN_GAP, SAME_LINE, Row, Segment, Sign, rows_of
from translate.text.verse import are_verses

__all__ = ["PageLine", "columns_of"]

# In font sizes.
_WORD_GAP = 0.15  # white space between two words
_CELL_GAP = 2.0  # white space between two cells on one line

_MOST_ROWS = 150  # maximum number of rows searched for columns at once
_LEAST_ROWS = 3  # minimum number of rows of adjacent columns
_LEAST_ROWS_IF_NARROW = 6
_WIDE_STRIP = 1.5  # in font sizes
_LEAST_FEW_VERSES = 2
_LEAST_VERSES = 0.8  # minimum share of the rows of a poem that have two halves
_CELL_WORDS = 3  # table cells have at most this many words; lines of a column have more
_MARK_AT_RIGHT = re.compile(r"\d[،؛](?!\S)")
_MARK_AT_LEFT = re.compile(r"(?<!\S)[،؛]\d")
_PRESENTATION_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")

_Strip = tuple[float, float]  # the left and right edge of white space


@dataclass(frozen=True, slots=True)
class PageLine:
    """A printed line in reading order; coordinates are in points from the left and the bottom of the page."""

    text: str
    left: float
    right: float
    bottom: float
    size: float
    leftward: bool  # the page's text runs from right to left
    first_word: float  # the width of its first word
    cells: bool = False  # a table row or a verse: the next line does not continue it


def columns_of(signs: Sequence[Sign]) -> list[list[PageLine]]:
    """Return the lines of a page column by column, each from top to bottom, in reading order.

    `signs` are in the file's order. Vertical white space through at least three rows separates either columns, which
    are read one after the other, or table cells, which are read row by row with tabs between them.
    """
    rows = rows_of(signs)
    if not rows:
        return []
    leftward = is_leftward(sign.text for sign in signs)
    in_order = leftward and _is_in_reading_order(signs)
    page = _Page(leftward, in_order, in_order and _is_laid_out_by_words(rows))
    columns = [column for column in page.columns(rows) if column]
    lines = with_brackets_right([line.text for column in columns for line in column])
    texts = iter(lines)
    return [[replace(line, text=next(texts)) for line in column] for column in columns]


@dataclass(frozen=True, slots=True)
class _Page:
    """Properties of all lines of a page: their direction, and whether the file stores words in reading order."""

    leftward: bool
    in_order: bool
    separate_words: bool  # each word was laid out separately: numbers and marks in it run from left to right

    def columns(self, rows: Sequence[Row]) -> list[list[PageLine]]:
        found: list[list[PageLine]] = [[]]
        start = 0
        while start < len(rows):
            end, strips = _side_by_side(rows, start, _LEAST_ROWS)
            if not strips:
                verses = self._few_verses(rows, start) or [self._line(rows[start])]
                found[-1] += verses
                start += len(verses)
                continue
            block = rows[start:end]
            parts = [part for part in _parts(block, strips) if part]
            if verses := self._verses(block, strips):
                found[-1] += verses
            elif _is_table(parts):
                found[-1] += [self._line(row, cells=len(row) > 1) for row in block]
            else:
                for part in parts[::-1] if self.leftward else parts:
                    found += self.columns(part)
                found.append([])
            start = end
        return found

    def _few_verses(self, rows: Sequence[Row], start: int) -> list[PageLine]:
        """Return the lines of verses, if any, that are too few to be found as columns."""
        if len(rows[start]) < 2:
            return []
        end, strips = _side_by_side(rows, start, _LEAST_FEW_VERSES)
        return self._verses(rows[start:end], strips) if strips else []

    def _verses(self, block: Sequence[Row], strips: Sequence[_Strip]) -> list[PageLine]:
        """Return the lines of a block of verse in two halves, with each verse on one line; empty if it is not verse."""
        middle = max(strips, key=lambda strip: strip[1] - strip[0])
        parts = [
            ([s for s in row if s.right <= middle[0]], [s for s in row if s.left >= middle[1]])
            for row in block
        ]
        whole = [i for i, pair in enumerate(parts) if all(pair)]
        if not whole or len(whole) < _LEAST_VERSES * (whole[-1] + 1 - whole[0]):
            return []
        halves = [[self._line(half).text for half in parts[i]] for i in whole]
        if not are_verses([(right, left) if self.leftward else (left, right) for left, right in halves]):
            return []
        return [self._line(row, verse=whole[0] <= i <= whole[-1]) for i, row in enumerate(block)]

    def _line(self, row: Row, *, cells: bool = False, verse: bool = False) -> PageLine:
        segments = row[::-1] if self.leftward else row
        size = max(segments, key=lambda segment: len(segment.signs)).size
        text = ""
        for before, segment in zip([None, *segments[:-1]], segments, strict=True):
            if before is not None:
                gap = max(before.left - segment.right, segment.left - before.right)
                text += "\t" if cells or (gap > _CELL_GAP * size and not verse) else " "
            text += self._text(segment)
        left, right = min(s.left for s in row), max(s.right for s in row)
        words = text.split()
        share = len(words[0]) / len(text) if words else 1.0
        bottom = statistics.median(s.bottom for s in row)
        return PageLine(
            text, left, right, bottom, size, self.leftward, share * (right - left), cells or verse
        )

    def _text(self, segment: Segment) -> str:
        glyphs, order = _with_spaces(segment)
        text = reading_order(
            glyphs,
            leftward=self.leftward,
            order=order if self.in_order else None,
            separate_words=self.separate_words,
        )
        return _PRESENTATION_FORMS.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text).strip()


def _side_by_side(rows: Sequence[Row], start: int, least: int) -> tuple[int, list[_Strip]]:
    """Find vertical white space from row `start` on; return where its rows end, and its strips (none: no columns).

    Columns have `least` adjacent rows or more.
    """
    strips: list[_Strip] = [
        (min(row[0].left for row in rows), max(segment.right for row in rows for segment in row))
    ]
    best: tuple[int, list[_Strip]] = (start + 1, [])
    last = min(len(rows), start + _MOST_ROWS)
    for end in range(start, last + 1):
        narrowed = [strip for strip in strips for strip in _free(strip, rows[end])] if end < last else []
        if narrowed != strips and end > start:
            inner = [strip for strip in strips if _parts_columns(rows[start:end], strip, least)]
            best = (end, inner) if inner else best
        if not narrowed:
            break
        strips = narrowed
    return best


def _free(strip: _Strip, row: Row) -> list[_Strip]:
    """Return the parts of a strip of white space that a row leaves free and that are wide enough."""
    free, left = [], strip[0]
    for segment in row:
        free.append((left, min(strip[1], segment.left)))
        left = max(left, segment.right)
    least = COLUMN_GAP * row[0].size
    return [(a, b) for a, b in (*free, (left, strip[1])) if b - a >= least]


def _parts_columns(block: Sequence[Row], strip: _Strip, least: int) -> bool:
    """Return whether enough rows are on both sides; gaps in justified lines may be aligned by chance."""
    before = sum(any(segment.right <= strip[0] for segment in row) for row in block)
    after = sum(any(segment.left >= strip[1] for segment in row) for row in block)
    wide = strip[1] - strip[0] >= _WIDE_STRIP * block[0][0].size
    return min(before, after) >= (least if wide else _LEAST_ROWS_IF_NARROW)


def _parts(block: Sequence[Row], strips: Sequence[_Strip]) -> list[list[Row]]:
    """Return the rows of each column, from left to right."""
    bounds = [float("-inf"), *((a + b) / 2 for a, b in sorted(strips)), float("inf")]
    return [
        [part for row in block if (part := [s for s in row if low <= (s.left + s.right) / 2 < high])]
        for low, high in pairwise(bounds)
    ]


def _is_table(columns: Sequence[Sequence[Row]]) -> bool:
    """Return whether most lines of the columns are as short as table cells."""
    words = [
        sum(sum(placed.sign.text.isspace() for placed in s.signs) + _gaps(s) + 1 for s in row)
        for column in columns
        for row in column
    ]
    return statistics.median(words) <= _CELL_WORDS


def _gaps(segment: Segment) -> int:
    """Return the number of gaps between words without a space in the file."""
    return sum(
        after.sign.left - before.sign.right > _WORD_GAP * segment.size
        and not before.sign.text.isspace()
        and not after.sign.text.isspace()
        for before, after in pairwise(segment.signs)
    )


def _is_in_reading_order(signs: Sequence[Sign]) -> bool:
    """Return whether the file stores the words of Arabic lines in reading order and not from left to right."""
    steps = [
        after.left < before.left
        for before, after in pairwise(sign for sign in signs if not sign.text.isspace())
        if abs(before.baseline - after.baseline) < SAME_LINE * before.size
        and max(after.left - before.right, before.left - after.right) > _WORD_GAP * before.size
        and _is_arabic(before.text)
        and _is_arabic(after.text)
    ]
    return sum(steps) * 2 > len(steps)


def _is_laid_out_by_words(rows: Sequence[Row]) -> bool:
    """Return whether marks are to the right of the numbers that they follow, and not to the left as in Arabic."""
    shown = ["".join(_with_spaces(segment)[0]) for row in rows for segment in row]
    right, left = (
        sum(len(found.findall(text)) for text in shown) for found in (_MARK_AT_RIGHT, _MARK_AT_LEFT)
    )
    return right > left


def _is_arabic(text: str) -> bool:
    return unicodedata.bidirectional(text[:1]) in ("AL", "R")


def _with_spaces(segment: Segment) -> tuple[list[str], list[int]]:
    """Return the texts of the glyphs from left to right, with spaces, and the index of each in the file.

    A gap between glyphs also counts as a space. A space has the index of the glyph before it.
    """
    glyphs: list[str] = []
    order: list[int] = []
    end = segment.left
    for (text, left, right, *_), place in segment.signs:
        apart = text.isspace() or left - end > _WORD_GAP * segment.size
        if apart and glyphs and glyphs[-1] != " ":
            glyphs.append(" ")
            order.append(order[-1])
        if not text.isspace():
            glyphs.append(text)
            order.append(place)
        end = max(end, right)
    return glyphs, order
