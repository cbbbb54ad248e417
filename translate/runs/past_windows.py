"""The record of an unfinished run's windows: their documents, and the kind of processor that translated them.

With it, a resumed run does not read the documents of settled windows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from translate.runs.atomic import append_line, read_record
from translate.runs.stored_rows import Settled

__all__ = ["MADE_BY", "NAME", "MadeBy", "PastWindows", "merge_ranges"]

NAME = "windows.partial.jsonl"
MADE_BY = "worker-*.partial.jsonl"


class _Window(BaseModel):
    """A line of the record: a window's number, the index of its first document, and its number of documents."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    window: int
    first: int = Field(ge=0)
    documents: int = Field(ge=1)


class _Made(BaseModel):
    """A line of the record: a window's number, and the kind of processor that translated articles of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    window: int = Field(ge=0)
    by: str


_Entry: TypeAdapter[_Window | _Made] = TypeAdapter(_Window | _Made)


class PastWindows:
    """The record of a run's windows: the documents of each, and the kinds of processors that worked on it.

    The file is removed when the run is finished.
    """

    def __init__(self, run: Path, settled: Settled) -> None:
        self._path = run / NAME
        self.settled = settled
        self._windows: dict[int, tuple[int, int]] = {}
        self._made: dict[str, set[int]] = {}
        self._documents = 0
        self._bytes_read = 0
        self._read()

    def begin(self, number: int, by: str) -> None:
        """Record that a processor of this kind works on the window."""
        if number not in self._made.setdefault(by, set()):
            self._made[by].add(number)
            _append_made(self._path, number, by)

    def covered(self) -> int:
        """Return the number of documents in the recorded windows, from the first window up to the first gap."""
        documents = number = 0
        while number in self._windows:
            documents += self._windows[number][1]
            number += 1
        return documents

    def unsettled(self) -> set[int]:
        """Return the numbers of recorded windows with documents that are not settled."""
        return {
            number
            for number, (first, documents) in self._windows.items()
            if not self.settled.all_between(first, first + documents)
        }

    def recorded(self) -> tuple[int, int]:
        """Return the number of recorded windows, and of the documents in them."""
        return len(self._windows), self._documents

    def settled_in_all(self) -> tuple[int, int]:
        """Return the number of settled windows, and of the documents in them."""
        settled = [self.settled_documents(number, first) for number, (first, _) in self._windows.items()]
        return sum(map(bool, settled)), sum(settled)

    def refresh(self) -> None:
        """Read the windows that another process has recorded in the meantime."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._bytes_read)
                new = file.read()
        except FileNotFoundError:
            return
        whole = new[: new.rfind(b"\n") + 1]
        self._bytes_read += len(whole)
        self._take(whole)

    def documents(self, number: int) -> tuple[int, int]:
        """Return the index of the first document of a recorded window, and its number of documents."""
        return self._windows[number]

    def made_by(self) -> dict[str, str]:
        """Return the kinds of processors that worked on the run, each with its windows, such as `0-411, 500`."""
        return {kind: _ranges(windows) for kind, windows in self._made.items() if windows}

    def settled_documents(self, number: int, first: int) -> int:
        """Return the number of documents of window `number` if it starts at index `first` and is settled; else 0."""
        window = self._windows.get(number)
        if window is None or window[0] != first:
            return 0
        return window[1] if self.settled.all_between(first, sum(window)) else 0

    def keep(self, number: int, first: int, documents: int) -> None:
        """Record a window; it is on disk when this returns."""
        if number not in self._windows:
            # Newline first: a crash may have left the last line incomplete.
            line = {"window": number, "first": first, "documents": documents}
            append_line(self._path, "\n" + json.dumps(line))

    def _read(self) -> None:
        record = read_record(self._path)
        self._bytes_read = record.rfind(b"\n") + 1
        for lines in (record, *map(read_record, self._path.parent.glob(MADE_BY))):
            self._take(lines)

    def _take(self, lines: bytes) -> None:
        for line in filter(None, lines.split(b"\n")):
            with suppress(ValueError):
                entry = _Entry.validate_json(line)
                if isinstance(entry, _Made):
                    self._made.setdefault(entry.by, set()).add(entry.window)
                else:
                    self._documents += entry.documents - self._windows.get(entry.window, (0, 0))[1]
                    self._windows[entry.window] = entry.first, entry.documents


class MadeBy:
    """The record of one worker of a cluster, in a separate file."""

    def __init__(self, run: Path, worker: str) -> None:
        """Use the file for `worker`, a unique name."""
        self._path = run / MADE_BY.replace("*", re.sub(r"[^A-Za-z0-9-]", "", worker))

    def begin(self, number: int, by: str) -> None:
        """Record that this worker, with a processor of kind `by`, works on window `number`."""
        _append_made(self._path, number, by)


def _append_made(path: Path, number: int, by: str) -> None:
    append_line(path, "\n" + json.dumps({"window": number, "by": by}))


def merge_ranges(texts: Iterable[str]) -> str:
    """Return the union of window ranges such as `0-3, 5`."""
    numbers: set[int] = set()
    for part in (part for text in texts for part in text.split(", ") if part):
        first, _, last = part.partition("-")
        numbers.update(range(int(first), int(last or first) + 1))
    return _ranges(numbers)


def _ranges(numbers: Iterable[int]) -> str:
    """Return numbers as `0-3, 5`."""
    ranges: list[list[int]] = []
    for number in sorted(numbers):
        if ranges and number == ranges[-1][-1] + 1:
            ranges[-1][1:] = [number]
        else:
            ranges.append([number])
    return ", ".join("-".join(map(str, part)) for part in ranges)
