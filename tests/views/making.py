"""Make rows, and streams that are a terminal or not."""

from __future__ import annotations

import io

from translate.records import Row, Status
from translate.views.rows import RunTable, TableRow

SUMMARY = (
    "Alibaba Group is stepping up its focus on artificial intelligence with an ambitious recruitment drive. "
    "Half of the 3,000 roles will center on it. Demand for tech talent remains high, the company says."
)


class TerminalStream(io.StringIO):
    """A stream that reports itself as a terminal."""

    def isatty(self) -> bool:
        return True


def row(article_id: str = "a", title: str = "A title", summary: str = SUMMARY, **more: object) -> TableRow:
    """Return a row of a translated article."""
    chrf = more.pop("chrf", None)
    fields: dict[str, object] = {"status": Status.DONE, "words": len(summary.split()), "sentences": 3, **more}
    record = Row(id=article_id, title=title, summary=summary, **fields)  # type: ignore[arg-type]
    return TableRow(record, chrf)  # type: ignore[arg-type]


def unfinished(article_id: str, status: Status, reason: str = "") -> TableRow:
    """Return a row of an article without a translation."""
    return TableRow(Row(id=article_id, status=status, reason=reason))


def table(*rows: TableRow, run: str = "outputs/a") -> RunTable:
    """Return a run of these rows."""
    return RunTable(run, "seeds", "opus-mt", "lead", "2026-01-31 08:00", rows)
