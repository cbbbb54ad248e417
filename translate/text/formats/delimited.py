"""Read CSV and TSV: a header, then one row per article."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from translate.config.profile import InputSettings
from translate.errors import UnknownEncoding, Unreadable
from translate.text.encodings import decode
from translate.text.formats.content import MAX_TEXT_BYTES
from translate.text.formats.fields import is_text_name
from translate.text.formats.record import Record
from translate.text.formats.rowfile import kind_of_rows, open_rows
from translate.text.ids import suffix_of

__all__ = ["read_delimited"]

_PIECE = 1 << 20
_SAMPLE_BYTES = 1 << 18
_ASCII = bytes(range(0x80))
# Spreadsheets write semicolons in countries where the decimal sign is a comma.
_DELIMITERS = ",;\t|"
_EXCEL = re.compile(r"sep=(.)[\r\n]*", re.IGNORECASE)  # a first line that names the delimiter
_UNDECODED = re.compile("[\udc80-\udcff]")  # a byte as the error handler `surrogateescape` decodes it


def read_delimited(path: Path, fields: InputSettings, /, *, ids_only: bool) -> Generator[Record, None, None]:  # noqa: ARG001
    """Yield the rows of the file, keyed by the names in its header, with one row in memory at a time.

    The encoding is detected from the whole file, the delimiter (`,`, `;`, tab or `|`) from the header or a line `sep=;`
    above it. Quotation marks in a `.tsv` are text. With one column, a line without quotation marks is one value, even
    if it contains delimiters. A row with invalid quoting, a wrong number of fields, or invalid bytes yields an
    Unreadable with its line number; the next row starts at the next line. Raises Unreadable (also for a field of more
    than `MAX_TEXT_BYTES`) and UnknownEncoding.
    """
    csv.field_size_limit(MAX_TEXT_BYTES)
    encoding = _encoding(path)
    try:
        with (
            open_rows(path) as packed,
            io.TextIOWrapper(packed, encoding, errors="surrogateescape", newline="") as file,
        ):
            lines = _Lines(file, path)
            rows = _Rows(
                lines, _delimiter(lines, fields), quoted=kind_of_rows(suffix_of(path.name)) != ".tsv"
            )
            header = rows.header()
            for row in rows:
                yield row if isinstance(row, Unreadable) else _record(header, row, f"{path}:{rows.number}")
    except UnicodeError as error:
        raise UnknownEncoding(f"{path}: damaged {encoding}: {error}") from error


@dataclass(slots=True)
class _Lines:
    """The lines of a file with their line ends; lines can be pushed back."""

    file: TextIO
    path: Path
    number: int = 0  # of the last line returned, from 1
    waiting: deque[str] = field(default_factory=deque)

    def next(self) -> str:
        """Return the next line, empty at the end of the file; raises Unreadable if it is too long."""
        line = self.waiting.popleft() if self.waiting else self.file.readline(MAX_TEXT_BYTES + 1)
        self.number += 1
        if len(line) > MAX_TEXT_BYTES:
            raise Unreadable(f"{self.path}:{self.number}: a line of more than {MAX_TEXT_BYTES:,} characters")
        return line

    def put_back(self, lines: Sequence[str]) -> None:
        """Push `lines` back, to be read again in order."""
        self.waiting.extendleft(reversed(lines))
        self.number -= len(lines)


class _Rows:
    """The rows below a header, each a list of fields or an error."""

    def __init__(self, lines: _Lines, delimiter: str, *, quoted: bool) -> None:
        self.number = 0  # of the line in which the last row began
        self._lines = lines
        self._delimiter = delimiter
        self._quoted = quoted
        self._width = 0

    def header(self) -> list[str]:
        """Return the names of the columns; raises Unreadable if their quoting is invalid."""
        found = self._next()
        if isinstance(found, Unreadable):
            raise found
        self._width = len(found or ())
        return found or []

    def __iter__(self) -> Iterator[list[str] | Unreadable]:
        """Yield the rows; blank lines are skipped."""
        while (row := self._next()) is not None:
            if row:
                yield row

    def _next(self) -> list[str] | Unreadable | None:
        taken: list[str] = []
        self.number = self._lines.number + 1
        try:
            row = next(self._reader(self._taking(taken)), None)
        except csv.Error as error:
            self._lines.put_back(taken[1:])
            row = self._with_backslashes(taken[0])
            if row is None:
                return Unreadable(
                    f"{self._lines.path}:{self.number}: not CSV: {error} (a quotation mark that is not closed, or not "
                    "doubled within a field?); 1 row not read"
                )
        if row is not None and self._width == 1 and len(row) > 1:
            return ["".join(taken).strip("\r\n")]
        return row

    def _taking(self, taken: list[str]) -> Iterator[str]:
        """Yield lines, at most as many as a row may have, and append them to `taken`."""
        size = 0
        while size <= MAX_TEXT_BYTES and (line := self._lines.next()):
            size += len(line)
            taken.append(line)
            yield line
        # At the end of the file, `number` is one too high, but is not used any more.

    def _with_backslashes(self, line: str) -> list[str] | None:
        r"""Return the row of a line with quotation marks written as `\"` (MySQL, Spark); else None."""
        if '\\"' not in line:
            return None
        try:
            row = next(self._reader(iter([line]), escapechar="\\", doublequote=False), None)
        except csv.Error:
            return None
        return row if row is not None and len(row) == self._width else None

    def _reader(
        self, lines: Iterator[str], *, escapechar: str | None = None, doublequote: bool = True
    ) -> Iterator[list[str]]:
        return csv.reader(
            lines,
            delimiter=self._delimiter,
            quoting=csv.QUOTE_MINIMAL if self._quoted else csv.QUOTE_NONE,
            escapechar=escapechar,
            doublequote=doublequote,
            strict=True,
        )


def _encoding(path: Path) -> str:
    """Return the encoding of the whole file; a few invalid bytes are allowed in UTF-8."""
    beyond_ascii = damaged = 0
    sample = bytearray()  # the lines that are not ASCII, or the first bytes
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with open_rows(path) as file:
        while piece := file.read(_PIECE):
            if not sample and piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return "utf-16"
            beyond_ascii += len(piece.translate(None, _ASCII)) // 2
            damaged += decoder.decode(piece).count("\ufffd")
            if not sample and b"\0" in piece:  # perhaps UTF-16, which has other line ends
                sample += piece[:_SAMPLE_BYTES]
            elif len(sample) < _SAMPLE_BYTES:
                lines = piece.splitlines(keepends=True)
                sample += b"".join(line for line in lines if not line.isascii())[:_SAMPLE_BYTES]
    if damaged * 4 < beyond_ascii + damaged or not sample:
        return "utf-8-sig"  # the damage is reported row by row
    encoding = decode(bytes(sample), path)[1]
    return "utf-8-sig" if encoding == "utf-8" else encoding


def _delimiter(lines: _Lines, fields: InputSettings) -> str:
    """Return the delimiter: that of a line `sep=;`, which is dropped, or one by which the header has the text field.

    Otherwise return the most frequent one.
    """
    first = lines.next()
    excel = _EXCEL.fullmatch(first)
    if excel is not None:
        return excel[1]
    lines.put_back([first])
    for delimiter in _DELIMITERS:
        names = next(csv.reader([first], delimiter=delimiter), [])
        if fields.text_field in names or (fields.text_field is None and any(map(is_text_name, names))):
            return delimiter
    return max(_DELIMITERS, key=first.count)


def _record(header: list[str], row: list[str], place: str) -> Record:
    if len(row) != len(header):
        return Unreadable(f"{place}: {len(row)} fields, but the header has {len(header)}; 1 row not read")
    if any(_UNDECODED.search(value) for value in row):
        return UnknownEncoding(f"{place}: invalid bytes for the file's encoding; 1 row not read")
    return dict(zip(header, row, strict=True))
