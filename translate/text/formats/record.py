"""One row of a file of rows: get its id and its text."""

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

# Its fields by name, or why it cannot be read.
Record = Mapping[str, object] | ArticleError

_USUAL_ID = "id"


class RecordReader(Protocol):
    """A function that reads a file row by row.

    With `ids_only`, the values of all fields except `id_column(fields)` may be None, but their names are present.
    """

    def __call__(
        self, path: Path, fields: InputSettings, /, *, ids_only: bool
    ) -> Generator[Record, None, None]:
        """Read the rows, in the order of the file; raises ArticleError where it cannot be read any further."""
        ...


def id_column(fields: InputSettings, names: list[str]) -> str | None:
    """Return the column among `names` that rows have their ids from: the one that was named, or `id`; else None."""
    wanted = fields.id_field or _USUAL_ID
    return next((n for n in (wanted, wanted.partition(".")[0]) if n in names), None)


def missing_field(record: Record, text: str | None, fields: InputSettings) -> str | None:
    """Return what to report of a row that lacks the field `text`, or a named field with the id; else None."""
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
    """Return what to report of a file with such a first row, in which no field was found to be the text."""
    if isinstance(record, ArticleError):
        return None
    return _names_to_choose(record, "no field 'text'", "--text-field")


def _names_to_choose(record: Mapping[str, object], problem: str, option: str) -> str:
    if is_data(list(record)):
        return "no header: the first line is a row of text; write a line with the columns' names above it, as id,text"
    return f"{problem}; there are {field_names(record)}: name one with {option}"


def id_of(record: Record, fields: InputSettings) -> str | None:
    """Return what the field of the ids holds, `id` where none was named; None where that is no text or number."""
    if isinstance(record, ArticleError):
        return None
    try:
        value = field_value(record, fields.id_field or _USUAL_ID)
    except NoFieldError:
        return None
    return str(value).strip() or None if isinstance(value, (str, int)) else None


def content_of(record: Record, found: Fields, fields: InputSettings, place: str) -> Content:
    """Return the text of a row below its title, its other single values as metadata.

    Raises ArticleError, with `place`, where it has no text.
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
        raise Unreadable(f"{place}: '{found.text}' is no text but {type(value).__name__}")
    text = value or ""
    if len(text) > MAX_TEXT_BYTES:
        raise Unreadable(f"{place}: a text of {len(text):,} characters; read are up to {MAX_TEXT_BYTES:,}")
    others = {k: v for k, v in record.items() if k not in (found.text, fields.id_field or _USUAL_ID)}
    read = lines_of_field(text)
    text = "\n".join(read.lines)
    title = _title_of(record, found)
    if _is_above(title, text):
        text, read.verbatim = f"{title}\n{text}", {i + 1 for i in read.verbatim}
    return Content(well_formed(text), "utf-8", metadata_of(others), frozenset(read.verbatim))


def _title_of(record: Mapping[str, object], found: Fields) -> str:
    """Return the title of a row in one line; empty where it has none."""
    try:
        title = field_value(record, found.title) if found.title else None
    except NoFieldError:
        title = None
    return (
        " ".join(plain_text(title).split()) if isinstance(title, str) and len(title) <= MAX_TEXT_BYTES else ""
    )


def _is_above(title: str, text: str) -> bool:
    """Return whether a title with a word is to be the first line of a text: the text does not begin with it."""
    lines = text.split("\n", 8)
    first = next((line for line in lines if line.strip()), "")
    return bool(text.strip()) and any(map(str.isalpha, title)) and " ".join(first.split()) != title
