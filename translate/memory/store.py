"""The memory's file: SQLite in the user's cache, readable only by the user.

SQLite is part of Python, needs one file, scales to millions of rows, and lets several runs write in parallel.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
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

__all__ = ["MemoryInfo", "TranslationMemory", "discard_damaged", "memory_path"]

T = TypeVar("T")

_LOG = logging.getLogger(__name__)

_SCHEMA_VERSION = 2
_COLUMNS = "source, text, source_tokens, output_tokens, finished, log_probability"
_BUSY_SECONDS = 60.0  # time that a run waits for another run's commit
_KEYS_AT_ONCE = 500  # below 999, the lowest limit of placeholders in any SQLite
# Errors of SQL that only a file with damaged or foreign tables causes.
_OTHER_TABLES = re.compile(r"no such (table|column)|has no column|already exists|duplicate column")
_SCHEMA = """
CREATE TABLE systems (id INTEGER PRIMARY KEY, description TEXT NOT NULL UNIQUE);
CREATE TABLE outputs (
    system INTEGER NOT NULL REFERENCES systems (id),
    source BLOB NOT NULL,
    text TEXT NOT NULL,
    source_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    finished INTEGER NOT NULL,
    log_probability REAL,
    PRIMARY KEY (system, source)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class MemoryInfo:
    """The size of a memory: its file, bytes on disk, and the number of sentences per system."""

    path: Path
    bytes: int
    sentences: dict[str, int]


def memory_path() -> Path:
    """Return the path of the user's memory."""
    return cache_dir() / "memory.sqlite3"


def discard_damaged() -> Path | None:
    """Delete the damaged memory that was set aside, and return its path; None if there is none.

    Raises CannotGoOn if the file cannot be deleted.
    """
    damaged = _damaged_path(memory_path())
    try:
        damaged.unlink()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CannotGoOn(f"{damaged}: cannot be deleted: {error.strerror}") from error
    return damaged


def _damaged_path(memory: Path) -> Path:
    return memory.with_name(f"{memory.name}.damaged")


class TranslationMemory:
    """Outputs, stored by system and source sentence.

    A system is everything an output depends on besides the sentence: model, revision, engine, decoding. The first
    stored output is kept, so that a resumed run gives the same answers. Threads may share one memory, and processes
    may share one file.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Open or create the memory. A damaged file is renamed to `<file>.damaged`, and an empty one created.

        Raises CannotGoOn if the file cannot be written.
        """
        self.path = path or memory_path()
        self.set_aside: Path | None = None
        self._file: int | None = None  # the inode of the file that is open
        self._lock = Lock()  # for the connection: one transaction at a time
        try:
            self._connection = self._open()
        except sqlite3.Error as error:
            if not _is_damage(error):
                raise CannotGoOn(
                    f"{self.path}: cannot be opened: {error}; use --no-memory to run without it"
                ) from error
            with self._explained():
                self._begin_anew()

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
            rows += self._healing(partial(self._select, query, (system, *part)))
        return rows

    def _select(self, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        return self._connection.execute(query, values).fetchall()

    def remember(self, system: str, sources: Sequence[str], outputs: Sequence[Output]) -> None:
        """Store the outputs in one transaction; outputs stored earlier are kept."""
        self._healing(partial(self._insert, system, _values(sources, outputs)))

    def replace(self, system: str, sources: Sequence[str], outputs: Sequence[Output]) -> None:
        """Store the outputs in one transaction, overwriting earlier ones."""
        self._healing(partial(self._insert, system, _values(sources, outputs), "REPLACE"))

    def fingerprint(self, system: str) -> str:
        """Return a hash of all outputs of a system (16 hexadecimal digits); empty if there are none."""
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
                f"INSERT OR {known} INTO outputs (system, {_COLUMNS}) "  # noqa: S608 - one of two words
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(number, *row) for row in rows],
            )

    def info(self) -> MemoryInfo:
        """Return the number of stored sentences and the size on disk."""
        query = "SELECT description, count(source) FROM systems LEFT JOIN outputs ON system = id GROUP BY id"
        counts = self._healing(partial(self._select, f"{query} ORDER BY id", ()))
        # The latest commits are in the write-ahead log.
        files = (self.path, self.path.with_name(f"{self.path.name}-wal"))
        return MemoryInfo(self.path, sum(f.stat().st_size for f in files if f.is_file()), dict(counts))

    def clear(self) -> int:
        """Delete everything, free the disk space, and return the number of deleted sentences.

        If the disk is full, SQLite cannot delete; then the file is deleted, and an empty one created.
        """
        ((stored,),) = self._healing(partial(self._select, "SELECT count(*) FROM outputs", ()))
        try:
            self._healing(self._forget)
        except OutOfSpace:
            self._healing(self._delete_file)
        return int(stored)

    def _forget(self) -> None:
        with self._connection:
            self._connection.execute("DELETE FROM outputs")
            self._connection.execute("DELETE FROM systems")
        self._connection.execute("VACUUM")

    def _delete_file(self) -> None:
        self._connection.close()
        try:
            self.path.unlink(missing_ok=True)
            self._delete_logs()
        except OSError as error:
            raise CannotGoOn(f"{self.path}: cannot be deleted: {error.strerror}") from error
        self._connection = self._open()

    def _delete_logs(self) -> None:
        for log in ("-wal", "-shm"):
            self.path.with_name(f"{self.path.name}{log}").unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _open(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Created here and not by SQLite, so that other users can never read it, not even for a moment.
            file = os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600)
            self._file = os.fstat(file).st_ino
            os.close(file)
            self.path.chmod(0o600)
        except OSError as error:
            raise CannotGoOn(f"{self.path}: {error.strerror}; use --no-memory to run without it") from error
        connection = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, check_same_thread=False)
        try:
            # Write-ahead logging lets other runs read during a write. On a network file system SQLite refuses
            # it and uses its rollback journal.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            self._make_schema(connection)
        except (sqlite3.Error, CannotGoOn):
            connection.close()
            raise
        return connection

    def _make_schema(self, connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")  # only one of two simultaneous runs creates it
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 1:  # without the log-probabilities: those of the outputs that it has stay unknown
            connection.execute("ALTER TABLE outputs ADD COLUMN log_probability REAL")
            connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
        if version == 0:
            for statement in _SCHEMA.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
        connection.commit()
        if version not in (0, 1, _SCHEMA_VERSION):
            raise CannotGoOn(
                f"{self.path}: made by another version of Tarjama; use --no-memory to run without it"
            )

    def _healing(self, query: Callable[[], T]) -> T:
        """Run a query; if the file turns out to be damaged, start an empty one and repeat the query."""
        with self._explained():
            try:
                return query()
            except sqlite3.Error as error:
                if not _is_damage(error):
                    raise
                self._connection.close()
                self._begin_anew()
                return query()

    def _begin_anew(self) -> None:
        """Rename the damaged file, and delete its log, which SQLite would replay into the new file."""
        self.set_aside = _damaged_path(self.path)
        try:
            # Another process may have renamed it already; then this path is its new file.
            if self.path.stat().st_ino == self._file:
                self.path.replace(self.set_aside)
                self._delete_logs()
        except FileNotFoundError:
            pass  # renamed, and the new file is not created yet
        except OSError as error:
            raise CannotGoOn(
                f"{self.path}: damaged; {error.strerror}; use --no-memory to run without it"
            ) from error
        self._connection = self._open()
        # A warning, not a progress note, so that it appears with `--quiet` too.
        _LOG.warning("%s: the translation memory was damaged; it is now in %s", self.path, self.set_aside)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Lock the connection, and convert SQLite errors into ours, with the file's name."""
        try:
            with self._lock:
                yield
        except sqlite3.Error as error:
            kind = OutOfSpace if "full" in str(error) else CannotGoOn
            raise kind(f"{self.path}: {error}; use --no-memory to run without it") from error


def _values(sources: Sequence[str], outputs: Sequence[Output]) -> list[tuple[object, ...]]:
    return [
        (_key(source), o.text, o.source_tokens, o.output_tokens, o.finished, o.log_probability)
        for source, o in zip(sources, outputs, strict=True)
    ]


def _is_damage(error: sqlite3.Error) -> bool:
    """Return whether an error shows that the file is damaged: its pages, its tables, or a text that is not UTF-8."""
    code = getattr(error, "sqlite_errorcode", None)  # Python's own errors have none
    if code is None:
        return "decode" in str(error)
    if code & 0xFF == sqlite3.SQLITE_ERROR:
        return _OTHER_TABLES.search(str(error)) is not None
    return code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _key(source: str) -> bytes:
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).digest()
