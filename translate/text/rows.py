"""Files that hold many articles, a row each: their ids, and their texts, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from translate.config.profile import InputSettings
from translate.errors import ArticleError, EmptyArticle, InputError, Unreadable
from translate.text.formats.content import Content
from translate.text.formats.delimited import read_delimited
from translate.text.formats.hubdata import is_hub_dataset, read_hub_dataset
from translate.text.formats.jsonlines import read_json_lines
from translate.text.formats.parquet import read_parquet
from translate.text.formats.record import Record, RecordReader, content_of, id_of, missing_field
from translate.text.names import folded, safe_component, suffix_of

# A new kind of file is a new module with a reader, and its suffixes here.
RECORD_READERS: Mapping[str, RecordReader] = {
    ".csv": read_delimited,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".parquet": read_parquet,
    ".tsv": read_delimited,
}


def holds_rows(path: Path) -> bool:
    """Whether the rows of a file are articles, by its suffix; so it is for a hub dataset."""
    return is_hub_dataset(path) or suffix_of(path.name).lower() in RECORD_READERS


def row_ids(path: Path, fields: InputSettings) -> Iterator[str]:
    """A safe id for each row, all of them distinct: what the id field holds, else the row's number (from 1).

    A row whose id another row has before it gets its number behind it. Where the file cannot be read any further,
    one more id stands for the rest, and reading that row tells the reason; so it does in a file without rows.
    """
    seen: set[str] = set()
    number = 0
    try:
        for number, record in enumerate(_records(path, fields, ids_only=True), 1):
            row_id = safe_component(id_of(record, fields) or str(number))
            while folded(row_id) in seen:
                row_id = safe_component(f"{row_id}-{number}")
            seen.add(folded(row_id))
            yield row_id
        if number:
            return
    except ArticleError:
        pass  # `read_rows` raises it again, for the row whose id follows
    yield f"row-{number + 1}"


def read_rows(path: Path, fields: InputSettings) -> Iterator[Content | ArticleError]:
    """What each row holds, or why it cannot be read; as many as `row_ids` gives for an unchanged file."""
    number = 0
    try:
        for number, record in enumerate(_records(path, fields, ids_only=False), 1):
            try:
                yield content_of(record, fields, f"{path}, row {number}")
            except ArticleError as error:
                yield error
        if number == 0:
            yield EmptyArticle(f"{path}: no rows")
    except ArticleError as error:
        yield error


def check_fields(path: Path, fields: InputSettings) -> None:
    """Raise InputError, with the fields there are, where the first row lacks one that was named."""
    try:
        first = next(_reader(path)(path, fields, ids_only=False), None)
    except ArticleError:
        return  # damaged, which is no matter of fields
    problem = missing_field(first, fields) if first is not None else None
    if problem is not None:
        raise InputError(f"{path}: {problem}")


def _records(path: Path, fields: InputSettings, *, ids_only: bool) -> Iterator[Record]:
    """The rows of a file; raises Unreadable where the first one lacks a field that was named."""
    for number, record in enumerate(_reader(path)(path, fields, ids_only=ids_only), 1):
        if number == 1:
            problem = missing_field(record, fields)
            if problem is not None:
                raise Unreadable(f"{path}: {problem}")
        yield record


def _reader(path: Path) -> RecordReader:
    return read_hub_dataset if is_hub_dataset(path) else RECORD_READERS[suffix_of(path.name).lower()]
