"""Find table rows in plain text: cells separated by tabs, bars or several spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from translate.text.verse import are_verses

__all__ = ["gaps_of", "table_rows"]

_ARABIC = re.compile("[\u0620-\u063f\u0641-\u064a\u066e-\u06d3]")
_GAPS = ("\t", "  ", " | ", " │ ")
_TABS = re.compile(r"\t+")
_BARS = re.compile(r"(?:\A| )[|│](?: +[|│])*(?: +|\Z)")
_RULE = re.compile(r"[-=─|│+┼:._ \t\r]+")
_DASHES = re.compile(r"[-=─]{3}")
_RULE_SIGNS = tuple("-=─|│+ ")
_BLANKS = re.compile(r" {2,}")
_WIDE_GAP, _FAR_GAP = 3, 4  # minimum spaces between aligned columns, and between others
_OFF = 1  # maximum misalignment of a cell, in characters
_MOST_CELL_WORDS = 6  # if spaces separate the cells; parts of sentences are longer


def table_rows(lines: Sequence[str]) -> set[int]:
    """Return the indexes of the lines that are table rows: cells separated by tabs, bars or several spaces.

    In a row with tabs, one cell has no Arabic letter, or an adjacent line has the same number of cells. With bars or
    spaces, an adjacent line must have the same number of cells or be a row. Rules between rows count as rows; verse in
    two halves does not. Tabs in other lines are white space.
    """
    text = "\n".join(lines)
    if not any(gap in text for gap in _GAPS):  # true for most texts
        return set()
    rules = {
        i
        for i, line in enumerate(lines)
        if line[:1] in _RULE_SIGNS and _RULE.fullmatch(line) and _DASHES.search(line)
    }
    places = [i for i in range(len(lines)) if i not in rules]
    split = [_split(lines[i]) for i in places]
    rows = {n for n, line in enumerate(split) if len(line.cells) > 1 and _is_row(split, n)}
    for step, order in ((-1, range(len(split))), (1, range(len(split) - 1, -1, -1))):
        # A row with an empty cell is found by its adjacent row.
        rows.update(n for n in order if n + step in rows and split[n].is_wide and _is_short(split[n]))
    found = {places[n] for n in rows - _verses(split, sorted(rows))}
    return found | {i for i in rules if i - 1 in found or i + 1 in found}


@dataclass(frozen=True, slots=True)
class _Split:
    """A line split at its separators: the cells that are not empty, and their start and end."""

    cells: tuple[str, ...] = ()
    places: tuple[tuple[int, int], ...] = ()
    by: str = ""
    least_gap: int = 0  # the minimum number of spaces between two cells

    @property
    def is_wide(self) -> bool:
        """Whether there are more spaces between its cells than between words."""
        return self.by == " " and len(self.cells) > 1 and self.least_gap >= _WIDE_GAP


_NO_CELLS = _Split()


def _split(line: str) -> _Split:
    gaps = gaps_of(line)
    if gaps is None:
        return _NO_CELLS
    text = line.strip(" \r")
    offset = len(line) - len(line.lstrip(" "))
    cells, places, place, least = [], [], 0, len(text)
    for gap in [*gaps.finditer(text), None]:
        stop = gap.start() if gap else len(text)
        least = min(least, len(gap[0])) if gap else least
        if _is_filled(text[place:stop]):
            cells.append(text[place:stop])
            places.append((offset + place, offset + stop))
        place = gap.end() if gap else stop
    by = "\t" if gaps is _TABS else "|" if gaps is _BARS else " "
    return _Split((*cells,), (*places,), by, least)


def gaps_of(line: str) -> re.Pattern[str] | None:
    """Return the pattern of the separators between the cells of a line; None if it has no cells."""
    if "\t" in line:
        return _TABS
    if " | " in line or " │ " in line:
        return _BARS
    return _BLANKS if "  " in line else None


def _is_row(split: Sequence[_Split], i: int) -> bool:
    line = split[i]
    beside = [split[n] for n in (i - 1, i + 1) if 0 <= n < len(split)]
    alike = [other for other in beside if len(other.cells) == len(line.cells) and other.by == line.by]
    if line.by == " ":
        return any(_are_columns(line, other) for other in alike)
    if line.by == "\t" and any(not _ARABIC.search(cell) for cell in line.cells):
        return True
    return bool(alike)


def _are_columns(line: _Split, other: _Split) -> bool:
    """Return whether the space-separated cells of two lines are short, and aligned or far apart."""
    if not _is_short(line) or not _is_short(other):
        return False
    below = all(
        abs(a - c) <= _OFF or abs(b - d) <= _OFF or abs(a + b - c - d) <= 2 * _OFF
        for (a, b), (c, d) in zip(line.places, other.places, strict=True)
    )
    far = min(line.least_gap, other.least_gap) >= _FAR_GAP
    return far or (below and (line.is_wide or other.is_wide))


def _is_short(line: _Split) -> bool:
    return all(len(cell.split()) <= _MOST_CELL_WORDS for cell in line.cells)


def _verses(split: Sequence[_Split], rows: Sequence[int]) -> set[int]:
    """Return the indexes of the rows that are verses in two halves; blank lines may be between them."""
    found: set[int] = set()
    block: list[int] = []
    for n in [*(n for n in rows if len(split[n].cells) == 2), -1]:
        goes_on = block and n >= 0 and split[n].by == split[block[-1]].by
        if not goes_on or any(split[i].by for i in range(block[-1] + 1, n)):
            if are_verses([(split[i].cells[0], split[i].cells[1]) for i in block]):
                found.update(block)
            block = []
        block.append(n)
    return found


def _is_filled(cell: str) -> bool:
    return any(map(str.isalnum, cell))
