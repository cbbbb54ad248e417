"""The tables of a comparison as Markdown (GitHub's)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translate.report.paper import Cell, Form, PaperTable, paper_tables
from translate.scoring.compare import Comparison
from translate.views.terminal import plain

__all__ = ["comparison_markdown", "escaped"]

_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$-])")
_NUMBERS = re.compile(r"[\d.,+\-−\[\] ]*")


def comparison_markdown(comparison: Comparison, form: Form | None = None) -> str:
    """Return the tables, each with its caption and notes."""
    return "\n\n".join("\n".join(_table(table)) for table in paper_tables(comparison, form or Form())) + "\n"


def _table(table: PaperTable) -> Iterator[str]:
    yield escaped(table.caption)
    yield ""
    yield f"| {' | '.join(map(escaped, table.header))} |"
    yield "| --- |" + " ---: |" * (len(table.header) - 1)
    for number, group in enumerate(table.groups):
        if number:
            yield "|" + "   |" * len(table.header)  # a blank row between clusters
        for row in group:
            yield f"| {' | '.join(map(_cell, row))} |"
    notes = [*map(escaped, table.notes), *(f"{escaped(name)}: `{plain(code)}`" for name, code in table.codes)]
    if notes:
        yield ""
        yield from (f"- {note}" for note in notes)


def _cell(cell: Cell) -> str:
    text = escaped(cell.text)
    if cell.bold:
        score, separator, interval = text.partition(" ")
        text = f"**{score}**{separator}{interval}"
    return text + (f" <sup>{escaped(cell.mark)}</sup>" if cell.mark else "")


def escaped(text: str) -> str:
    """Escape a text for Markdown. Numbers are unchanged."""
    harmless = plain(text)
    return harmless if _NUMBERS.fullmatch(harmless) else _MARKUP.sub(r"\\\1", harmless)
