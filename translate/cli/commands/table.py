"""`tarjama table`: the summaries of runs, finished or not."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import ExitCode, ReferencesError

if TYPE_CHECKING:
    from translate.cli.commands import Commands
    from translate.runs.folder import RunFolder
    from translate.views.rows import TableRow

REFERENCES = Path("eval/references")


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "table",
        help="the summaries in a terminal table",
        description="Show the summaries of runs, finished or not.",
    )
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="a run folder")
    parser.add_argument("--flagged", action="store_true", help="only articles with a doubt")
    parser.add_argument(
        "--sort", default="id", metavar="K", help="id, title, words, sentences, flags or chrf"
    )
    parser.add_argument(
        "--references", type=Path, default=REFERENCES, metavar="DIR", help=f"for chrF (default: {REFERENCES})"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="as CSV")
    form.add_argument("--json", action="store_true", help="as one JSON document")
    form.add_argument("--svg", type=Path, metavar="FILE", help="as a picture of a terminal, written to FILE")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """Print the rows of all runs in the form that was asked for."""
    from translate.runs.atomic import write_atomic
    from translate.runs.folder import RunFolder
    from translate.views.rows import flagged_only, sort_rows, table_csv, table_json
    from translate.views.table import export_svg
    from translate.views.terminal import json_document, write_document

    rows: list[TableRow] = []
    for path in args.runs:
        folder = RunFolder(path)
        of_run = sort_rows(table_rows(folder, args.references), args.sort)
        of_run = flagged_only(of_run) if args.flagged else of_run
        if args.json or args.csv or args.svg:
            rows += of_run
        else:
            _print(of_run, folder)
    if args.json:
        write_document(json_document(table_json(rows)) + "\n")
    elif args.csv:
        write_document(table_csv(rows))
    elif args.svg:
        write_atomic(args.svg, export_svg(rows, f"tarjama table {' '.join(map(str, args.runs))}"))
    return ExitCode.OK


def print_run(folder: RunFolder, references: Path = REFERENCES) -> None:
    """Print the table of a run that a command made; whether anyone reads it does not change how that ends."""
    from translate.views.terminal import ReaderGone

    rows = table_rows(folder, references)
    with suppress(ReaderGone):
        _print(rows, folder)


def _print(rows: list[TableRow], folder: RunFolder) -> None:
    from translate.views.table import print_table
    from translate.views.terminal import console

    started = folder.started()
    print_table(rows, console(), f"{started.input}, translated by {started.system}")


def table_rows(folder: RunFolder, references: Path) -> list[TableRow]:
    """The rows of a run, with the chrF of the articles that have a reference."""
    from translate.views.rows import TableRow

    rows = folder.rows()
    translated = any(folder.has_article(row.id) for row in rows)
    chrf = _chrf(folder, references) if translated else {}
    return [TableRow(row, chrf.get(row.id)) for row in rows]


def _chrf(folder: RunFolder, references: Path) -> dict[str, float]:
    """chrF by article id; empty where there are no references for this run."""
    from translate.scoring.score import article_chrf
    from translate.scoring.segments import load_run_segments

    if not references.is_dir():
        return {}
    try:
        return article_chrf(load_run_segments(folder.path, references))
    except ReferencesError as error:
        if references != REFERENCES:
            raise
        print(f"tarjama: no chrF: {error}", file=sys.stderr)
        return {}
