"""The article ids of a run, in input order: stored in `started.json`, or in a separate file if there are many."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from translate.errors import RunFolderError
from translate.runs.atomic import replacing
from translate.text.documents import CompactTexts

__all__ = ["NAME", "ListedApart", "articles_folder", "described", "read_ids", "shard_digits", "write_ids"]

NAME = "documents.txt"
# A folder with more entries is slow to list on many file systems, especially shared ones.
MOST_IN_ONE_FOLDER = 10_000


class ListedApart(BaseModel):
    """A record in `started.json` that the ids are in `documents.txt`, one per line."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    count: int
    sha256: str  # hash of `documents.txt`


def described(ids: Sequence[str]) -> list[str] | ListedApart:
    """Return the entry for `started.json`: the ids, or only their number and hash if there are many."""
    if len(ids) <= MOST_IN_ONE_FOLDER:
        return list(ids)
    digest = hashlib.sha256()
    for line in _lines(ids):
        digest.update(line)
    return ListedApart(count=len(ids), sha256=digest.hexdigest())


def write_ids(run: Path, ids: Sequence[str]) -> None:
    """Write `documents.txt`."""
    with replacing(run / NAME) as file:
        file.writelines(_lines(ids))


def read_ids(run: Path, listed: list[str] | ListedApart) -> CompactTexts:
    """Return the ids; raises RunFolderError if `documents.txt` is not the file that `started.json` describes."""
    if isinstance(listed, list):
        return CompactTexts(listed)
    path = run / NAME
    ids, digest = CompactTexts(), hashlib.sha256()
    try:
        with path.open("rb") as file:
            for line in file:
                digest.update(line)
                ids.append(line.decode("utf-8", "replace").removesuffix("\n"))
    except OSError as error:
        raise RunFolderError(f"{path}: {error.strerror or error}") from error
    if digest.hexdigest() != listed.sha256:
        raise RunFolderError(
            f"{path}: not the file that started.json describes: {listed.count:,} ids, one a line"
        )
    return ids


def shard_digits(articles: int) -> int:
    """Return the number of hexadecimal digits in the names of the subfolders of `articles/`; 0 for no subfolders.

    256 subfolders hold a million articles, 4,096 more than that.
    """
    if articles <= MOST_IN_ONE_FOLDER:
        return 0
    return 2 if articles <= 1_000_000 else 3


def articles_folder(article_id: str, digits: int) -> str:
    """Return the subfolder of an article, with a `/` at its end; empty if the run has no subfolders."""
    if not digits:
        return ""
    return f"{hashlib.sha256(article_id.encode('utf-8', 'surrogatepass')).hexdigest()[:digits]}/"


def _lines(ids: Sequence[str]) -> Iterator[bytes]:
    return (f"{article_id}\n".encode("utf-8", "surrogatepass") for article_id in ids)
