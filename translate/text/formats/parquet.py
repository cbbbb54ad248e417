"""Read Parquet: one row per article."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from translate.config.profile import InputSettings
from translate.text.formats.content import parsing
from translate.text.formats.record import Record, id_column

__all__ = ["read_parquet"]

_BATCH_ROWS = 256


def read_parquet(path: Path, fields: InputSettings, /, *, ids_only: bool) -> Generator[Record, None, None]:
    """Yield the rows of the file, with 256 in memory at a time in addition to pyarrow's buffers.

    Raises Unreadable.
    """
    with parsing(path, "Parquet"):
        from pyarrow import parquet  # type: ignore[import-untyped]

        file = parquet.ParquetFile(path)
    with file:
        names = file.schema_arrow.names
        # A batch without columns would have no rows.
        columns = [id_column(fields, names) or names[0]] if ids_only and names else names
        batches = file.iter_batches(_BATCH_ROWS, columns=columns)
        while True:
            with parsing(path, "Parquet"):
                batch = next(batches, None)
                rows = [] if batch is None else batch.to_pylist()
            if batch is None:
                return
            yield from (dict.fromkeys(names) | row for row in rows)
