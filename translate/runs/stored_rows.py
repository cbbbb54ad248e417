"""Find rows on disk without loading all of them into memory."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import BinaryIO

from translate.errors import RunFolderError
from translate.records import Row, Status
from translate.runs.conversions import parse_row
from translate.runs.files import first_mistake
from translate.text.documents import CompactTexts

__all__ = ["Settled", "StoredRows"]

MAX_ROW_BYTES = 64 << 20
_FILE_BITS = 17  # for the number of a file; a run has at most 99,999 shards
_FILE = (1 << _FILE_BITS) - 1
_STATUSES = (None, *Status)
_CODES = {status: code for code, status in enumerate(_STATUSES)}


class StoredRows:
    """An index of the last row of each article in `summaries.jsonl` and in the journal of an unfinished run.

    `summaries` are several files for the shards of a run. Files that do not exist are skipped. An incomplete line of
    the journal, left by a crash, is ignored, and so is a row whose id is not among `ids`. Raises RunFolderError, with
    file and line, if one of `summaries` contains anything but rows, or the row of an article that another one has, or
    if a line is longer than `MAX_ROW_BYTES`.
    """

    def __init__(self, summaries: Sequence[Path], journal: Path | None, ids: CompactTexts) -> None:
        self._paths = [*summaries, *([journal] if journal else [])]
        self._journal = journal
        self._ids = ids
        ids.make_index()
        # By article index: the byte offset of the line, then in the low bits the number of the file, from 1.
        self._places = array("Q", bytes(8 * len(ids)))
        self._codes = bytearray(len(ids))
        for number, path in enumerate(self._paths, 1):
            if path.is_file():
                self._index(path, number)

    def in_order(self) -> Iterator[Row | None]:
        """Yield the row of each article in the order of `ids`; None if it has none. One file is open at a time.

        Raises RunFolderError if another process has removed or replaced a file since the rows were indexed.
        """
        with ExitStack() as opened:
            current = 0
            for article, place in enumerate(self._places):
                number = place & _FILE
                if not number:
                    yield None
                    continue
                if number != current:
                    opened.close()
                    file, current = opened.enter_context(_open(self._paths[number - 1])), number
                file.seek(place >> _FILE_BITS)
                yield self._row(article, self._paths[number - 1], file.readline())

    def _row(self, article: int, path: Path, line: bytes) -> Row:
        try:
            row = parse_row(_text(line))
            if row.id == self._ids[article]:
                return row
        except ValueError:
            pass
        raise RunFolderError(f"{path}: replaced while the run was read; run the same command again")

    def source(self, article: int) -> int:
        """Return the index of the file among `summaries` that has the row of an article; -1 if it has no row."""
        return (self._places[article] & _FILE) - 1

    def status(self, article: int | str) -> Status | None:
        """Return the status of an article, by its id or its index in `ids`; None if it has no row."""
        place = self._ids.place(article) if isinstance(article, str) else article
        return None if place is None else _STATUSES[self._codes[place]]

    def _index(self, path: Path, number: int) -> None:
        offset = 0
        with _open(path) as file:
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
            raise RunFolderError(f"{path}:{place[0]}: not a row: {first_mistake(error)}") from error
        article = self._ids.place(row.id)
        if article is None:
            return
        other = self._places[article] & _FILE
        if other not in (0, number) and path != self._journal:
            raise RunFolderError(
                f"{path}:{place[0]}: the article {row.id!r} is also in {self._paths[other - 1]}; run all shards of one "
                "input again"
            )
        self._places[article] = place[1] << _FILE_BITS | number
        self._codes[article] = _CODES[row.status]


class Settled:
    """The articles that a resumed run skips: those translated and summarised when it started."""

    def __init__(self, rows: StoredRows, ids: CompactTexts, has_article: Callable[[str], bool]) -> None:
        self._rows = rows
        self._ids = ids
        self._has_article = has_article
        self._found = bytearray(len(ids))  # a file on a network is looked up only once

    def __contains__(self, article_id: object) -> bool:
        place = self._ids.place(article_id) if isinstance(article_id, str) else None
        return place is not None and self._is_done(place)

    def _is_done(self, place: int) -> bool:
        if not self._found[place] and self._rows.status(place) is Status.DONE:
            self._found[place] = self._has_article(self._ids[place])
        return bool(self._found[place])

    def all_between(self, first: int, end: int) -> bool:
        """Return whether all documents with indices from `first` to before `end` are settled or skipped."""
        return all(self._is_settled(place) for place in range(first, min(end, len(self._ids))))

    def _is_settled(self, place: int) -> bool:
        return self._rows.status(place) is Status.SKIPPED or self._is_done(place)


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError as error:  # `finish` removes the journal
        raise RunFolderError(
            f"{path}: removed while the run was read, probably because it has just finished; run the same command again"
        ) from error


def _text(line: bytes) -> str:
    return line.decode("utf-8", errors="replace")
