"""`tarjama table`: show the summaries of runs in a table."""

from __future__ import annotations

import argparse
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import ExitCode, ReferencesError, RunFolderError

if TYPE_CHECKING:
    from translate.cli.commands import Commands
    from translate.runs.folder import RunFolder
    from translate.views.rows import RunTable, TableRow

__all__ = ["REFERENCES", "add_to", "execute", "print_run", "run_table", "table_rows"]

REFERENCES = Path("eval/references")
MOST_SHOWN = 1_000  # rows of the table printed at the end of a command; `tarjama table` shows all


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "table",
        help="show the summaries of runs in a table",
        description="Show the titles and summaries of finished or unfinished runs in a table.",
    )
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="a run folder")
    rows = parser.add_argument_group("rows")
    shown = parser.add_argument_group("display")
    rows.add_argument("--flagged", action="store_true", help="show only articles with a flag")
    rows.add_argument(
        "--sort",
        default="id",
        metavar="K",
        help="sort by id, title, words, sentences, flags or chrf (default: id, the order of the input)",
    )
    rows.add_argument(
        "--references",
        type=Path,
        metavar="DIR",
        help=f"folder of line-aligned <id>.en.txt files, for chrF (default: {REFERENCES} if it matches the run)",
    )
    form = shown.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="print CSV")
    form.add_argument("--json", action="store_true", help="print one JSON document")
    form.add_argument(
        "--svg",
        type=Path,
        metavar="FILE",
        help="write a picture of the table to FILE (default: print the table)",
    )
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """Print the rows of all runs in the requested format."""
    from translate.cli.outputs import output_file
    from translate.runs.atomic import write_atomic
    from translate.runs.folder import RunFolder
    from translate.views.rows import flagged_only, sort_rows, table_csv, table_json
    from translate.views.table import export_svg
    from translate.views.terminal import print_json, write_document

    tables: list[RunTable] = []
    for path in args.runs:
        folder = RunFolder(path)
        rows = sort_rows(table_rows(folder, args.references), args.sort)
        tables.append(run_table(folder, flagged_only(rows) if args.flagged else rows))
    if args.json:
        print_json(table_json(tables))
    elif args.csv:
        for piece in table_csv(tables):
            write_document(piece)
    elif args.svg:
        title = f"tarjama table {' '.join(map(str, args.runs))}"
        write_atomic(output_file(args.svg), export_svg(tables, title))
    else:
        for number, table in enumerate(tables):
            _print(table, apart=number > 0)
    return ExitCode.OK


def print_run(folder: RunFolder) -> None:
    """Print the table of a run at the end of a command; a closed pipe does not change the exit code."""
    from translate.views.streams import ReaderGone

    table = run_table(folder, table_rows(folder))
    with suppress(ReaderGone):
        _print(table, limit=MOST_SHOWN)


def _print(table: RunTable, apart: bool = False, limit: int | None = None) -> None:
    from translate.views.table import print_table
    from translate.views.terminal import console

    target = console()
    if apart:
        target.print()
    print_table(table.rows, target, table.heading, limit)


def run_table(folder: RunFolder, rows: Iterable[TableRow]) -> RunTable:
    """Return the rows together with the facts that identify their run."""
    from translate.views.rows import RunTable

    started = folder.started()
    try:
        summary = folder.summarised_with()
        summarizer = summary.model if summary else "none"
    except RunFolderError:  # a damaged `run.json` does not affect the rows
        summarizer = "unknown"
    return RunTable(
        run=str(folder.path),
        input=started.input,
        system=started.system,
        summarizer=summarizer,
        date=folder.date().isoformat(timespec="seconds"),
        rows=rows,
    )


def table_rows(folder: RunFolder, references: Path | None = None) -> Iterable[TableRow]:
    """Yield the rows of a run lazily, with chrF for articles that have a reference.

    Raises ReferencesError if `references` is not a folder of references, or does not match the run.
    """
    from translate.views.rows import TableRow

    if references is not None and not references.is_dir():
        raise ReferencesError(f"{references} is not a folder of references (<id>.en.txt)")
    translated = any(map(folder.has_article, folder.ids()))
    chrf = _chrf(folder, references) if translated else {}
    return (TableRow(row, chrf.get(_composed(row.id)) if chrf else None) for row in folder.each_row())


def _have_references(folder: RunFolder) -> bool:
    """Return whether an article of the run has a reference in the default folder."""
    from translate.scoring.texts import texts_by_id

    if not REFERENCES.is_dir():
        return False
    references = texts_by_id(REFERENCES)
    return any(_composed(article_id) in references for article_id in folder.ids())


def _composed(article_id: str) -> str:
    return unicodedata.normalize("NFC", article_id)


def _chrf(folder: RunFolder, references: Path | None) -> dict[str, float]:
    """Return chrF by article id; references in the default folder are used only if they match the run."""
    from translate.scoring.matching import match_run
    from translate.scoring.score import article_chrf

    if references is None and not _have_references(folder):
        return {}
    try:
        return article_chrf(match_run(folder.path, references or REFERENCES).segments[0])
    except ReferencesError:
        if references is not None:
            raise
        return {}
