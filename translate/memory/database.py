"""The memory's file: SQLite in the user's cache, readable only by the user.

SQLite is part of Python, needs one file, scales to millions of rows, and lets several runs write in parallel.
"""

from __future__ import annotations

import logging
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TypeVar

from translate.config.paths import cache_dir
from translate.errors import CannotGoOn, OutOfSpace

__all__ = ["Database", "discard_damaged", "memory_path"]

T = TypeVar("T")

_LOG = logging.getLogger(__name__)

_SCHEMA_VERSION = 2
_BUSY_SECONDS = 60.0  # time that a run waits for another run's commit
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


class Database:
    """The open file. A damaged one is renamed to `<file>.damaged`, and an empty one takes its place.

    Threads may share one object, and processes may share one file.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the file; raises CannotGoOn if it cannot be written."""
        self.path = path
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

    def run(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """Return the result of a query; if the file turns out to be damaged, repeat the query on an empty one.

        Raises OutOfSpace if the disk is full, CannotGoOn for other errors.
        """
        with self._explained():
            try:
                return query(self._connection)
            except sqlite3.Error as error:
                if not _is_damage(error):
                    raise
                self._connection.close()
                self._begin_anew()
                return query(self._connection)

    def start_over(self) -> None:
        """Delete the file, and create an empty one; raises CannotGoOn if that is not possible."""
        with self._explained():
            self._connection.close()
            try:
                self.path.unlink(missing_ok=True)
                self._delete_logs()
            except OSError as error:
                raise CannotGoOn(f"{self.path}: cannot be deleted: {error.strerror}") from error
            self._connection = self._open()

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

    def _delete_logs(self) -> None:
        for log in ("-wal", "-shm"):
            self.path.with_name(f"{self.path.name}{log}").unlink(missing_ok=True)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Lock the connection, and convert SQLite errors into ours, with the file's name."""
        try:
            with self._lock:
                yield
        except sqlite3.Error as error:
            kind = OutOfSpace if "full" in str(error) else CannotGoOn
            raise kind(f"{self.path}: {error}; use --no-memory to run without it") from error


def _is_damage(error: sqlite3.Error) -> bool:
    """Return whether an error shows that the file is damaged: its pages, its tables, or a text that is not UTF-8."""
    code = getattr(error, "sqlite_errorcode", None)  # Python's own errors have none
    if code is None:
        return "decode" in str(error)
    if code & 0xFF == sqlite3.SQLITE_ERROR:
        return _OTHER_TABLES.search(str(error)) is not None
    return code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
