"""Get the id and the text of one row of a file of rows."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Protocol

from translate.config.profile import InputSettings
from translate.errors import ArticleError, Unreadable
from translate.text.formats.blocks import lines_of_field, plain_text
from translate.text.formats.content import MAX_TEXT_BYTES, Content, metadata_of, well_formed
from translate.text.formats.fields import Fields, NoFieldError, field_names, field_value, is_data

__all__ = ["Record", "RecordReader", "content_of", "id_column", "id_of", "missing_field", "no_text_field"]

# A row's fields by name, or the error if it cannot be read.
Record = Mapping[str, object] | ArticleError

_USUAL_ID = "id"


class RecordReader(Protocol):
    """A function that reads a file row by row.

    With `ids_only`, the values of all fields except `id_column(fields)` may be None, but their names are present.
    """

    def __call__(
        self, path: Path, fields: InputSettings, /, *, ids_only: bool
    ) -> Generator[Record, None, None]:
        """Yield the rows in the order of the file; raises ArticleError if it cannot be read further."""
        ...


def id_column(fields: InputSettings, names: list[str]) -> str | None:
    """Return the column of the ids: the one that the user named, or `id`; None if `names` does not contain it."""
    wanted = fields.id_field or _USUAL_ID
    return next((n for n in (wanted, wanted.partition(".")[0]) if n in names), None)


def missing_field(record: Record, text: str | None, fields: InputSettings) -> str | None:
    """Return an error message if a row lacks its text field, or the id field that the user named; else None."""
    if isinstance(record, ArticleError):
        return None
    for field, option in ((text, "--text-field"), (fields.id_field, "--id-field")):
        try:
            if field is not None:
                field_value(record, field)
        except NoFieldError:
            return _names_to_choose(record, f"no field '{field}'", option)
    return None


def no_text_field(record: Record) -> str | None:
    """Return an error message for a file with this first row in which no text field was found."""
    if isinstance(record, ArticleError):
        return None
    return _names_to_choose(record, "no field 'text'", "--text-field")


def _names_to_choose(record: Mapping[str, object], problem: str, option: str) -> str:
    if is_data(list(record)):
        return "no header: the first line contains data; add a line with the columns' names above it, such as id,text"
    return f"{problem}; available: {field_names(record)}; name one with {option}"


def id_of(record: Record, fields: InputSettings) -> str | None:
    """Return the id of a row, from the field that the user named or `id`; None unless it is text or a number."""
    if isinstance(record, ArticleError):
        return None
    try:
        value = field_value(record, fields.id_field or _USUAL_ID)
    except NoFieldError:
        return None
    return str(value).strip() or None if isinstance(value, (str, int)) else None


def content_of(record: Record, found: Fields, fields: InputSettings, place: str) -> Content:
    """Return the text of a row, with its title as the first line and its other scalar values as metadata.

    Raises ArticleError, with `place`, if it has no text.
    """
    if isinstance(record, ArticleError):
        raise record
    problem = missing_field(record, found.text, fields)
    if problem is not None:
        raise Unreadable(f"{place}: {problem}")
    value = field_value(record, found.text)
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        value = "\n".join(value)
    if not isinstance(value, str | None):
        raise Unreadable(f"{place}: '{found.text}' is not text but {type(value).__name__}")
    text = value or ""
    if len(text) > MAX_TEXT_BYTES:
        raise Unreadable(f"{place}: a text of {len(text):,} characters, limit {MAX_TEXT_BYTES:,}")
    others = {k: v for k, v in record.items() if k not in (found.text, fields.id_field or _USUAL_ID)}
    read = lines_of_field(text)
    text = "\n".join(read.lines)
    title = _title_of(record, found)
    if _is_above(title, text):
        text, read.verbatim = f"{title}\n{text}", {i + 1 for i in read.verbatim}
    return Content(well_formed(text), "utf-8", metadata_of(others), frozenset(read.verbatim))


def _title_of(record: Mapping[str, object], found: Fields) -> str:
    """Return the title of a row on one line; empty if it has none."""
    try:
        title = field_value(record, found.title) if found.title else None
    except NoFieldError:
        title = None
    return (
        " ".join(plain_text(title).split()) if isinstance(title, str) and len(title) <= MAX_TEXT_BYTES else ""
    )


def _is_above(title: str, text: str) -> bool:
    """Return whether to add the title as first line: it has letters, and the text does not start with it."""
    lines = text.split("\n", 8)
    first = next((line for line in lines if line.strip()), "")
    return bool(text.strip()) and any(map(str.isalpha, title)) and " ".join(first.split()) != title
