"""The summaries of a `tarjama summarize` under way, so that one that was stopped is resumed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from translate.records import Row, Status
from translate.runs.atomic import append_line, write_atomic
from translate.runs.files import row_json
from translate.runs.stored_rows import StoredRows
from translate.text.documents import CompactTexts

__all__ = ["NAME", "SummaryJournal"]

NAME = "summarize.partial.jsonl"
_HEADER_BYTES = 1 << 20


class SummaryJournal:
    """A line that says how the summaries are made, then a row a line; removed when the run has the new summaries.

    What was made otherwise, by another summariser or of another length, is discarded.
    """

    def __init__(self, run: Path, made_with: Mapping[str, Any]) -> None:
        self._path = run / NAME
        self._header = json.dumps(made_with, sort_keys=True)

    def resume(self, ids: CompactTexts) -> dict[str, Row]:
        """Return the rows that an earlier process has made in the same way, by article; a torn line is left out.

        `ids` are those of the run.
        """
        if self._written_header() != self._header:
            write_atomic(self._path, self._header + "\n")
            return {}
        rows = StoredRows(None, self._path, ids).in_order()
        return {row.id: row for row in rows if row is not None and row.status is Status.DONE}

    def add(self, rows: Sequence[Row]) -> None:
        """Append rows, on disk when this returns."""
        append_line(
            self._path, "\n" + "\n".join(map(row_json, rows))
        )  # a crash may have torn the line before

    def _written_header(self) -> str:
        if not self._path.is_file():
            return ""
        with self._path.open("rb") as file:
            return file.readline(_HEADER_BYTES).decode("utf-8", "replace").rstrip("\n")
