"""Tables that are shown only if they fit the terminal without wrapped cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translate.views.terminal import plain_table, show

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

__all__ = ["Columns", "show_first_fitting"]

_GAP = 2


@dataclass(frozen=True, slots=True)
class Columns:
    """A table that is not wrapped; the first `left` columns are on the left, the others on the right."""

    header: Sequence[str]
    rows: Sequence[Sequence[Text]]
    left: int = 1

    @property
    def width(self) -> int:
        """Return how many columns of a terminal it takes."""
        from rich.cells import cell_len

        widths = []
        for number, heading in enumerate(self.header):
            lines = [heading, *(line for row in self.rows for line in row[number].plain.split("\n"))]
            widths.append(max(map(cell_len, lines)))
        return sum(widths) + _GAP * (len(widths) - 1)

    def show(self, target: Console) -> None:
        """Print it."""
        table = plain_table()
        for number, heading in enumerate(self.header):
            table.add_column(heading, justify="left" if number < self.left else "right", no_wrap=True)
        for row in self.rows:
            table.add_row(*row)
        show(target, table)


def show_first_fitting(tables: Sequence[Columns], target: Console) -> bool:
    """Print the first of the tables that fits the width of the terminal; return whether there is one."""
    for table in tables:
        if table.width <= target.width:
            table.show(target)
            return True
    return False
