"""Open files of rows, compressed by gzip or not."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from translate.errors import Unreadable

__all__ = ["kind_of_rows", "open_rows"]

_PACKED = ".gz"


@contextmanager
def open_rows(path: Path) -> Iterator[BinaryIO]:
    """Open a file of rows as bytes, decompressed if its name ends in `.gz`.

    Raises Unreadable, also for errors in the block while the file is read.
    """
    try:
        with gzip.open(path, "rb") if path.name.lower().endswith(_PACKED) else path.open("rb") as file:
            yield cast("BinaryIO", file)
    except EOFError as error:
        raise Unreadable(f"{path}: truncated gzip file: copy it again") from error
    except zlib.error as error:
        raise Unreadable(f"{path}: a damaged gzip file: {error}") from error
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from error


def kind_of_rows(suffix: str) -> str:
    """Return the suffix without `.gz`: `.jsonl` for `.jsonl.gz`."""
    return suffix.lower().removesuffix(_PACKED)
