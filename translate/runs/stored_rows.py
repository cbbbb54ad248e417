"""Find rows on disk without loading all of them into memory."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from translate.errors import RunFolderError
from translate.records import Row, Status
from translate.runs.files import parse_row
from translate.text.documents import CompactTexts

__all__ = ["Settled", "StoredRows"]

MAX_ROW_BYTES = 64 << 20
_STATUSES = (None, *Status)
_CODES = {status: code for code, status in enumerate(_STATUSES)}


class StoredRows:
    """An index of the last row of each article in `summaries.jsonl` and in the journal of an unfinished run.

    An incomplete line of the journal, left by a crash, is ignored, and so is a row whose id is not among `ids`. Raises
    RunFolderError, with file and line, if `summaries.jsonl` contains anything but rows, or if a line of either is
    longer than `MAX_ROW_BYTES`.
    """

    def __init__(self, summaries: Path | None, journal: Path, ids: CompactTexts) -> None:
        self._paths = [path for path in (summaries, journal) if path and path.is_file()]
        self._journal = journal
        self._ids = ids
        ids.make_index()
        # By article index: twice the byte offset of the line, plus the number of the file.
        self._offsets = array("Q", bytes(8 * len(ids)))
        self._codes = bytearray(len(ids))
        for number in range(len(self._paths)):
            self._index(number)

    def in_order(self) -> Iterator[Row | None]:
        """Yield the row of each article in the order of `ids`; None if it has none."""
        with ExitStack() as files:
            opened = [files.enter_context(path.open("rb")) for path in self._paths]
            for code, offset in zip(self._codes, self._offsets, strict=True):
                if not code:
                    yield None
                    continue
                file = opened[offset & 1]
                file.seek(offset >> 1)
                yield parse_row(_text(file.readline()))

    def status(self, article: int | str) -> Status | None:
        """Return the status of an article, by its id or its index in `ids`; None if it has no row."""
        place = self._ids.place(article) if isinstance(article, str) else article
        return None if place is None else _STATUSES[self._codes[place]]

    def _index(self, number: int) -> None:
        path, offset = self._paths[number], 0
        with path.open("rb") as file:
            for count, line in enumerate(iter(partial(file.readline, MAX_ROW_BYTES + 1), b""), 1):
                if len(line) > MAX_ROW_BYTES:
                    raise RunFolderError(
                        f"{path}:{count}: not a row: a line of more than {MAX_ROW_BYTES:,} bytes"
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
        article = self._ids.place(row.id)
        if article is not None:
            self._offsets[article] = place[1] << 1 | number
            self._codes[article] = _CODES[row.status]


class Settled:
    """The articles that a resumed run skips: those translated and summarised when it started."""

    def __init__(self, rows: StoredRows, ids: CompactTexts, has_article: Callable[[str], bool]) -> None:
        self._rows = rows
        self._ids = ids
        self._has_article = has_article

    def __contains__(self, article_id: object) -> bool:
        return isinstance(article_id, str) and self._is_done(article_id)

    def _is_done(self, article_id: str) -> bool:
        return self._rows.status(article_id) is Status.DONE and self._has_article(article_id)

    def all_between(self, first: int, end: int) -> bool:
        """Return whether all documents with indices from `first` to before `end` are settled or skipped."""
        return all(self._is_settled(place) for place in range(first, min(end, len(self._ids))))

    def _is_settled(self, place: int) -> bool:
        status = self._rows.status(place)
        if status is Status.SKIPPED:
            return True
        return status is Status.DONE and self._has_article(self._ids[place])


def _text(line: bytes) -> str:
    return line.decode("utf-8", errors="replace")
