"""Sort and filter the table's rows, and export them as JSON or CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any

from translate.checks.counted import CANNOT_SEE, extent
from translate.errors import RequestError, did_you_mean
from translate.records import Row
from translate.views.terminal import plain

__all__ = [
    "SORT_KEYS",
    "RunTable",
    "TableRow",
    "checked_words",
    "flag_counts",
    "flagged_only",
    "is_formula",
    "sort_rows",
    "table_csv",
    "table_json",
]

# First characters of a formula in a spreadsheet (OWASP, "CSV Injection"), including full-width forms.
_FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
_ROWS_AT_ONCE = 500
_CSV_COLUMNS = (
    "run",
    "id",
    "status",
    "title",
    "summary",
    "words",
    "sentences",
    "flags",
    "chrf",
    "reason",
    "checked",
    "notes",
)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with its score; `chrf` is None if the article has no reference."""

    row: Row
    chrf: float | None = None


def _by_chrf(row: TableRow) -> tuple[bool, float]:
    return row.chrf is None, row.chrf or 0.0


_ORDERS: dict[str, Callable[[TableRow], Any]] = {
    "chrf": _by_chrf,
    "flags": lambda row: -len(row.row.flags),
    "sentences": lambda row: -row.row.sentences,
    "title": lambda row: (not row.row.title, row.row.title.casefold()),
    "words": lambda row: -row.row.words,
}
SORT_KEYS = ("id", *_ORDERS)


def sort_rows(rows: Iterable[TableRow], key: str) -> Iterable[TableRow]:
    """Return the rows sorted; equal rows stay in input order.

    `id` is the input order. `flags`, `sentences` and `words` sort the largest first, `chrf` the lowest first, and
    `title` alphabetically. Raises RequestError for any other key.
    """
    if key == "id":
        return rows
    if key not in _ORDERS:
        raise RequestError(
            f"unknown sort key '{key}'{did_you_mean(key, SORT_KEYS)}; choose from {', '.join(SORT_KEYS)}"
        )
    return sorted(rows, key=_ORDERS[key])


def flagged_only(rows: Iterable[TableRow]) -> Iterator[TableRow]:
    """Yield the rows with at least one flag."""
    return (row for row in rows if row.row.flags)


def flag_counts(flags: Sequence[str]) -> list[str]:
    """Return flags with their counts, most frequent first: `number-missing x2`."""
    ordered = sorted(Counter(flags).items(), key=lambda item: (-item[1], item[0]))
    return [f"{name} x{count}" for name, count in ordered]


def checked_words(row: Row) -> str:
    """Return in words how far an article was checked; empty if its flags show it."""
    parts = []
    checked = extent(row)
    if checked == "no":
        parts.append("not checked")
    elif checked and not row.flags:
        parts.append("no doubts found")
    if checked == "partly":
        lines = "1 line" if row.copied == 1 else f"{row.copied:,} lines"
        parts.append(f"{lines} copied, not checked")
    return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class RunTable:
    """The rows of one run, with its name, models and date; `date` is empty if unknown."""

    run: str
    input: str
    system: str
    summarizer: str
    date: str
    rows: Iterable[TableRow]

    @property
    def heading(self) -> str:
        """Return the heading above the rows."""
        by = f"translated by {self.system}, summarised by {self.summarizer}"
        date = f"{datetime.fromisoformat(self.date).astimezone():%Y-%m-%d %H:%M}" if self.date else ""
        return ", ".join(part for part in (self.input, by, date) if part)


def table_json(tables: Sequence[RunTable]) -> dict[str, Any]:
    """Return the `table` document, without its version.

    `checked` of an article is `yes`, `partly` (some lines were copied), `no`, or null if it is not translated.
    """
    return {
        "checks": CANNOT_SEE,
        "runs": [
            {
                "run": table.run,
                "input": table.input,
                "system": table.system,
                "summarizer": table.summarizer,
                "date": table.date,
                "articles": _articles_json(table.rows),
            }
            for table in tables
        ],
    }


def _articles_json(rows: Iterable[TableRow]) -> list[dict[str, Any]]:
    return [
        {
            "id": row.row.id,
            "title": row.row.title,
            "summary": row.row.summary,
            "words": row.row.words,
            "sentences": row.row.sentences,
            "flags": list(row.row.flags),
            "status": row.row.status.value,
            "chrf": row.chrf,
            "reason": row.row.reason,
            "notes": list(row.row.notes),
            "checked": extent(row.row) or None,
            "copied_lines": row.row.copied,
        }
        for row in rows
    ]


def table_csv(tables: Iterable[RunTable]) -> Iterator[str]:
    """Yield the rows of all runs as CSV, in pieces, with a header line; the first column names the run.

    `notes` say how an article was read: repaired or wrapped lines. A text that a spreadsheet would run as a formula
    gets a leading apostrophe, and terminal control characters are removed. `table_json` contains the texts unchanged.
    """
    lines = chain([_CSV_COLUMNS], (_csv_cells(table.run, row) for table in tables for row in table.rows))
    while piece := list(islice(lines, _ROWS_AT_ONCE)):
        sheet = io.StringIO(newline="")
        csv.writer(sheet, lineterminator="\n").writerows(piece)
        yield sheet.getvalue()


def _csv_cells(run: str, row: TableRow) -> Sequence[str | int]:
    record = row.row
    return (
        _cell(run),
        _cell(record.id),
        record.status.value,
        _cell(record.title),
        _cell(record.summary),
        record.words,
        record.sentences,
        _cell("; ".join(flag_counts(record.flags))) if record.flags else "",
        "" if row.chrf is None else f"{row.chrf:.2f}",
        _cell(record.reason),
        extent(record),
        _cell("; ".join(record.notes)),
    )


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet would run this text as a formula."""
    return text.startswith(tuple(_FORMULA_STARTS)) or plain(text).lstrip().startswith(tuple(_FORMULA_STARTS))


def _cell(text: str) -> str:
    return f"'{plain(text)}" if is_formula(text) else plain(text)
