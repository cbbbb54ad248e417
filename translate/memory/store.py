"""The translation memory: outputs by system and source sentence."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from translate.errors import OutOfSpace
from translate.memory.database import Database, memory_path
from translate.records import Output

__all__ = ["MemoryInfo", "TranslationMemory"]

_COLUMNS = "source, text, source_tokens, output_tokens, finished, log_probability"
_KEYS_AT_ONCE = 500  # below 999, the lowest limit of placeholders in any SQLite


@dataclass(frozen=True, slots=True)
class MemoryInfo:
    """The size of a memory: its file, bytes on disk, and the number of sentences per system."""

    path: Path
    bytes: int
    sentences: dict[str, int]


class TranslationMemory:
    """Outputs, stored by system and source sentence.

    A system is everything an output depends on besides the sentence: model, revision, engine, decoding. The first
    stored output is kept, so that a resumed run gives the same answers. Threads may share one memory, and processes
    may share one file.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Open or create the memory; raises CannotGoOn if the file cannot be written."""
        self._database = Database(path or memory_path())

    @property
    def path(self) -> Path:
        """Return the path of the memory's file."""
        return self._database.path

    @property
    def set_aside(self) -> Path | None:
        """Return the path of a damaged file that an empty one has replaced."""
        return self._database.set_aside

    def recall(self, system: str, sources: Sequence[str]) -> list[Output | None]:
        """Return the stored output of each source in order, None for unknown ones."""
        found = {
            row[0]: Output(row[1], row[2], row[3], bool(row[4]), row[5])
            for row in self._rows(_COLUMNS, system, sources)
        }
        return [found.get(_key(source)) for source in sources]

    def knows(self, system: str, sources: Sequence[str]) -> list[bool]:
        """Return for each source, in order, whether an output is stored."""
        found = {row[0] for row in self._rows("source", system, sources)}
        return [_key(source) in found for source in sources]

    def _rows(self, columns: str, system: str, sources: Sequence[str]) -> list[tuple[Any, ...]]:
        keys = [_key(source) for source in sources]
        rows: list[tuple[Any, ...]] = []
        for start in range(0, len(keys), _KEYS_AT_ONCE):
            part = keys[start : start + _KEYS_AT_ONCE]
            query = (
                f"SELECT {columns} FROM outputs "  # noqa: S608 - the columns are those named in this file
                "WHERE system = (SELECT id FROM systems WHERE description = ?) "
                f"AND source IN ({', '.join('?' * len(part))})"
            )
            rows += self._select(query, (system, *part))
        return rows

    def _select(self, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        return self._database.run(lambda connection: connection.execute(query, values).fetchall())

    def remember(self, system: str, sources: Sequence[str], outputs: Sequence[Output]) -> None:
        """Store the outputs in one transaction; outputs stored earlier are kept."""
        self._database.run(partial(_insert, system, _values(sources, outputs), "IGNORE"))

    def replace(self, system: str, sources: Sequence[str], outputs: Sequence[Output]) -> None:
        """Store the outputs in one transaction, overwriting earlier ones."""
        self._database.run(partial(_insert, system, _values(sources, outputs), "REPLACE"))

    def fingerprint(self, system: str) -> str:
        """Return a hash of all outputs of a system (16 hexadecimal digits); empty if there are none."""
        digest = hashlib.sha256()
        rows = self._select(
            "SELECT source, text FROM outputs WHERE system = "
            "(SELECT id FROM systems WHERE description = ?) ORDER BY source",
            (system,),
        )
        for source, text in rows:
            digest.update(source + hashlib.sha256(text.encode()).digest())
        return digest.hexdigest()[:16] if rows else ""

    def info(self) -> MemoryInfo:
        """Return the number of stored sentences and the size on disk."""
        query = "SELECT description, count(source) FROM systems LEFT JOIN outputs ON system = id GROUP BY id"
        counts = self._select(f"{query} ORDER BY id", ())
        # The latest commits are in the write-ahead log.
        files = (self.path, self.path.with_name(f"{self.path.name}-wal"))
        return MemoryInfo(self.path, sum(f.stat().st_size for f in files if f.is_file()), dict(counts))

    def clear(self) -> int:
        """Delete everything, free the disk space, and return the number of deleted sentences.

        If the disk is full, SQLite cannot delete; then the file is deleted, and an empty one created.
        """
        ((stored,),) = self._select("SELECT count(*) FROM outputs", ())
        try:
            self._database.run(_forget)
        except OutOfSpace:
            self._database.start_over()
        return int(stored)

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def _insert(
    system: str,
    rows: Sequence[tuple[object, ...]],
    known: Literal["IGNORE", "REPLACE"],
    connection: sqlite3.Connection,
) -> None:
    with connection:
        connection.execute("INSERT OR IGNORE INTO systems (description) VALUES (?)", (system,))
        (number,) = connection.execute("SELECT id FROM systems WHERE description = ?", (system,)).fetchone()
        connection.executemany(
            f"INSERT OR {known} INTO outputs (system, {_COLUMNS}) "  # noqa: S608 - one of two words
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(number, *row) for row in rows],
        )


def _forget(connection: sqlite3.Connection) -> None:
    with connection:
        connection.execute("DELETE FROM outputs")
        connection.execute("DELETE FROM systems")
    connection.execute("VACUUM")


def _values(sources: Sequence[str], outputs: Sequence[Output]) -> list[tuple[object, ...]]:
    return [
        (_key(source), o.text, o.source_tokens, o.output_tokens, o.finished, o.log_probability)
        for source, o in zip(sources, outputs, strict=True)
    ]


def _key(source: str) -> bytes:
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).digest()
