"""A case of the corpus: what is planted in an input folder, and how it has to end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

TRANSLATED = "translated"
# Plain text that is an article beyond doubt, for what is odd to stand beside.
ARABIC = "قال الوزير إن الخطة جاهزة. وأضاف أن العمل يبدأ غدا في المدينة."

Plant = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Case:
    """Something odd in an input folder.

    `plant` writes it into an empty folder. `ends` are the ends of the articles that come of it, in the order of their
    ids: `translated`, `skipped: <part of the reason>`, `failed: <part of the reason>`; or, where the whole command is
    refused, one `refused: <part of the message>`. `inputs` are named on the command line, below the folder; the folder
    itself without any. `arguments` stand behind them. It may take `seconds`.
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
        """Whether the command ends at once, for any neighbour too."""
        return self.ends[:1] != () and self.ends[0].startswith("refused: ")

    @property
    def label(self) -> str:
        """What tests call it."""
        return f"{self.family}-{self.name}"


def files(contents: Mapping[str, bytes | str]) -> Plant:
    """Plants files by their paths; texts are UTF-8."""

    def plant(folder: Path) -> None:
        for name, content in contents.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    return plant


def one(family: str, table: Mapping[str, tuple[bytes | str, str]], suffix: str = ".txt") -> list[Case]:
    """A case for each entry: its name, what the only file `x<suffix>` holds, and the end."""
    return [
        Case(family, name, files({f"x{suffix}": content}), (end,)) for name, (content, end) in table.items()
    ]
