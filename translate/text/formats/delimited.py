"""Read CSV and TSV: a header line, then a row for each article."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from translate.config.profile import InputSettings
from translate.errors import UnknownEncoding, Unreadable
from translate.text.encodings import decode
from translate.text.formats.content import MAX_TEXT_BYTES
from translate.text.formats.record import Record

_HEAD_BYTES = 1 << 18
# A spreadsheet in a country whose decimal sign is the comma writes semicolons.
_DELIMITERS = ",;\t|"
_UNDECODED = re.compile("[\udc80-\udcff]")  # as the error handler `surrogateescape` leaves a byte


def read_delimited(path: Path, fields: InputSettings, /, *, ids_only: bool) -> Iterator[Record]:  # noqa: ARG001
    """The rows of the file by the names in its first line, one row in memory at a time.

    The encoding is told from the first 256 KiB, the delimiter (`,`, `;`, tab or `|`) by the header's fields. A row of
    another number of fields, or with bytes that the encoding does not have, is an Unreadable with its line. Raises
    Unreadable (also for a field of more than `MAX_TEXT_BYTES`), UnknownEncoding.
    """
    csv.field_size_limit(MAX_TEXT_BYTES)
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
        encoding = _encoding(head, path)
        with path.open(encoding=encoding, errors="surrogateescape", newline="") as file:
            first = file.readline(_HEAD_BYTES)
            file.seek(0)
            rows = csv.reader(file, delimiter=_delimiter(first, fields), strict=True)
            header = next(rows, [])
            for row in rows:
                if row:
                    yield _record(header, row, f"{path}:{rows.line_num}")
    except csv.Error as error:
        raise Unreadable(f"{path}: not CSV: {error} (a quotation mark that is not closed?)") from error
    except UnicodeError as error:
        raise UnknownEncoding(f"{path}: damaged {encoding}: {error}") from error
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from error


def _encoding(head: bytes, path: Path) -> str:
    """The encoding of the file, by its first bytes up to the last whole line."""
    whole = head[: head.rfind(b"\n") + 1] if len(head) == _HEAD_BYTES and b"\n" in head else head
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    text = whole.decode("utf-8", errors="replace")
    if text.count("\ufffd") * 4 < sum(not character.isascii() for character in text):
        return "utf-8-sig"  # damaged in a few places at most, which are told row by row
    encoding = decode(whole, path)[1]
    return "utf-8-sig" if encoding == "utf-8" else encoding


def _delimiter(header: str, fields: InputSettings) -> str:
    """The delimiter under which the header has the field with the text; else the most frequent one."""
    for delimiter in _DELIMITERS:
        if fields.text_field in next(csv.reader([header], delimiter=delimiter), []):
            return delimiter
    return max(_DELIMITERS, key=header.count)


def _record(header: list[str], row: list[str], place: str) -> Record:
    if len(row) != len(header):
        return Unreadable(f"{place}: {len(row)} fields, where the header has {len(header)}")
    if any(_UNDECODED.search(value) for value in row):
        return UnknownEncoding(f"{place}: bytes that are no text in the encoding of the file's beginning")
    return dict(zip(header, row, strict=True))
