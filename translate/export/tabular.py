"""Export runs as rows: JSON Lines, CSV, Parquet. Each article is a row; untranslated ones have a reason."""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from translate.export.articles import Exported
from translate.views.rows import is_formula

__all__ = ["write_csv", "write_jsonl", "write_parquet"]

# In this order.
_TEXTS = ("id", "status", "title", "summary", "translation", "source", "path", "reason")
_COUNTS = ("words", "sentences")
# Of a Parquet file's row groups: large, because the writer keeps a description of each in memory, as every reader does;
# limited by length, so that memory does not depend on the length of the articles.
_GROUP_ROWS = 10_000
_GROUP_CHARACTERS = 4_000_000


def _record(exported: Exported) -> dict[str, Any]:
    row = exported.row
    return {
        "id": row.id,
        "status": row.status.value,
        "title": row.title,
        "summary": row.summary,
        "translation": exported.translation,
        "source": exported.source,
        "path": exported.path,
        "reason": row.reason,
        "words": row.words,
        "sentences": row.sentences,
        "flags": list(row.flags),
        "metadata": dict(exported.metadata),
    }


def write_jsonl(articles: Iterable[Exported], file: BinaryIO, _title: str) -> None:
    """Write one object per line, with unchanged texts."""
    for exported in articles:
        file.write(json.dumps(_record(exported), ensure_ascii=False).encode("utf-8") + b"\n")


def write_csv(articles: Iterable[Exported], file: BinaryIO, _title: str) -> None:
    """Write for spreadsheets: UTF-8 with a byte order mark, which Excel needs; flags and metadata as JSON.

    A text that a spreadsheet would run as a formula gets a leading apostrophe; use another format to read texts back.
    """
    writer = csv.writer(codecs.getwriter("utf-8-sig")(file))
    writer.writerow((*_TEXTS, *_COUNTS, "flags", "metadata"))
    for exported in articles:
        record = _record(exported)
        texts = [f"'{text}" if is_formula(text) else text for text in (record[name] for name in _TEXTS)]
        nested = [json.dumps(record[name], ensure_ascii=False) for name in ("flags", "metadata")]
        writer.writerow([*texts, *(record[name] for name in _COUNTS), *nested])


def write_parquet(articles: Iterable[Exported], file: BinaryIO, _title: str) -> None:
    """Write the columns of JSON Lines; `flags` is a list, `metadata` a map."""
    import pyarrow as pa  # type: ignore[import-untyped]
    from pyarrow import parquet

    schema = pa.schema(
        [
            *((name, pa.string()) for name in _TEXTS),
            *((name, pa.int64()) for name in _COUNTS),
            ("flags", pa.list_(pa.string())),
            ("metadata", pa.map_(pa.string(), pa.string())),
        ]
    )
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in _batches(map(_record, articles)):
            rows = [record | {"metadata": list(record["metadata"].items())} for record in batch]
            writer.write_table(pa.Table.from_pylist(rows, schema))


def _batches(records: Iterator[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    characters = 0
    for record in records:
        batch.append(record)
        characters += sum(len(record[name]) for name in _TEXTS)
        if len(batch) >= _GROUP_ROWS or characters >= _GROUP_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
