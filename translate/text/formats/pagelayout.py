"""From the lines of printed pages to paragraphs."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from translate.text.formats.bidi import reading_order

__all__ = ["PageLine", "Sign", "paragraphs"]

# Of the size of the type: white space that parts two words, and white space that parts two columns.
_WORD_GAP = 0.15
_COLUMN_GAP = 0.8
_OTHER_SIZE = 0.15  # a heading's type is larger by at least this share
_WIDE_PITCH = 1.25  # of the usual distance of two lines of a paragraph

_WIDE_SLACK = 3.0  # of the size, for programs that break lines by other widths than they print
_SENTENCE_END = re.compile(r"[.!?؟…:؛]\W*\Z")

_PAGE_NUMBER = re.compile(r"[\W_]*(?:\d{1,4}|\w)[\W_]*")
_PRESENTATION_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")

Sign = tuple[str, float, float, float]  # text, left and right edge, size in points


@dataclass(frozen=True, slots=True)
class PageLine:
    """One printed line, in reading order; places in points from the left and from the bottom of the page."""

    text: str
    left: float
    right: float
    bottom: float
    size: float
    leftward: bool  # of a page whose text runs from right to left
    first_word: float  # the width of its first word

    @classmethod
    def of(cls, signs: Sequence[Sign], bottom: float, *, leftward: bool) -> PageLine:
        """A line from its signs in the order of the file, which need not be that of the page."""
        size = statistics.median(size for *_, size in signs)
        glyphs = _with_spaces(sorted(_with_marks(signs), key=lambda sign: sign[1]), size)
        text = _PRESENTATION_FORMS.sub(
            lambda m: unicodedata.normalize("NFKC", m[0]), reading_order(glyphs, leftward=leftward).strip()
        )
        left, right = min(s[1] for s in signs), max(s[2] for s in signs)
        words = text.split()
        share = len(words[0]) / len(text) if words else 1.0
        return cls(text, left, right, bottom, size, leftward, share * (right - left))


def paragraphs(pages: Sequence[Sequence[PageLine]]) -> Iterator[str]:
    """The paragraphs of all pages; one that goes on at the next page or column is one.

    A line goes on in the next one where the next one's first word would not have found room behind it, both have
    type of one size, and their distance is the usual one. At the end of a column a full stop ends the paragraph.
    """
    columns = [column for page in pages for column in _columns(_without_page_numbers(page))]
    pitches = [
        (above.bottom - below.bottom) / above.size
        for column in columns
        for above, below in pairwise(column)
        if _full(above, below, column)
    ]
    usual_pitch = statistics.median(pitches) if pitches else 0.0
    paragraph: list[str] = []
    last: tuple[PageLine, Sequence[PageLine]] | None = None
    for column in columns:
        for line in column:
            if last is not None and not _goes_on(last[0], line, last[1], usual_pitch):
                yield " ".join(paragraph)
                paragraph = []
            paragraph.append(line.text)
            last = (line, column)
    if paragraph:
        yield " ".join(paragraph)


def _goes_on(above: PageLine, below: PageLine, column: Sequence[PageLine], usual_pitch: float) -> bool:
    if abs(above.size - below.size) > _OTHER_SIZE * above.size or not _full(above, below, column):
        return False
    if below not in column:  # it opens the next column or page; a line of its own above columns is a headline
        return len(column) > 1 and not _SENTENCE_END.search(above.text)
    return (above.bottom - below.bottom) / above.size <= _WIDE_PITCH * usual_pitch


def _full(above: PageLine, below: PageLine, column: Sequence[PageLine]) -> bool:
    """Whether the first word of `below` has no room behind `above`; so almost, where no sentence ends there."""
    if above.leftward:
        room = above.left - min(line.left for line in column)
    else:
        room = max(line.right for line in column) - above.right
    slack = _WORD_GAP if _SENTENCE_END.search(above.text) else _WIDE_SLACK
    return room < below.first_word + slack * above.size


def _columns(lines: Sequence[PageLine]) -> list[list[PageLine]]:
    """The lines column by column, each from top to bottom; the first column is that on the side where lines begin."""
    rest = list(lines)
    above: list[PageLine] = []  # rows over the columns
    while rest:
        size = statistics.median(line.size for line in rest)
        columns = _split(rest, lambda line: (line.left, line.right), _COLUMN_GAP * size)
        if len(columns) > 1:
            ordered = columns[::-1] if rest[0].leftward else columns
            return [above, *(part for column in ordered for part in _columns(column))]
        # No gap runs through the whole: its topmost row may be what bridges it (a headline over columns).
        rows = _split(rest, lambda line: (-line.bottom - line.size, -line.bottom), 0.0)
        above += sorted(rows[0], key=_place)
        rest = [line for row in rows[1:] for line in row]
    return [above]


def _place(line: PageLine) -> tuple[int, float]:
    """A sort key: from top to bottom, on one height in the direction of reading."""
    return -round(line.bottom), -line.left if line.leftward else line.left


def _split(
    lines: Sequence[PageLine], extent: Callable[[PageLine], tuple[float, float]], gap: float
) -> list[list[PageLine]]:
    """Groups of lines with more than `gap` between the extents of one group and the next, in ascending order."""
    groups: list[list[PageLine]] = []
    end = 0.0
    for line in sorted(lines, key=extent):
        start, stop = extent(line)
        if not groups or start > end + gap:
            groups.append([])
            end = stop
        groups[-1].append(line)
        end = max(end, stop)
    return groups


def _without_page_numbers(page: Sequence[PageLine]) -> list[PageLine]:
    """The lines of a page but the topmost and the lowest where they are numbers, as pages have them.

    So with lone letters: of a line that a browser cuts in two at the end of a page, the file has parts on both pages.
    """
    heights = {round(line.bottom) for line in page}
    edges = {max(heights), min(heights)} if len(heights) > 1 else set()
    return [line for line in page if round(line.bottom) not in edges or not _PAGE_NUMBER.fullmatch(line.text)]


def _with_marks(signs: Sequence[Sign]) -> list[Sign]:
    """The signs, which are in the file's order, with each vowel mark joined to its letter.

    Where a mark stands on the page does not tell its letter: the place is that of its origin, not of its ink. But the
    file has it beside its letter: before it where the signs run from left to right through an Arabic line, else
    behind it.
    """
    steps = [after[1] - before[1] for before, after in pairwise(s for s in signs if not _is_mark(s[0]))]
    mark_first = sum(step > 0 for step in steps) * 2 > len(steps)
    letters: list[Sign] = []
    marks = ""
    for sign in signs if mark_first else reversed(signs):
        if _is_mark(sign[0]):
            marks = sign[0] + marks  # met in reverse
        else:
            letters.append((sign[0] + marks, *sign[1:]))
            marks = ""
    return letters or list(signs)


def _is_mark(text: str) -> bool:
    return bool(text) and all(unicodedata.category(character) == "Mn" for character in text)


def _with_spaces(signs: Sequence[Sign], size: float) -> list[str]:
    """The signs' texts, with a space where there is one or where they stand apart."""
    glyphs: list[str] = []
    end = signs[0][1]
    for text, left, right, _ in signs:
        apart = text.isspace() or left - end > _WORD_GAP * size
        if apart and glyphs and glyphs[-1] != " ":
            glyphs.append(" ")
        if not text.isspace():
            glyphs.append(text)
        end = max(end, right)
    return glyphs
