"""Find rows on disk without loading all of them into memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from translate.errors import RunFolderError
from translate.records import Row, Status
from translate.runs.files import parse_row

__all__ = ["StoredRows"]

MAX_ROW_BYTES = 64 << 20


class StoredRows:
    """An index of the last row of each article in `summaries.jsonl` and in the journal of an unfinished run.

    An incomplete line of the journal, left by a crash, is ignored. Raises RunFolderError, with file and line, if
    `summaries.jsonl` contains anything but rows, or if a line of either is longer than `MAX_ROW_BYTES`.
    """

    def __init__(self, summaries: Path | None, journal: Path) -> None:
        self._paths = [path for path in (summaries, journal) if path and path.is_file()]
        self._journal = journal
        self._places: dict[str, tuple[int, int]] = {}  # the file's number, and the line's first byte
        self.done: set[str] = set()
        for number in range(len(self._paths)):
            self._index(number)

    def of(self, ids: Iterable[str]) -> Iterator[Row | None]:
        """Yield the row of each article in order; None if it has none."""
        with ExitStack() as files:
            opened = [files.enter_context(path.open("rb")) for path in self._paths]
            for article_id in ids:
                place = self._places.get(article_id)
                if place is None:
                    yield None
                    continue
                number, offset = place
                opened[number].seek(offset)
                yield parse_row(_text(opened[number].readline()))

    def _index(self, number: int) -> None:
        path, offset = self._paths[number], 0
        with path.open("rb") as file:
            for count, line in enumerate(iter(partial(file.readline, MAX_ROW_BYTES + 1), b""), 1):
                if len(line) > MAX_ROW_BYTES:
                    raise RunFolderError(
                        f"{path}:{count}: no row: a line of more than {MAX_ROW_BYTES:,} bytes"
                    )
                if line.strip(b"\n"):
                    self._add(path, number, (count, offset), line)
                offset += len(line)

    def _add(self, path: Path, number: int, place: tuple[int, int], line: bytes) -> None:
        try:
            row = parse_row(_text(line))
        except ValueError as error:
            if path == self._journal:
                return
            raise RunFolderError(f"{path}:{place[0]}: not a row: {error}") from error
        self._places[row.id] = (number, place[1])
        if row.status is Status.DONE:
            self.done.add(row.id)
        else:
            self.done.discard(row.id)


def _text(line: bytes) -> str:
    return line.decode("utf-8", errors="replace")
