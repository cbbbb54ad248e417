"""Read columns of scores computed elsewhere (COMET, human judgements) from a table."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Collection
from pathlib import Path

from translate.errors import ReferencesError
from translate.scoring.texts import read_text

__all__ = ["Columns", "read_columns"]

Columns = dict[str, dict[str, float]]
_SHOWN_CHARS = 40  # of a cell that is not a number


def read_columns(path: Path, systems: Collection[str]) -> Columns:
    """Read scores by column and system from a file of tab-separated values.

    The first line names the columns; the first column contains the systems. A cell may be empty. Raises
    ReferencesError, with the line, for an unknown or repeated system, and for a cell that is not a number. Rows without
    a value are ignored.
    """
    lines = io.StringIO(read_text(path), newline=None)  # spreadsheets write any line ending
    try:
        rows = [row for row in csv.reader(lines, delimiter="\t") if any(map(str.strip, row))]
    except csv.Error as error:
        raise ReferencesError(f"{path}: not tab-separated values: {error}.") from error
    if not rows or len(rows[0]) < 2:
        raise ReferencesError(
            f"{path}: the first line should name the columns, separated by tabs: system, then a name for each score."
        )
    names = [name.strip() for name in rows[0][1:]]
    if len(set(names)) < len(names) or not all(names):
        raise ReferencesError(f"{path}, line 1: each column needs a different name; the names are {names}.")
    columns: Columns = {name: {} for name in names}
    seen: set[str] = set()
    for number, row in enumerate(rows[1:], 2):
        system = row[0].strip()
        if system not in systems:
            raise ReferencesError(
                f"{path}, row {number}: no system {system!r}; there are {', '.join(systems)}."
            )
        if system in seen:
            raise ReferencesError(f"{path}, row {number}: the system {system!r} occurs twice.")
        if len(row) != len(rows[0]):
            raise ReferencesError(f"{path}, row {number}: {len(row)} cells, and {len(rows[0])} columns.")
        seen.add(system)
        for name, cell in zip(names, row[1:], strict=True):
            if cell.strip():
                columns[name][system] = _number(cell, f"{path}, row {number}, column {name}")
    return columns


def _number(cell: str, where: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        shown = cell.strip()
        shown = shown if len(shown) <= _SHOWN_CHARS else f"{shown[:_SHOWN_CHARS]}..."
        raise ReferencesError(f"{where}: {shown!r} is not a number.")
    return value
