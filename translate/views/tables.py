"""The form of the tables that show a comparison: columns parted by blanks, a rule under the header."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["plain_table"]

_RULES = "    \n    \n -- \n    \n    \n    \n    \n    \n"  # under the header


def plain_table() -> Table:
    """A table without columns or rows yet."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.Box(_RULES, ascii=True), show_edge=False, pad_edge=False)
    table.padding = (0, 1, 0, 0)
    return table
