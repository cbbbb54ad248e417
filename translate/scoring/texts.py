"""Texts whose lines are paired by number: outputs, references, sources."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from translate.errors import ReferencesError
from translate.scoring.segments import read_text

_BOM = "\ufeff".encode()


@dataclass(frozen=True, slots=True)
class TextFile:
    r"""The lines of a UTF-8 file, split at `\n` alone, white space at their ends cut.

    A final newline ends the last line and begins none, so that texts made elsewhere match whether they have one or not.
    """

    path: Path
    lines: tuple[str, ...]
    byte_order_mark: bool = False


def read_text_file(path: Path) -> TextFile:
    """Read a text; raises ReferencesError where it cannot be read, or is not UTF-8."""
    text = read_text(path)
    with path.open("rb") as file:
        mark = file.read(len(_BOM)) == _BOM
    return TextFile(path, split_lines(text), mark)


def split_lines(text: str) -> tuple[str, ...]:
    """The lines of a text, as `TextFile` has them."""
    return tuple(line.rstrip() for line in text.removesuffix("\n").split("\n"))


def require_file(path: Path, what: str) -> None:
    """Raise ReferencesError where `path`, which should hold `what`, is no file."""
    if path.is_dir():
        raise ReferencesError(f"{path} is a folder, and should be a file with {what}.")
    if not path.is_file():
        raise ReferencesError(f"{path}: no such file; it should hold {what}.")
