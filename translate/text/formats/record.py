"""One row of a file that holds many articles, and how it becomes an id and a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from translate.config.profile import InputSettings
from translate.errors import ArticleError, Unreadable
from translate.text.formats.content import MAX_TEXT_BYTES, Content, metadata_of, well_formed

# Its fields by name, or why it cannot be read.
Record = Mapping[str, object] | ArticleError

_USUAL_ID = "id"


class RecordReader(Protocol):
    """Reads a file row by row.

    With `ids_only`, the values of all fields but `id_field(fields)` may be None, though their names are there.
    """

    def __call__(self, path: Path, fields: InputSettings, /, *, ids_only: bool) -> Iterator[Record]:
        """The rows, in the order of the file; raises ArticleError where it cannot be read any further."""
        ...


def id_field(fields: InputSettings) -> str:
    """The field that rows have their ids from, where they have it: the one that was named, or else `id`."""
    return fields.id_field or _USUAL_ID


def missing_field(record: Record, fields: InputSettings) -> str | None:
    """What to tell of a row that lacks the field with the text, or a named field with the id; else None."""
    if isinstance(record, ArticleError):
        return None
    for field, option in ((fields.text_field, "--text-field"), (fields.id_field, "--id-field")):
        if field is not None and field not in record:
            there = ", ".join(f"'{name}'" for name in list(record)[:30]) or "none"
            return f"no field '{field}'; there are {there}: name one with {option}"
    return None


def id_of(record: Record, fields: InputSettings) -> str | None:
    """What the field of the ids holds, `id` where none was named; None where that is no text or number."""
    if isinstance(record, ArticleError):
        return None
    name = id_field(fields)
    value = record.get(name)
    return str(value).strip() or None if isinstance(value, (str, int)) else None


def content_of(record: Record, fields: InputSettings, place: str) -> Content:
    """The text of a row, its other single values as metadata; raises ArticleError, with `place`, where it has none."""
    if isinstance(record, ArticleError):
        raise record
    problem = missing_field(record, fields)
    if problem is not None:
        raise Unreadable(f"{place}: {problem}")
    value = record[fields.text_field]
    if not isinstance(value, str | None):
        raise Unreadable(f"{place}: '{fields.text_field}' is no text but {type(value).__name__}")
    text = value or ""
    if len(text) > MAX_TEXT_BYTES:
        raise Unreadable(f"{place}: a text of {len(text):,} characters; read are up to {MAX_TEXT_BYTES:,}")
    others = {k: v for k, v in record.items() if k not in (fields.text_field, id_field(fields))}
    return Content(well_formed(text), "utf-8", metadata_of(others))
