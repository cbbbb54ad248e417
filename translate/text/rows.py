"""Read the ids and texts of files of rows, in which each row is an article."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path

from translate.config.profile import InputSettings
from translate.errors import ArticleError, EmptyArticle, InputError, Unreadable, UnsupportedKind
from translate.text.documents import CompactTexts
from translate.text.formats.content import Content
from translate.text.formats.delimited import read_delimited
from translate.text.formats.fields import Fields, find_fields
from translate.text.formats.hubdata import is_hub_dataset, read_hub_dataset
from translate.text.formats.jsonlines import read_json, read_json_lines
from translate.text.formats.parquet import read_parquet
from translate.text.formats.record import (
    Record,
    RecordReader,
    content_of,
    id_of,
    missing_field,
    no_text_field,
)
from translate.text.formats.rowfile import kind_of_rows
from translate.text.ids import folded, safe_component, suffix_of

__all__ = ["RECORD_READERS", "Rows", "check_fields", "has_rows", "read_rows", "row_ids"]

# A new kind of file is a new module with a reader, and its suffixes here. All but `.parquet` may be gzipped: `.csv.gz`.
RECORD_READERS: Mapping[str, RecordReader] = {
    ".csv": read_delimited,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".parquet": read_parquet,
    ".tsv": read_delimited,
}
# Number of rows that the text field is inferred from, if the user named none.
_LOOKED_AT = 20


def has_rows(path: Path) -> bool:
    """Return whether the rows of a file are articles, judged by its suffix; True for a hub dataset."""
    return is_hub_dataset(path) or kind_of_rows(suffix_of(path.name)) in RECORD_READERS


def row_ids(path: Path, fields: InputSettings) -> Iterator[str]:
    """Yield a safe, unique id for each row: the value of the id field, or else the row's number (from 1).

    A repeated id gets the row's number appended. If the file cannot be read further, one more id represents the rest,
    and reading that row raises the reason; the same applies to a file without rows.
    """
    seen = CompactTexts()
    number = 0
    try:
        _settled(path, fields)
        for number, record in enumerate(_reader(path)(path, fields, ids_only=True), 1):
            row_id = safe_component(id_of(record, fields) or str(number))
            while not seen.add(folded(row_id)):
                row_id = safe_component(f"{row_id}-{number}")
            yield row_id
        if number:
            return
    except ArticleError:
        pass  # `read_rows` raises it again, for the row whose id follows
    yield f"row-{number + 1}"


class Rows:
    """A reader of a file's rows, one after the other."""

    def __init__(self, path: Path, fields: InputSettings) -> None:
        self._rows = _each_row(path, fields)

    def skip(self, rows: int) -> None:
        """Skip rows without reading their text."""
        next(islice(self._rows, rows - 1, rows), None) if rows else None

    def next(self) -> Content | ArticleError | None:
        """Return the next row's content, or the error if it cannot be read; None after the last row."""
        row = next(self._rows, None)
        return row() if callable(row) else row


def read_rows(path: Path, fields: InputSettings) -> Iterator[Content | ArticleError]:
    """Yield each row's content or the error; the number equals that of `row_ids` for an unchanged file."""
    for row in _each_row(path, fields):
        yield row() if callable(row) else row


_Row = Callable[[], Content | ArticleError] | ArticleError


def _each_row(path: Path, fields: InputSettings) -> Iterator[_Row]:
    """Yield for each row a function that returns its content, or the error if it cannot be read."""
    number = 0
    try:
        found = _settled(path, fields)
        for number, record in enumerate(_reader(path)(path, fields, ids_only=False), 1):
            yield partial(_content, record, found, fields, f"{path}, row {number}")
        if number == 0:
            yield EmptyArticle(f"{path}: no rows")
    except ArticleError as error:
        yield error


def _content(record: Record, found: Fields, fields: InputSettings, place: str) -> Content | ArticleError:
    try:
        return content_of(record, found, fields, place)
    except ArticleError as error:
        return error


def check_fields(
    path: Path, fields: InputSettings, tell: Callable[[str], None] | None, *, named: bool
) -> None:
    """Raise InputError, listing the file's fields, if a file that the user `named` has no text field.

    The same applies if its first row lacks a field that `fields` names. `tell` is called with a note on the field that
    is used as the text, unless the user named it or it is called `text`.
    """
    try:
        first = _first_rows(path, fields)
    except ArticleError:
        return  # damaged: not a problem of the fields
    found, problem = _found(first, fields)
    if problem is not None and named:
        raise InputError(f"{path}: {problem}")
    if problem is None and tell is not None and fields.text_field is None and found.text != "text" and first:
        tell(f"{path}: read the text from the field '{found.text}' (--text-field selects another)")


def _settled(path: Path, fields: InputSettings) -> Fields:
    """Return the fields of a file; raises Unreadable if its first row lacks one that is needed.

    Raises UnsupportedKind for JSON without articles, such as the settings that programs keep next to articles.
    """
    found, problem = _found(_first_rows(path, fields), fields)
    if problem is not None:
        kind = UnsupportedKind if kind_of_rows(suffix_of(path.name)) == ".json" else Unreadable
        raise kind(f"{path}: {problem}")
    return found


def _found(rows: list[Record], fields: InputSettings) -> tuple[Fields, str | None]:
    """Infer the fields from the first rows; return them and a description of what is wrong with them."""
    whole = [row for row in rows if not isinstance(row, ArticleError)]
    if not whole:
        return Fields(fields.text_field or "text"), None
    found = find_fields(whole, fields.text_field, any_language=fields.any_language)
    if found is None:
        return Fields("text"), no_text_field(whole[0])
    return found, missing_field(rows[0], fields.text_field, fields)


def _first_rows(path: Path, fields: InputSettings) -> list[Record]:
    """Return the first rows that can be read; raises ArticleError if none can."""
    rows: list[Record] = []
    most = 1 if fields.text_field else _LOOKED_AT
    try:
        with closing(_reader(path)(path, fields, ids_only=False)) as stream:
            rows.extend(islice(stream, most))
    except ArticleError:
        if not rows:
            raise
    return rows


def _reader(path: Path) -> RecordReader:
    return read_hub_dataset if is_hub_dataset(path) else RECORD_READERS[kind_of_rows(suffix_of(path.name))]
