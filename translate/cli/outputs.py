"""Files that a command writes to where the user says."""

from __future__ import annotations

import stat
from pathlib import Path

from translate.errors import RequestError

__all__ = ["output_file"]


def output_file(path: Path) -> Path:
    """Return the file that `path` names. Links are resolved, so that a link remains one when the file is replaced.

    Raises RequestError for a folder, and for a pipe or device (`/dev/stdout`), which would be replaced too.
    """
    if not path.name or path.is_dir():
        raise RequestError(f"{path}: is a folder, not a file")
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        raise RequestError(f"{path}: is a pipe or device, not a file; write to a file")
    return path.resolve() if path.is_symlink() else path
