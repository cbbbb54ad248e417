"""Texts whose lines are paired by number: outputs, references, sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from translate.errors import ReferencesError
from translate.scoring.segments import read_text

_BOM = "\ufeff".encode()


@dataclass(frozen=True, slots=True)
class TextFile:
    r"""The lines of a UTF-8 file, split at `\n` alone, white space at their ends cut.

    As in a run, a final newline is followed by a last, blank line; `fitted` makes up for the difference.
    """

    path: Path
    lines: tuple[str, ...]
    byte_order_mark: bool = False

    @property
    def count(self) -> int:
        """How many lines people would say there are: the blank after a final newline is none."""
        return len(self.lines) - (not self.lines[-1])

    @property
    def counted(self) -> str:
        """`count` in words."""
        return "1 line" if self.count == 1 else f"{self.count:,} lines"

    def fitted(self, lines: Sequence[str]) -> TextFile | None:
        """The text with as many lines as `lines`, a final newline aside that one has and the other lacks.

        None where the numbers of lines differ otherwise.
        """
        more = len(self.lines) - len(lines)
        if more == 0:
            return self
        if more == 1 and not self.lines[-1] and lines[-1]:
            return replace(self, lines=self.lines[:-1])
        if more == -1 and self.lines[-1] and not lines[-1]:
            return replace(self, lines=(*self.lines, ""))
        return None


def read_text_file(path: Path) -> TextFile:
    """Read a text; raises ReferencesError where it cannot be read, or is not UTF-8."""
    text = read_text(path)
    with path.open("rb") as file:
        mark = file.read(len(_BOM)) == _BOM
    return TextFile(path, tuple(line.rstrip() for line in text.split("\n")), mark)


def require_file(path: Path, what: str) -> None:
    """Raise ReferencesError where `path`, which should hold `what`, is no file."""
    if path.is_dir():
        raise ReferencesError(f"{path} is a folder, and should be a file with {what}.")
    if not path.is_file():
        raise ReferencesError(f"{path}: no such file; it should hold {what}.")
