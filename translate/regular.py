"""Regular files of a bounded size: pipes would block, and huge files exhaust memory."""

from __future__ import annotations

import errno
import stat
from pathlib import Path

__all__ = ["check_regular", "read_regular"]

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def check_regular(path: Path) -> None:
    """Raise OSError unless the path is a regular file, without opening it."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        kind = _KINDS.get(stat.S_IFMT(mode), "a special file")
        raise OSError(errno.EINVAL, f"{kind}, not a regular file")


def read_regular(path: Path, most_bytes: int) -> bytes:
    """Return a regular file's bytes; raises OSError for other files and more than `most_bytes`."""
    check_regular(path)
    with path.open("rb") as file:
        data = file.read(most_bytes + 1) if path.stat().st_size <= most_bytes else None
    if data is None or len(data) > most_bytes:
        raise OSError(errno.EFBIG, f"too large: limit {most_bytes:,} bytes")
    return data
