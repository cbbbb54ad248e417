"""Join the lines of printed pages to paragraphs."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from translate.text.formats.pagelines import PageLine

__all__ = ["paragraphs"]

# In font sizes.
_OTHER_SIZE = 0.15  # a heading's type is larger by at least this share
_WIDE_PITCH = 1.25  # of the usual distance of two lines of a paragraph
_WIDEST_PITCH = 2.4  # double spacing
_SLACK = 0.15
_WIDE_SLACK = 3.0  # for programs whose line breaks do not match the printed widths

_SENTENCE_END = re.compile(r"[.!?؟…:؛]\W*\Z")
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:(?:page|p\.|صفحة|الصفحة|ص)[\s.:]*)?\d{1,4}(?:\s*(?:of|/|من|-|–)\s*\d{1,4})?[\W_]*|[\W_]*\w[\W_]*",
    re.IGNORECASE,
)
# Text that browsers print above and below a page.
_BROWSER_HEAD = re.compile(r"(?:https?|file)://\S+|\d{1,2}/\d{1,2}/\d{2,4},? \d{1,2}:\d\d(?: ?[AP]M)?")
_BROKEN_NUMBER = re.compile(r"(?<=\d[-/])\n(?=\d)")
_DIGITS = re.compile(r"\d+")
_LEAST_PAGES = 3  # minimum number of pages that share a running head

_Columns = Sequence[Sequence[PageLine]]


def paragraphs(pages: Sequence[_Columns]) -> Iterator[str]:
    """Yield the paragraphs of all pages, which are lists of columns; a paragraph may continue on the next page.

    A line continues in the next one if the next line's first word would not fit after it, both have the same font size,
    and their distance is the usual one. A full stop at the end of a column ends the paragraph. Page numbers are left
    out, and so are running heads except at their first occurrence.
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
    """Join the lines of a paragraph, without a space inside a number that was broken after a hyphen or slash."""
    return _BROKEN_NUMBER.sub("", "\n".join(lines)).replace("\n", " ")


def _goes_on(above: PageLine, below: PageLine, column: Sequence[PageLine], usual_pitch: float) -> bool:
    if above.cells or below.cells:
        return False
    if abs(above.size - below.size) > _OTHER_SIZE * above.size or not _full(above, below, column):
        return False
    if below not in column:  # it starts the next column or page; a single line above columns is a headline
        return len(column) > 1 and not _SENTENCE_END.search(above.text)
    return (above.bottom - below.bottom) / above.size <= min(_WIDE_PITCH * usual_pitch, _WIDEST_PITCH)


def _full(above: PageLine, below: PageLine, column: Sequence[PageLine]) -> bool:
    """Return whether the first word of `below` does not fit after `above`; less strict if no sentence ends there."""
    if above.leftward:
        room = above.left - min(line.left for line in column)
    else:
        room = max(line.right for line in column) - above.right
    slack = _SLACK if _SENTENCE_END.search(above.text) else _WIDE_SLACK
    return room < below.first_word + slack * above.size


def _without_running_heads(pages: Sequence[_Columns]) -> Iterator[_Columns]:
    """Yield the pages without page numbers, and without first or last rows that are repeated from page to page.

    A single letter in such a row is dropped too: browsers may cut a line in two at the end of a page, and then parts of
    it are on both pages.
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
    """Return the lines of the top and the bottom row."""
    lines = [line for column in page for line in column]
    if not lines:
        return []
    heights = [round(line.bottom) for line in lines]
    edges = {max(heights), min(heights)}
    return [line for line, height in zip(lines, heights, strict=True) if height in edges]


def _head(line: PageLine) -> str:
    return _DIGITS.sub("0", line.text)
