"""Download large files of a hub repository so that another process can resume an interrupted download.

huggingface_hub 2 resumes only within one process: each download uses a new temporary name, so a killed download of
seventeen gigabytes starts from zero. Here the temporary name contains the file's SHA-256, and the next process requests
only the rest. Everything else is done by the library, which finds these files in its cache under its usual names.

The download uses plain HTTP, not the library's faster Xet protocol, which cannot resume either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from translate.progress import Advance

__all__ = ["LargeFile", "Repository", "bytes_here", "fetch_large", "partial"]


@dataclass(frozen=True, slots=True)
class LargeFile:
    """A file in the hub's large file storage, identified by its SHA-256."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Repository:
    """A model's repository at one commit, and its folder in the library's cache."""

    hub: str
    commit: str
    cache: Path

    @property
    def blobs(self) -> Path:
        """Return the library's folder of files, which are named as on the hub."""
        return self.cache / self._folder / "blobs"

    @property
    def locks(self) -> Path:
        """Return the library's folder of locks for files in download."""
        return self.cache / ".locks" / self._folder

    @property
    def _folder(self) -> str:
        return f"models--{self.hub.replace('/', '--')}"


def partial(blob: Path) -> Path:
    """Return the path of an incomplete file."""
    return blob.with_name(f"{blob.name}.tarjama.incomplete")


def bytes_here(repository: Repository, files: Mapping[str, int]) -> int:
    """Return how many bytes of `files` (sizes by cache name) are already here."""
    total = 0
    for name, size in files.items():
        blob = repository.blobs / name
        found = next((path for path in (blob, partial(blob)) if path.is_file()), None)
        total += 0 if found is None else min(size, found.stat().st_size)
    return total


def fetch_large(
    repository: Repository, files: list[LargeFile], timeout_seconds: float, advance: Advance
) -> list[LargeFile]:
    """Download missing files, smallest first, and return those with a wrong checksum, which are deleted.

    Raises the library's errors: httpx errors, HfHubHTTPError and OSError.
    """
    bad = []
    for file in sorted(files, key=lambda f: (f.size, f.name)):
        blob = repository.blobs / file.sha256
        with _locked(repository, file):
            if blob.is_file():
                advance(file.size)
                continue
            beginning = partial(blob)
            resumed = beginning.is_file() and beginning.stat().st_size > 0
            whole = _fetch(repository, file, beginning, timeout_seconds, advance)
            if (
                resumed and not whole
            ):  # the part of an earlier process may be wrong: try once more from the start
                advance(-file.size)
                whole = _fetch(repository, file, beginning, timeout_seconds, advance)
            if whole:
                beginning.replace(blob)
            else:
                bad.append(file)
    return bad


def _fetch(
    repository: Repository, file: LargeFile, beginning: Path, timeout_seconds: float, advance: Advance
) -> bool:
    """Download the rest after `beginning`; return whether the checksum matches. If not, delete the file."""
    with _opened(beginning) as stream:
        start = stream.seek(0, 2)
        if start > file.size:
            start = stream.truncate(0)
            stream.seek(0)
        advance(start)
        if start < file.size:
            _fetch_from(start, stream, repository, file, timeout_seconds, advance)
    if _sha256(beginning) == file.sha256:
        return True
    beginning.unlink()
    return False


def _fetch_from(
    start: int,
    stream: BinaryIO,
    repository: Repository,
    file: LargeFile,
    timeout_seconds: float,
    advance: Advance,
) -> None:
    from huggingface_hub import file_download, hf_hub_url
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

    url = hf_hub_url(repository.hub, file.name, revision=repository.commit)
    metadata = file_download.get_hf_file_metadata(url, timeout=timeout_seconds)
    headers: dict[str, Any] = build_hf_headers()
    if urlsplit(metadata.location).netloc != urlsplit(url).netloc:
        headers.pop("authorization", None)  # the token is for the hub; do not send it to the storage server
    file_download.http_get(
        metadata.location,
        stream,
        resume_size=start,
        headers=headers,
        expected_size=file.size,
        tqdm_class=_counter(advance),
    )


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Open the file for writing at any position, and create it if needed.

    It is not opened for appending: on file systems without working locks, two processes then write the same bytes at
    the same positions instead of one after the other.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    with path.open("r+b") as stream:
        yield stream


@contextmanager
def _locked(repository: Repository, file: LargeFile) -> Iterator[None]:
    """Hold the library's own lock of the file, so that no file is downloaded twice at once."""
    from huggingface_hub.utils import WeakFileLock  # type: ignore[attr-defined]

    lock = repository.locks / f"{file.sha256}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with WeakFileLock(lock):
        yield


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _counter(advance: Advance) -> type[Any]:
    """Return a progress bar for the library that only counts written bytes, and subtracts discarded ones."""

    class Counter:
        def __init__(self, *_: Any, **__: Any) -> None:
            """Do nothing: our own bar is drawn elsewhere."""

        def __enter__(self) -> Counter:
            return self

        def __exit__(self, *_: object) -> None:
            """Do nothing."""

        def update(self, n: float | None = 1) -> None:
            advance(int(n or 0))

        def close(self) -> None:
            """Do nothing."""

    return Counter
