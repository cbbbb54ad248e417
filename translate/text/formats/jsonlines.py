"""Read JSON Lines (one object a line) and JSON (an array of objects, or one after the other)."""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TextIO

from translate.config.profile import InputSettings
from translate.errors import Unreadable, UnsupportedKind
from translate.text.formats.content import MAX_TEXT_BYTES
from translate.text.formats.record import Record
from translate.text.formats.rowfile import open_rows

__all__ = ["read_json", "read_json_lines"]

_PIECE = 1 << 16
_BETWEEN = re.compile(r"[ \t\r\n,]*")


def read_json_lines(
    path: Path,
    _fields: InputSettings,
    /,
    *,
    ids_only: bool,  # noqa: ARG001
) -> Generator[Record, None, None]:
    """Yield the objects of the file, with one line in memory at a time; blank lines are skipped.

    A line that is not a JSON object in UTF-8 yields an Unreadable with its number. Raises Unreadable for a line of more
    than `MAX_TEXT_BYTES`.
    """
    with open_rows(path) as file:
        number = 0
        while line := file.readline(MAX_TEXT_BYTES + 1):
            number += 1
            if len(line) > MAX_TEXT_BYTES:
                raise Unreadable(f"{path}:{number}: a line of more than {MAX_TEXT_BYTES:,} bytes")
            line = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
            if line.strip():
                yield _record(line, f"{path}:{number}")


def read_json(path: Path, _fields: InputSettings, /, *, ids_only: bool) -> Generator[Record, None, None]:  # noqa: ARG001
    """Yield the objects of a JSON array or of concatenated JSON, with one in memory at a time.

    A value that is not an object yields an Unreadable with its number. Raises Unreadable, with the number of the value,
    if the file is not JSON from some value on; UnsupportedKind if it starts with neither an array nor an object.
    """
    with open_rows(path) as file:
        number = 0
        try:
            text = io.TextIOWrapper(file, "utf-8-sig")
            for number, value in enumerate(_values(text, path), 1):
                if isinstance(value, dict):
                    yield value
                else:
                    yield Unreadable(f"{path}, value {number}: not a JSON object but {type(value).__name__}")
        except (ValueError, RecursionError) as error:  # of JSON, and of UTF-8
            raise Unreadable(
                f"{path}: not JSON in UTF-8 from value {number + 1} on; the rest is not read: {error}"
            ) from error


def _record(line: bytes, place: str) -> Record:
    try:
        value = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # of JSON, and of UTF-8
        return Unreadable(f"{place}: not JSON in UTF-8: {error}")
    if not isinstance(value, dict):
        return Unreadable(f"{place}: expected a JSON object, not {type(value).__name__}")
    return value


def _values(file: TextIO, path: Path) -> Iterator[object]:
    """Yield the values of the outermost array, or of a file of values; raises ValueError for invalid JSON."""
    decoder = json.JSONDecoder()
    text = file.read(_PIECE)
    place = _after_blanks(text, 0)
    if text and text[place : place + 1] not in ("[", "{"):
        raise UnsupportedKind(f"{path}: unsupported file type .json: neither an array nor an object")
    in_array = text.startswith("[", place)
    place += in_array
    while True:
        place = _after_blanks(text, place)
        if in_array and text.startswith("]", place):
            return
        try:
            value, end = decoder.raw_decode(text, place)
        except ValueError:
            rest = len(text) - place
            more = file.read(max(_PIECE, rest)) if rest <= MAX_TEXT_BYTES else ""
            if not more and not rest and not in_array:
                return
            if not more:
                raise
            text, place = text[place:] + more, 0
            continue
        yield value
        place = end


def _after_blanks(text: str, place: int) -> int:
    found = _BETWEEN.match(text, place)
    return found.end() if found else place
