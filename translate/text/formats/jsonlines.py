"""Read JSON Lines: one object a line, each an article."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from pathlib import Path

from translate.config.profile import InputSettings
from translate.errors import Unreadable
from translate.text.formats.content import MAX_TEXT_BYTES
from translate.text.formats.record import Record


def read_json_lines(path: Path, _fields: InputSettings, /, *, ids_only: bool) -> Iterator[Record]:  # noqa: ARG001
    """The objects of the file, one line of it in memory at a time; blank lines are passed over.

    A line that is no JSON object in UTF-8 is an Unreadable with its number. Raises Unreadable for a line of more than
    `MAX_TEXT_BYTES`.
    """
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(MAX_TEXT_BYTES + 1):
                number += 1
                if len(line) > MAX_TEXT_BYTES:
                    raise Unreadable(f"{path}:{number}: a line of more than {MAX_TEXT_BYTES:,} bytes")
                line = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
                if line.strip():
                    yield _record(line, f"{path}:{number}")
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from error


def _record(line: bytes, place: str) -> Record:
    try:
        value = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # of JSON, and of UTF-8
        return Unreadable(f"{place}: not JSON in UTF-8: {error}")
    if not isinstance(value, dict):
        return Unreadable(f"{place}: a JSON object should stand there, not {type(value).__name__}")
    return value
