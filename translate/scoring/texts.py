"""Read texts whose lines are paired by number: outputs, references and sources."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from translate.errors import ReferencesError
from translate.regular import read_regular
from translate.text.discovery import natural_key

__all__ = ["SUFFIX", "TextFile", "read_text", "read_text_file", "require_file", "texts_by_id"]

SUFFIX = ".en.txt"
_MAX_BYTES = 512 << 20  # of a text that is scored
_BOM = "\ufeff".encode()


@dataclass(frozen=True, slots=True)
class TextFile:
    r"""The lines of a UTF-8 file, split only at `\n`, without trailing white space.

    Surplus blank lines at the end never count: `fitted` removes or adds them.
    """

    path: Path
    lines: tuple[str, ...]
    byte_order_mark: bool = False

    @property
    def count(self) -> int:
        """Return the number of lines without blank ones at the end."""
        return _filled(self.lines)

    @property
    def counted(self) -> str:
        """Return `count` as text, such as "3 lines"."""
        return "1 line" if self.count == 1 else f"{self.count:,} lines"

    def fitted(self, lines: Sequence[str]) -> TextFile | None:
        """Return the text with as many lines as `lines`, after removing or adding blank lines at its end.

        None if more than blank lines at the end differ. The text after the final newline is not a line, so it cannot
        belong to a line of the longer text.
        """
        own, length = self.lines, min(len(self.lines), len(lines))
        if len(own) == len(lines):
            return self
        shorter, longer = sorted((own, lines), key=len)
        if any(longer[length:]) or (longer[length - 1] and not shorter[-1]):
            return None
        return replace(self, lines=(*own[:length], *("",) * (len(lines) - length)))

    def ends_like(self, other: TextFile) -> bool:
        """Return False if, of two texts of equal length, one has a final newline where the other has a line."""
        return len(self.lines) != len(other.lines) or bool(self.lines[-1]) == bool(other.lines[-1])


def _filled(lines: Sequence[str]) -> int:
    return next((n for n in range(len(lines), 0, -1) if lines[n - 1]), 0)


def texts_by_id(folder: Path, suffix: str = SUFFIX) -> dict[str, Path]:
    """Return the texts under a folder by id, in natural order (a2 before a10).

    An id is the `/`-separated path in the folder, without `suffix`, in NFC, because macOS may decompose file names.
    Metadata files of macOS (`._NAME`) and hidden folders are left out. Raises ReferencesError if a folder cannot be
    listed, because its texts would be missing from the scores.
    """
    found = {
        unicodedata.normalize("NFC", path.relative_to(folder).as_posix()).removesuffix(suffix): path
        for path in _files_below(folder)
        if path.name.endswith(suffix) and path.is_file()
    }
    return {text_id: found[text_id] for text_id in sorted(found, key=natural_key)}


def _files_below(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(place, name) for name in names if not name.startswith("._"))


def _refuse(error: OSError) -> NoReturn:
    raise ReferencesError(f"{error.filename} cannot be read: {error.strerror}.") from error


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file without a byte order mark, with line endings unchanged.

    Raises ReferencesError if the file cannot be read, is larger than `_MAX_BYTES`, or is not UTF-8 (with the line and
    the byte).
    """
    try:
        data = read_regular(path, _MAX_BYTES)
    except OSError as error:
        raise ReferencesError(f"{path} cannot be read: {error.strerror}.") from error
    mark = len(_BOM) if data.startswith(_BOM) else 0
    try:
        return data[mark:].decode("utf-8")
    except UnicodeDecodeError as error:
        at = mark + error.start
        line = data.count(b"\n", 0, at) + 1
        raise ReferencesError(
            f"{path} is not UTF-8: byte {at} (0x{data[at]:02x}), in line {line}. Save the file as UTF-8."
        ) from error


def read_text_file(path: Path) -> TextFile:
    """Return the lines of a text file; raises ReferencesError if it cannot be read or is not UTF-8."""
    text = read_text(path)
    with path.open("rb") as file:
        mark = file.read(len(_BOM)) == _BOM
    return TextFile(path, tuple(line.rstrip() for line in text.split("\n")), mark)


def require_file(path: Path, what: str) -> None:
    """Raise ReferencesError if `path`, which should contain `what`, is not a file."""
    if path.is_dir():
        raise ReferencesError(f"{path} is a folder; it should be a file with {what}.")
    if not path.is_file():
        raise ReferencesError(f"{path}: no such file; it should contain {what}.")
