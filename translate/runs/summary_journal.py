"""The journal of an unfinished `tarjama summarize`, to resume it after an interruption."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from translate.records import Row, Status
from translate.runs.atomic import append_line, write_atomic
from translate.runs.conversions import row_json
from translate.runs.stored_rows import StoredRows
from translate.text.documents import CompactTexts

__all__ = ["NAME", "SummaryJournal"]

NAME = "summarize.partial.jsonl"
_HEADER_BYTES = 1 << 20


class SummaryJournal:
    """A file with a header (the settings of the summaries), then one row per line; removed at the end.

    A journal with other settings is discarded.
    """

    def __init__(self, run: Path, made_with: Mapping[str, Any]) -> None:
        self._path = run / NAME
        self._header = json.dumps(made_with, sort_keys=True)

    def resume(self, ids: CompactTexts) -> dict[str, Row]:
        """Return the rows that an earlier process made with the same settings, by article id.

        An incomplete line, left by a crash, is ignored. `ids` are those of the run.
        """
        if self._written_header() != self._header:
            write_atomic(self._path, self._header + "\n")
            return {}
        rows = StoredRows([], self._path, ids).in_order()
        return {row.id: row for row in rows if row is not None and row.status is Status.DONE}

    def add(self, rows: Sequence[Row]) -> None:
        """Append rows; they are on disk when this returns."""
        append_line(
            self._path, "\n" + "\n".join(map(row_json, rows))
        )  # newline first: a crash may have left the last line incomplete

    def _written_header(self) -> str:
        if not self._path.is_file():
            return ""
        with self._path.open("rb") as file:
            return file.readline(_HEADER_BYTES).decode("utf-8", "replace").rstrip("\n")
