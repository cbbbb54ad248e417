"""Folders in the user's cache that are built once and then only read: prepared models."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from translate.config.paths import cache_dir
from translate.errors import CannotGoOn, OutOfSpace
from translate.progress import Progress

__all__ = ["discard_prepared", "models_dir", "prepare_once", "raise_if_full"]


def models_dir() -> Path:
    """Return the folder of prepared models."""
    return cache_dir() / "models"


def prepare_once(target: Path, build: Callable[[Path], None], progress: Progress) -> Path:
    """Return `target`, built by `build` in a temporary folder beside it and renamed at the end.

    A folder under its final name is complete. If two processes need it, the second waits for the first. Raises
    OutOfSpace if the disk is full, CannotGoOn if the cache cannot be written.
    """
    from filelock import FileLock, Timeout

    with _in_cache(target):
        if target.is_dir():
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(target.parent / f".{target.name}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            progress.note(f"waiting for another process that is preparing {target.name}")
            lock.acquire()
    try:
        if not target.is_dir():
            _build(target, build)
    finally:
        lock.release()
    return target


def discard_prepared(target: Path) -> None:
    """Remove a damaged folder, so that `prepare_once` builds it again; raises CannotGoOn if that fails."""
    with _in_cache(target):
        aside = Path(tempfile.mkdtemp(prefix=f".{target.name}.tmp-", dir=target.parent))
        target.replace(aside)  # atomic: another process finds the whole folder or none
    shutil.rmtree(aside, ignore_errors=True)


def raise_if_full(error: OSError, place: Path) -> None:
    """Raise OutOfSpace, naming `place`, if `error` says that the disk or the quota is full."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        raise OutOfSpace(
            f"no space left for {place}: free some space, or set TARJAMA_CACHE to another folder"
        ) from error


@contextmanager
def _in_cache(target: Path) -> Iterator[None]:
    """Convert file system errors into CannotGoOn with advice."""
    try:
        yield
    except OSError as error:
        raise_if_full(error, target)
        raise CannotGoOn(
            f"{target.parent}: Tarjama's cache cannot be used: {error.strerror or error}. "
            "Set TARJAMA_CACHE to a writable folder"
        ) from error


def _build(target: Path, build: Callable[[Path], None]) -> None:
    prefix = f".{target.name}.tmp-"
    for stale in target.parent.glob(
        f"{prefix}*"
    ):  # left by a killed process, because this process has the lock
        shutil.rmtree(stale, ignore_errors=True)
    with _in_cache(target):
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=target.parent))
    try:
        try:
            build(folder)
        except OSError as error:  # may be an error of the source files, not of the cache
            raise_if_full(error, target)
            raise
        with _in_cache(target):
            folder.replace(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
