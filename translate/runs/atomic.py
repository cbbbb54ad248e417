"""Write files atomically: under a temporary name, synced, then renamed."""

from __future__ import annotations

import errno
import os
import re
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from translate.errors import CannotGoOn, OutOfSpace, RunFolderError, TarjamaError
from translate.regular import read_regular

__all__ = ["UNFINISHED", "append_line", "read_record", "replacing", "write_atomic", "writing"]

UNFINISHED = ".*.tmp"  # pattern of temporary names
# Limit for the records of windows and processes. A window of 2,048 sentences takes 600 bytes, and a million articles of
# 100 sentences make 50,000 windows.
MAX_RECORD_BYTES = 256 << 20


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Convert failures to write `path` into errors that name it.

    Raises OutOfSpace if the disk or the user's quota is full, CannotGoOn otherwise.
    """
    try:
        yield
    except TarjamaError:
        raise
    except Exception as error:
        refusal = _refusal(error)
        if refusal is None:
            raise
        if refusal.errno in (errno.ENOSPC, errno.EDQUOT):
            raise OutOfSpace(
                f"{path}: no space left; free some space, then run the same command again to resume"
            ) from error
        raise CannotGoOn(f"{path}: cannot be written: {refusal.strerror or refusal}") from error


def _refusal(error: Exception) -> OSError | None:
    """Return the system's error: torch wraps it in a RuntimeError; safetensors and tokenizers quote its number."""
    if isinstance(error, OSError):
        return error
    if isinstance(error, RuntimeError) and isinstance(error.__context__, OSError):
        return error.__context__
    quoted = re.search(r"\(os error (\d+)\)", str(error))
    return OSError(int(quoted[1]), os.strerror(int(quoted[1]))) if quoted else None


def write_atomic(path: Path, text: str) -> None:
    """Write `text` as UTF-8 with newlines unchanged; after a crash the file has the old or the new content."""
    with replacing(path) as file:
        file.write(text.encode("utf-8"))


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Yield a temporary file that replaces `path` at the end; on an error it is removed."""
    temporary = path.with_name(_temporary_name())
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("xb") as file:  # do not follow a link that someone else may have placed there
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def _temporary_name() -> str:
    """Return a name that no other process uses, on this machine or another one that shares the folder."""
    host = re.sub(r"[^A-Za-z0-9-]", "", socket.gethostname())[:32]
    return f".{host}-{os.getpid()}-{secrets.token_hex(6)}.tmp"


# Do not follow links, and do not block on a pipe without a reader; Windows has neither flag.
_THIS_FILE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def append_line(path: Path, line: str) -> None:
    """Append one line and sync it. A crash can leave an incomplete last line.

    Raises CannotGoOn if `path` is a link, because the line would go to another file.
    """
    with writing(path), open(path, "ab", opener=_open_this_file) as file:
        file.write(line.encode("utf-8") + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read_record(path: Path) -> bytes:
    """Return what `append_line` has written; empty if the file does not exist.

    Raises RunFolderError if the path is not a regular file, cannot be read or is larger than `MAX_RECORD_BYTES`.
    """
    try:
        return read_regular(path, MAX_RECORD_BYTES)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise RunFolderError(f"{path}: {error.strerror or error}") from error


def _open_this_file(path: str, flags: int) -> int:
    return os.open(path, flags | _THIS_FILE, 0o666)
