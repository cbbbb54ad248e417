"""Define a case of the corpus: the files in an input folder, and the expected result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

TRANSLATED = "translated"
# Plain text that is certainly an article, to put beside odd text.
ARABIC = "قال الوزير إن الخطة جاهزة. وأضاف أن العمل يبدأ غدا في المدينة."

Plant = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Case:
    """An odd input folder.

    `plant` writes it into an empty folder. `ends` are the expected results of its articles in the order of their ids:
    `translated`, `skipped: <part of the reason>`, `failed: <part of the reason>`; or one `refused: <part of the
    message>` if the whole command is refused. `inputs` are paths below the folder for the command line (default: the
    folder itself), followed by `arguments`. The run may take `seconds`.
    """

    family: str
    name: str
    plant: Plant
    ends: tuple[str, ...]
    inputs: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    seconds: float = 20.0

    @property
    def refused(self) -> bool:
        """Return whether the whole command is refused."""
        return self.ends[:1] != () and self.ends[0].startswith("refused: ")

    @property
    def label(self) -> str:
        """Return the name of the test."""
        return f"{self.family}-{self.name}"


def files(contents: Mapping[str, bytes | str]) -> Plant:
    """Return a function that writes these files; texts are UTF-8."""

    def plant(folder: Path) -> None:
        for name, content in contents.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    return plant


def one(family: str, table: Mapping[str, tuple[bytes | str, str]], suffix: str = ".txt") -> list[Case]:
    """Return a case for each entry: its name, the content of its only file `x<suffix>`, and the expected result."""
    return [
        Case(family, name, files({f"x{suffix}": content}), (end,)) for name, (content, end) in table.items()
    ]
