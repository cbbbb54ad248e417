"""Which documents each window of a run is made of, so that a run that goes on need not read those that are settled."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from translate.runs.atomic import append_line, read_record
from translate.runs.stored_rows import Settled

__all__ = ["NAME", "PastWindows"]

NAME = "windows.partial.jsonl"


class _Window(BaseModel):
    """A line: the window's number, the place of its first document, and how many it has."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    window: int
    first: int = Field(ge=0)
    documents: int = Field(ge=1)


class PastWindows:
    """A line for each window that was read to its end; the file goes when the run is done."""

    def __init__(self, run: Path, settled: Settled) -> None:
        self._path = run / NAME
        self._settled = settled
        self._windows = self._read()

    def settled_documents(self, number: int, first: int) -> int:
        """Return how many documents the window has that begins at this place; 0 where one of them is not settled."""
        window = self._windows.get(number)
        if window is None or window[0] != first:
            return 0
        return window[1] if self._settled.all_between(first, sum(window)) else 0

    def keep(self, number: int, first: int, documents: int) -> None:
        """Put a window on record, on disk when this returns."""
        if number not in self._windows:
            # The newline first: a crash may have torn the line before.
            line = {"window": number, "first": first, "documents": documents}
            append_line(self._path, "\n" + json.dumps(line))

    def _read(self) -> dict[int, tuple[int, int]]:
        windows = {}
        for line in filter(None, read_record(self._path).split(b"\n")):
            with suppress(ValueError):
                window = _Window.model_validate_json(line)
                windows[window.window] = window.first, window.documents
        return windows
