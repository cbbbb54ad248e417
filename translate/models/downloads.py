"""Large files of a hub repository, fetched so that a download which was cut off goes on in the next process.

huggingface_hub 2 resumes inside one process alone: each download writes to a name of its own, which no later one finds,
so that what a killed process had fetched of seventeen gigabytes is fetched again. Here the file is written under a name
that tells its SHA-256, and the next process asks for the rest. All else is left to the library, which finds these files
in its cache under the names that it would have given them.

They come over plain HTTP, and not by the faster Xet protocol of the library, which knows no going on either.
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
    """A file in the hub's large file storage, which names it by its SHA-256."""

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
        """Where the library keeps files, under the names that the hub gives them."""
        return self.cache / self._folder / "blobs"

    @property
    def locks(self) -> Path:
        """Where the library keeps the locks of files that are being fetched."""
        return self.cache / ".locks" / self._folder

    @property
    def _folder(self) -> str:
        return f"models--{self.hub.replace('/', '--')}"


def partial(blob: Path) -> Path:
    """Where the beginning of a file lies that has not arrived whole."""
    return blob.with_name(f"{blob.name}.tarjama.incomplete")


def bytes_here(repository: Repository, files: Mapping[str, int]) -> int:
    """How many bytes of `files` (sizes by their names in the cache) need not be fetched any more."""
    total = 0
    for name, size in files.items():
        blob = repository.blobs / name
        found = next((path for path in (blob, partial(blob)) if path.is_file()), None)
        total += 0 if found is None else min(size, found.stat().st_size)
    return total


def fetch_large(
    repository: Repository, files: list[LargeFile], timeout_seconds: float, advance: Advance
) -> list[LargeFile]:
    """Fetch what is not here yet, the smaller first, and return the files whose content was not the hub's.

    Those are thrown away. Raises what the library raises: of httpx, HfHubHTTPError, and OSError.
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
            ):  # what an earlier process left may be to blame: once more, from the start
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
    """Fetch what is missing behind `beginning`; whether it is the hub's file then. If not, it is thrown away."""
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
    told = file_download.get_hf_file_metadata(url, timeout=timeout_seconds)
    headers: dict[str, Any] = build_hf_headers()
    if urlsplit(told.location).netloc != urlsplit(url).netloc:
        headers.pop("authorization", None)  # the token is the hub's, and none of its storage's business
    file_download.http_get(
        told.location,
        stream,
        resume_size=start,
        headers=headers,
        expected_size=file.size,
        tqdm_class=_counter(advance),
    )


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The file for writing at any place, made where there is none.

    Not for appending: on file systems whose locks do not hold, two processes then write the same bytes at the same
    places, and not one behind the other.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    with path.open("r+b") as stream:
        yield stream


@contextmanager
def _locked(repository: Repository, file: LargeFile) -> Iterator[None]:
    """The library's own lock of the file, so that neither of us fetches what the other is fetching."""
    from huggingface_hub.utils import WeakFileLock  # type: ignore[attr-defined]

    lock = repository.locks / f"{file.sha256}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with WeakFileLock(lock):
        yield


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _counter(advance: Advance) -> type[Any]:
    """What the library takes for a bar: it counts the bytes that have been written, and those taken back."""

    class Counter:
        def __init__(self, *_: Any, **__: Any) -> None:
            """Drawn elsewhere."""

        def __enter__(self) -> Counter:
            return self

        def __exit__(self, *_: object) -> None:
            """Nothing to close."""

        def update(self, n: float | None = 1) -> None:
            advance(int(n or 0))

        def close(self) -> None:
            """Nothing to close."""

    return Counter
