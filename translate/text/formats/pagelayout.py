"""From the lines of printed pages to paragraphs."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from translate.text.formats.pagelines import PageLine

__all__ = ["paragraphs"]

# Of the size of the type.
_OTHER_SIZE = 0.15  # a heading's type is larger by at least this share
_WIDE_PITCH = 1.25  # of the usual distance of two lines of a paragraph
_WIDEST_PITCH = 2.4  # double spacing
_SLACK = 0.15
_WIDE_SLACK = 3.0  # for programs that break lines by other widths than they print

_SENTENCE_END = re.compile(r"[.!?؟…:؛]\W*\Z")
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:(?:page|p\.|صفحة|الصفحة|ص)[\s.:]*)?\d{1,4}(?:\s*(?:of|/|من|-|–)\s*\d{1,4})?[\W_]*|[\W_]*\w[\W_]*",
    re.IGNORECASE,
)
# What browsers print above and below a page.
_BROWSER_HEAD = re.compile(r"(?:https?|file)://\S+|\d{1,2}/\d{1,2}/\d{2,4},? \d{1,2}:\d\d(?: ?[AP]M)?")
_BROKEN_NUMBER = re.compile(r"(?<=\d[-/])\n(?=\d)")
_DIGITS = re.compile(r"\d+")
_LEAST_PAGES = 3  # that a running head is on

_Columns = Sequence[Sequence[PageLine]]


def paragraphs(pages: Sequence[_Columns]) -> Iterator[str]:
    """Yield the paragraphs of all pages, which are lists of columns; one that goes on at the next page is one.

    A line goes on in the next one where the next one's first word would not have found room behind it, both have
    type of one size, and their distance is the usual one. At the end of a column a full stop ends the paragraph. Page
    numbers are left out, and so is a running head, but for the first time that it appears.
    """
    columns = [column for page in _without_running_heads(pages) for column in page]
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
                yield _joined(paragraph)
                paragraph = []
            paragraph.append(line.text)
            last = (line, column)
    if paragraph:
        yield _joined(paragraph)


def _joined(lines: Sequence[str]) -> str:
    """The lines of a paragraph as one; a number that is broken behind a hyphen or slash is whole again."""
    return _BROKEN_NUMBER.sub("", "\n".join(lines)).replace("\n", " ")


def _goes_on(above: PageLine, below: PageLine, column: Sequence[PageLine], usual_pitch: float) -> bool:
    if above.cells or below.cells:
        return False
    if abs(above.size - below.size) > _OTHER_SIZE * above.size or not _full(above, below, column):
        return False
    if below not in column:  # it opens the next column or page; a line of its own above columns is a headline
        return len(column) > 1 and not _SENTENCE_END.search(above.text)
    return (above.bottom - below.bottom) / above.size <= min(_WIDE_PITCH * usual_pitch, _WIDEST_PITCH)


def _full(above: PageLine, below: PageLine, column: Sequence[PageLine]) -> bool:
    """Whether the first word of `below` has no room behind `above`; so almost, where no sentence ends there."""
    if above.leftward:
        room = above.left - min(line.left for line in column)
    else:
        room = max(line.right for line in column) - above.right
    slack = _SLACK if _SENTENCE_END.search(above.text) else _WIDE_SLACK
    return room < below.first_word + slack * above.size


def _without_running_heads(pages: Sequence[_Columns]) -> Iterator[_Columns]:
    """The pages without page numbers, and without what their first or last row repeats from page to page.

    A lone letter at an edge is no text either: of a line that a browser cuts in two at the end of a page, the file has
    parts on both pages.
    """
    counts = Counter(head for page in pages for head in {_head(line) for line in _edges(page)})
    seen: set[str] = set()
    for page in pages:
        edges = _edges(page)
        dropped = [line for line in edges if _is_page_number(line.text)] if len(edges) > 1 else []
        heads = {_head(line) for line in edges if counts[_head(line)] >= max(_LEAST_PAGES, len(pages) / 2)}
        dropped += [line for line in edges if _head(line) in heads & seen]
        seen |= heads
        yield [[line for line in column if line not in dropped] for column in page]


def _is_page_number(text: str) -> bool:
    return all(_PAGE_NUMBER.fullmatch(cell) or _BROWSER_HEAD.fullmatch(cell) for cell in text.split("\t"))


def _edges(page: _Columns) -> list[PageLine]:
    """Return the lines of the topmost and of the lowest row."""
    lines = [line for column in page for line in column]
    if not lines:
        return []
    heights = [round(line.bottom) for line in lines]
    edges = {max(heights), min(heights)}
    return [line for line, height in zip(lines, heights, strict=True) if height in edges]


def _head(line: PageLine) -> str:
    return _DIGITS.sub("0", line.text)
