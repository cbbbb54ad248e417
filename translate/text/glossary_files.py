"""Read the terms of a glossary: tab-separated lines, CSV, or TBX."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from translate.errors import ProfileError, counted
from translate.text.cleaning import arabic_share
from translate.text.glossary_rows import TermRow
from translate.text.glossary_tbx import tbx_rows

__all__ = ["read_rows"]

_COLUMNS = {
    "arabic": ("arabic", "ar", "source", "term", "العربية", "المصطلح"),
    "english": ("english", "en", "target", "translation", "الإنجليزية", "الترجمة"),
    "variants": ("variants", "replace", "synonyms"),
}
_MARKS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_EXCEL = re.compile(r"sep=(.)", re.IGNORECASE)


def read_rows(data: bytes, path: Path) -> Iterator[TermRow]:
    """Return the terms of a file in the format of its suffix: `.tbx`, `.csv`, else tab-separated lines.

    Raises ProfileError, with the line, if the file does not have that format.
    """
    if path.suffix.lower() == ".tbx":
        return tbx_rows(data, path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProfileError(f"{path}: not UTF-8 text (byte {error.start})") from error
    return _csv_rows(text, path) if path.suffix.lower() == ".csv" else _tab_rows(text, path)


def _tab_rows(text: str, path: Path) -> Iterator[TermRow]:
    """Yield the terms of tab-separated lines; blank lines and lines that begin with `#` are skipped."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            yield _row(line.rstrip("\r").split("\t"), f"{path}, line {number}", "tabs")


def _row(cells: Sequence[str], place: str, separators: str) -> TermRow:
    if not 2 <= len(cells) <= 3:
        raise ProfileError(
            f"{place}: {counted(len(cells), 'column')}; expected two or three, separated by {separators}: "
            "Arabic, English, variants"
        )
    arabic, english, *rest = (" ".join(cell.split()) for cell in cells)
    return TermRow(place, arabic, english, _variants(rest[0]) if rest else ())


def _variants(cell: str) -> tuple[str, ...]:
    return tuple(variant.strip() for variant in cell.split("|")) if cell else ()


def _csv_rows(text: str, path: Path) -> Iterator[TermRow]:
    """Yield the terms of a CSV file with any line ends.

    The delimiter is that of a first line `sep=;`, else the one that divides the first filled line most often. A first
    row without Arabic is a header that names the columns; otherwise they are those of the tab-separated form.
    """
    lines = list(io.StringIO(text, newline=""))
    start = next((number for number, line in enumerate(lines) if line.strip()), None)
    if start is None:
        return
    delimiter = _named_delimiter(lines[start], f"{path}, line {start + 1}")
    if delimiter is None:
        first = lines[start]
        delimiter = max(_MARKS, key=lambda mark: _cells(first, mark))
    else:
        start += 1
    reader = csv.reader(lines[start:], delimiter=delimiter, strict=True)
    named: dict[str, int] | None = None
    begun = False
    try:
        for cells in reader:
            place = f"{path}, line {start + reader.line_num}"
            if not any(cell.strip() for cell in cells):
                continue
            if not begun and not any(arabic_share(cell) for cell in cells[:1]):
                named = _named_columns(cells, place)
            elif named is None:
                yield _row(cells, place, _MARKS[delimiter])
            else:
                yield _named_row(cells, named, place)
            begun = True
    except csv.Error as error:
        raise ProfileError(f"{path}, line {start + reader.line_num}: not valid CSV: {error}") from error


def _named_delimiter(line: str, place: str) -> str | None:
    """Return the delimiter of a line `sep=;`, which Excel reads and writes; None for other lines."""
    found = _EXCEL.fullmatch(line.rstrip("\r\n"))
    if found is None:
        return None
    if found[1] not in _MARKS:
        raise ProfileError(f"{place}: the delimiter {found[1]!r} is not supported; use one of , ; or a tab")
    return found[1]


def _cells(line: str, delimiter: str) -> int:
    """Return into how many cells the delimiter divides a line; 0 if that is not valid, which reading reports."""
    try:
        return len(next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error:
        return 0


def _named_columns(cells: Sequence[str], place: str) -> dict[str, int]:
    names = [cell.strip().casefold() for cell in cells]
    found = {
        column: number
        for column, spellings in _COLUMNS.items()
        for number, name in enumerate(names)
        if name in spellings
    }
    missing = [column for column in ("arabic", "english") if column not in found]
    if missing:
        raise ProfileError(
            f"{place}: no column '{missing[0]}' in the header; expected one of {', '.join(_COLUMNS[missing[0]])}"
        )
    return found


def _named_row(cells: Sequence[str], named: dict[str, int], place: str) -> TermRow:
    if len(cells) <= max(named["arabic"], named["english"]):
        raise ProfileError(f"{place}: {counted(len(cells), 'column')}; the header has more")
    variants = named.get("variants", len(cells))
    values = [
        cells[named["arabic"]],
        cells[named["english"]],
        cells[variants] if variants < len(cells) else "",
    ]
    return _row(values, place, "commas")
