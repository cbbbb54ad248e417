"""The memory's file: SQLite in the user's cache, readable by the user alone.

SQLite comes with Python, is one file, holds millions of rows, and lets several runs write at once.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, Literal, TypeVar

from translate.config.paths import cache_dir
from translate.errors import CannotGoOn, OutOfSpace
from translate.records import Output

__all__ = ["MemoryInfo", "TranslationMemory", "memory_path"]

T = TypeVar("T")

_LOG = logging.getLogger(__name__)

_SCHEMA_VERSION = 1
_BUSY_SECONDS = 60.0  # how long a run waits for another one's commit
_KEYS_AT_ONCE = 500  # SQLite's least limit of placeholders is 999
_SCHEMA = """
CREATE TABLE systems (id INTEGER PRIMARY KEY, description TEXT NOT NULL UNIQUE);
CREATE TABLE outputs (
    system INTEGER NOT NULL REFERENCES systems (id),
    source BLOB NOT NULL,
    text TEXT NOT NULL,
    source_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    finished INTEGER NOT NULL,
    PRIMARY KEY (system, source)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class MemoryInfo:
    """What a memory holds: its file, bytes on disk, and the sentences of each system, by description."""

    path: Path
    bytes: int
    sentences: dict[str, int]


def memory_path() -> Path:
    """Where the user's memory lies."""
    return cache_dir() / "memory.sqlite3"


class TranslationMemory:
    """Outputs by system and source sentence.

    A system is all that an answer depends on besides the sentence: model, revision, engine, decoding. What was
    remembered first stays, so that a run that goes on answers as it did before. Threads may share one memory, and
    processes one file.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Open the memory, or make one. One that is damaged is set aside under the name `<file>.damaged`.

        Raises CannotGoOn where the file cannot be written.
        """
        self.path = path or memory_path()
        self.set_aside: Path | None = None
        self._file: int | None = None  # the inode of the file that is open
        self._lock = Lock()  # of the connection, which holds one transaction at a time
        try:
            self._connection = self._open()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise CannotGoOn(
                    f"{self.path}: cannot be opened: {error}; --no-memory goes without"
                ) from error
            self._begin_anew()

    def recall(self, system: str, sources: Sequence[str]) -> list[Output | None]:
        """What is remembered of each source, in order; None of those that are new."""
        found = {
            row[0]: Output(row[1], row[2], row[3], bool(row[4]))
            for row in self._rows("source, text, source_tokens, output_tokens, finished", system, sources)
        }
        return [found.get(_key(source)) for source in sources]

    def knows(self, system: str, sources: Sequence[str]) -> list[bool]:
        """Of which sources something is remembered, in order."""
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
            rows += self._healing(partial(self._select, query, (system, *part)))
        return rows

    def _select(self, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        return self._connection.execute(query, values).fetchall()

    def remember(self, system: str, sources: Sequence[str], outputs: Sequence[Output]) -> None:
        """Keep the outputs, all or none; a source that is known already keeps what it has."""
        rows = [
            (_key(source), o.text, o.source_tokens, o.output_tokens, o.finished)
            for source, o in zip(sources, outputs, strict=True)
        ]
        self._healing(partial(self._insert, system, rows))

    def replace(self, system: str, sources: Sequence[str], outputs: Sequence[Output]) -> None:
        """Keep the outputs, all or none, in the place of what was known."""
        rows = [
            (_key(source), o.text, o.source_tokens, o.output_tokens, o.finished)
            for source, o in zip(sources, outputs, strict=True)
        ]
        self._healing(partial(self._insert, system, rows, "REPLACE"))

    def fingerprint(self, system: str) -> str:
        """A hash of all that is remembered of a system (16 hexadecimal digits); empty for nothing."""
        digest = hashlib.sha256()
        rows = self._healing(
            partial(
                self._select,
                "SELECT source, text FROM outputs WHERE system = "
                "(SELECT id FROM systems WHERE description = ?) ORDER BY source",
                (system,),
            )
        )
        for source, text in rows:
            digest.update(source + hashlib.sha256(text.encode()).digest())
        return digest.hexdigest()[:16] if rows else ""

    def _insert(
        self, system: str, rows: Sequence[tuple[object, ...]], known: Literal["IGNORE", "REPLACE"] = "IGNORE"
    ) -> None:
        with self._connection:
            self._connection.execute("INSERT OR IGNORE INTO systems (description) VALUES (?)", (system,))
            (number,) = self._connection.execute(
                "SELECT id FROM systems WHERE description = ?", (system,)
            ).fetchone()
            self._connection.executemany(
                f"INSERT OR {known} INTO outputs VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608 - one of two words
                [(number, *row) for row in rows],
            )

    def info(self) -> MemoryInfo:
        """What is remembered, and how much place it takes."""
        query = "SELECT description, count(source) FROM systems LEFT JOIN outputs ON system = id GROUP BY id"
        counts = self._healing(partial(self._select, f"{query} ORDER BY id", ()))
        # What was committed last is in the write-ahead log.
        files = (self.path, self.path.with_name(f"{self.path.name}-wal"))
        return MemoryInfo(self.path, sum(f.stat().st_size for f in files if f.is_file()), dict(counts))

    def clear(self) -> int:
        """Forget everything, give the place back, and return how many sentences were forgotten."""
        return self._healing(self._forget)

    def _forget(self) -> int:
        with self._connection:
            forgotten = self._connection.execute("DELETE FROM outputs").rowcount
            self._connection.execute("DELETE FROM systems")
        self._connection.execute("VACUUM")
        return forgotten

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _open(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Made here, not by SQLite, so that nobody else can read it even for a moment.
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            self.path.chmod(0o600)
        except OSError as error:
            raise CannotGoOn(f"{self.path}: {error.strerror}; --no-memory goes without") from error
        connection = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, check_same_thread=False)
        try:
            # Write-ahead logging lets others read while one writes. On a network file system SQLite refuses
            # it, and stays with its rollback journal.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            self._make_schema(connection)
            self._file = self.path.stat().st_ino
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _make_schema(self, connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")  # two runs that start at once make it once
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0:
            for statement in _SCHEMA.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
        connection.commit()
        if version not in (0, _SCHEMA_VERSION):
            raise CannotGoOn(f"{self.path}: made by another version of Tarjama; --no-memory goes without")

    def _healing(self, query: Callable[[], T]) -> T:
        """Run a query; where the file proves to be damaged inside, begin with an empty one, and run it on that."""
        with self._explained():
            try:
                return query()
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                    raise
                self._connection.close()
                self._begin_anew()
                return query()

    def _begin_anew(self) -> None:
        """Set the damaged file aside, with its log, which would be played into the new one."""
        self.set_aside = self.path.with_name(f"{self.path.name}.damaged")
        try:
            # Another process may have set it aside already: then what lies there is the new one.
            if self._file is None or self.path.stat().st_ino == self._file:
                self.path.replace(self.set_aside)
                for log in ("-wal", "-shm"):
                    self.path.with_name(f"{self.path.name}{log}").unlink(missing_ok=True)
        except OSError as error:
            raise CannotGoOn(f"{self.path}: damaged; {error.strerror}; --no-memory goes without") from error
        self._connection = self._open()
        # A warning, not a note of progress: `--quiet` shows it too.
        _LOG.warning("%s: the translation memory was damaged; it is now in %s", self.path, self.set_aside)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Hold the connection, and turn its failures into errors with the file's name."""
        try:
            with self._lock:
                yield
        except sqlite3.Error as error:
            kind = OutOfSpace if "full" in str(error) else CannotGoOn
            raise kind(f"{self.path}: {error}; --no-memory goes without") from error


def _key(source: str) -> bytes:
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).digest()
