"""Print the summaries in a terminal table.

Finished articles come first, then pending and failed ones; skipped ones share one line. A wide terminal gets a column
for each field. A narrow one gets two columns: the article's numbers on the left, its title above its summary on the
right. Arabic is wrapped here, with each line in a bidi isolate, so that no terminal mixes it with the text around it.
"""

from __future__ import annotations

import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from translate.checks.counted import CANNOT_SEE
from translate.records import Status
from translate.views.rows import RunTable, TableRow, checked_words, flag_counts
from translate.views.terminal import isolated, plain, show, styled

if TYPE_CHECKING:
    from rich.box import Box
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

__all__ = ["export_svg", "print_table"]

_WIDE_FROM = 130  # columns of the terminal
_ROWS_AT_ONCE = 200  # rows laid out and printed together; the widths are fixed before
_FLAGS_WIDTH = 22
_SCORE_WIDTH = len("100.0")
_GAP = 2
_IDS_NAMED = 3  # ids named per reason for skipping
_MANY = 10  # rows; from this number on, the longest tenth of the ids is wrapped, else the longer half
_STATUS_STYLES = {Status.DONE: "", Status.SKIPPED: "dim", Status.FAILED: "red", Status.PENDING: "dim"}
_ORDER = (Status.DONE, Status.PENDING, Status.FAILED)
_NUMBER_STYLE = "cyan"
_FLAG_STYLE = "yellow"
# Rules under the header and blank lines between rows, in characters that every file and pager supports.
_PIPED_BOX = "    \n    \n -- \n    \n    \n    \n    \n    \n"
_NOT_IN_XML = re.compile("[\ufffe\uffff]")  # what `plain` leaves of the characters that XML forbids
_WEB_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Layout:
    """The widths of the columns."""

    wide: bool
    scored: bool
    id_width: int
    text_width: int


class _Counts:
    """Counts of rows for the lines below the table."""

    def __init__(self) -> None:
        self.statuses: Counter[Status] = Counter()
        self.flags = 0
        self.flagged = 0
        self._skipped: Counter[str] = Counter()
        self._named: dict[str, list[str]] = defaultdict(list)

    def pass_on(self, rows: Iterable[TableRow]) -> Iterator[TableRow]:
        """Yield the rows unchanged, and count them."""
        for row in rows:
            self.statuses[row.row.status] += 1
            self.flags += len(row.row.flags)
            self.flagged += bool(row.row.flags)
            if row.row.status is Status.SKIPPED:
                reason = row.row.reason or "no reason given"
                self._skipped[reason] += 1
                if len(self._named[reason]) < _IDS_NAMED:
                    self._named[reason].append(row.row.id)
            yield row

    @property
    def listed(self) -> int:
        """Return the number of rows in the table: all except the skipped ones."""
        return self.statuses.total() - self.statuses[Status.SKIPPED]

    def footer(self) -> str:
        counts = ", ".join(
            f"{self.statuses[status]} {status.value}" for status in Status if self.statuses[status]
        )
        flagged = f"{_count(self.flags, 'flag')} in {_count(self.flagged, 'article')}"
        doubts = flagged if self.flags else "no flags"
        total = self.statuses.total()
        return f"{_count(total, 'article')}: {counts}; {doubts}" if total else "no articles"

    def skipped_line(self) -> str:
        parts = []
        for reason, count in self._skipped.most_common():
            ids = self._named[reason]
            more = f" and {count - len(ids)} more" if count > len(ids) else ""
            parts.append(f"{reason} ({', '.join(ids)}{more})")
        return f"{self._skipped.total():,} skipped: {'; '.join(parts)}" if parts else ""


def print_table(
    rows: Iterable[TableRow], target: Console, heading: str = "", limit: int | None = None
) -> None:
    """Print a heading, at most `limit` rows, and the counts below.

    Texts are wrapped, never truncated, on terminals and in pipes. For skipped articles, print the reasons and some ids.
    """
    if heading:
        show(target, styled(heading, "bold"))
    counts = _Counts()
    by_status: dict[Status, list[TableRow]] = defaultdict(list)
    for row in counts.pass_on(rows):
        kept = by_status[row.row.status]
        if row.row.status is not Status.SKIPPED and (limit is None or len(kept) < limit):
            kept.append(row)
    shown = list(chain.from_iterable(by_status[status] for status in _ORDER))[:limit]
    if shown:
        layout = _layout(shown, target.width)
        for table in _tables(shown, layout, target):
            show(target, table)
            show(target, _separator(target))
    if len(shown) < counts.listed:
        show(target, styled(f"... and {counts.listed - len(shown):,} more; `tarjama table` shows all", "dim"))
    if left_out := counts.skipped_line():
        show(target, isolated(left_out, target.width, "dim"))
    if counts.statuses[Status.DONE]:
        show(target, styled(CANNOT_SEE, "dim"))
    show(target, styled(counts.footer(), "dim"))


def export_svg(tables: Sequence[RunTable], title: str, width: int = 100) -> str:
    """Return the tables as an SVG picture of a terminal with `width` columns, without network access.

    Several tables have headings.
    """
    from rich.console import Console

    target = Console(
        file=io.StringIO(),
        record=True,
        width=width,
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
    )
    for number, table in enumerate(tables):
        if number:
            target.print()
        print_table(table.rows, target, table.heading if len(tables) > 1 else "")
    return _NOT_IN_XML.sub("\ufffd", _WEB_FONT.sub("", target.export_svg(title=plain(title))))


def _layout(rows: Sequence[TableRow], width: int) -> _Layout:
    wide = width >= _WIDE_FROM
    lengths = sorted(len(plain(row.row.id)) for row in rows)
    usual = lengths[len(lengths) * 9 // 10] if len(lengths) >= _MANY else lengths[(len(lengths) - 1) // 2]
    id_width = max(8, min(max(usual, _FLAGS_WIDTH), width // 5 if wide else width // 3))
    scored = any(row.chrf is not None for row in rows)
    others = [id_width]
    if wide:
        others += [len("Sentences"), _FLAGS_WIDTH, *([_SCORE_WIDTH] if scored else [])]
    return _Layout(wide, scored, id_width, max(8, width - sum(others) - _GAP * len(others)))


def _tables(rows: Sequence[TableRow], layout: _Layout, target: Console) -> Iterator[Table]:
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        table = _empty_table(layout, _box(target), header=start == 0)
        for row in rows[start : start + _ROWS_AT_ONCE]:
            table.add_row(*(_wide_cells(row, layout) if layout.wide else _narrow_cells(row, layout)))
        yield table


def _box(target: Console) -> Box:
    from rich import box

    return box.HORIZONTALS if target.is_terminal else box.Box(_PIPED_BOX, ascii=True)


def _separator(target: Console) -> RenderableType:
    from rich.rule import Rule

    return Rule(style="dim") if target.is_terminal else ""


def _empty_table(layout: _Layout, lines: Box, header: bool) -> Table:
    from rich.table import Table

    table = Table(box=lines, show_lines=True, show_edge=False, show_header=header, pad_edge=False)
    table.padding = (0, _GAP - 1, 0, 0)  # the box adds one between columns
    table.border_style = "dim"
    if layout.wide:
        title_width = _title_width(layout)
        table.add_column("Article", width=layout.id_width, overflow="fold")
        table.add_column("Title", width=title_width, overflow="fold")
        table.add_column("Summary", width=layout.text_width - title_width - _GAP, overflow="fold")
        table.add_column("Sentences", width=len("Sentences"), justify="right")
        table.add_column("Flags", width=_FLAGS_WIDTH, overflow="fold")
        if layout.scored:
            table.add_column("chrF", width=_SCORE_WIDTH, justify="right")
    else:
        table.add_column("Article", width=layout.id_width, overflow="fold")
        table.add_column("Title and summary", width=layout.text_width, overflow="fold")
    return table


def _title_width(layout: _Layout) -> int:
    return layout.text_width * 3 // 10


def _wide_cells(row: TableRow, layout: _Layout) -> list[RenderableType]:
    record = row.row
    cells: list[RenderableType] = [
        isolated(record.id, layout.id_width),
        isolated(record.title, _title_width(layout), "bold"),
        _summary(row, layout.text_width - _title_width(layout) - _GAP),
        styled(str(record.sentences) if record.sentences else "", _NUMBER_STYLE),
        _lines(_doubts(row)),
    ]
    if layout.scored:
        cells.append(styled("" if row.chrf is None else f"{row.chrf:.1f}", _NUMBER_STYLE))
    return cells


def _narrow_cells(row: TableRow, layout: _Layout) -> list[RenderableType]:
    from rich.console import Group
    from rich.padding import Padding

    record = row.row
    facts = _doubts(row)
    if row.chrf is not None:
        facts.insert(0, styled(f"chrF {row.chrf:.1f}", _NUMBER_STYLE))
    if record.sentences:
        facts.insert(0, styled(_count(record.sentences, "sentence"), _NUMBER_STYLE))
    facts.insert(0, isolated(record.id, layout.id_width))
    article = [isolated(record.title, layout.text_width, "bold")] if record.title else []
    indent = 2 if record.title else 0
    summary = _summary(row, layout.text_width - indent)
    return [_lines(facts), Group(*article, Padding(summary, (0, 0, 0, indent)))]


def _doubts(row: TableRow) -> list[Text]:
    """Return the flags, or that no doubts were found, or that nothing was checked."""
    flags = [styled(flag, _FLAG_STYLE) for flag in flag_counts(row.row.flags)]
    checked = checked_words(row.row)
    return [*flags, styled(checked, "dim")] if checked else flags


def _summary(row: TableRow, width: int) -> Text:
    """Return the summary, or the reason for a missing one."""
    record = row.row
    if record.status is Status.DONE:
        notes = [isolated(note, width, "dim") for note in record.notes]
        return _lines([isolated(record.summary, width), *notes])
    reason = f"{record.status.value}: {record.reason}" if record.reason else record.status.value
    return isolated(reason, width, _STATUS_STYLES[record.status])


def _lines(parts: Sequence[Text]) -> Text:
    from rich.text import Text

    return Text("\n").join(part for part in parts if part)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
