"""`tarjama summarize`: replace the summaries of a run, without translating again."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import ExitCode

if TYPE_CHECKING:
    from translate.cli.commands import Commands

__all__ = ["add_to", "execute"]


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "summarize",
        help="replace the summaries of a finished run",
        description="Replace the summaries of a finished run. The translations are kept; the old summaries are kept "
        "until all new ones are made. Run the same command again to resume after Ctrl-C or a crash.",
    )
    parser.add_argument("run", type=Path, metavar="RUN", help="a run folder")
    models = parser.add_argument_group("models")
    shown = parser.add_argument_group("display")
    models.add_argument(
        "--summarizer", metavar="S", help="summarisation model, as in `tarjama run` (default: the run's)"
    )
    models.add_argument(
        "--words", type=int, metavar="N", help="maximum summary length in words (default: the run's)"
    )
    models.add_argument(
        "--device",
        choices=("auto", "cpu", "cuda"),
        help="device for the summarisation model (default: the run's)",
    )
    shown.add_argument("--json", action="store_true", help="print one JSON document instead of the table")
    shown.add_argument("--quiet", action="store_true", help="hide progress bars")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """Replace the summaries, then print the table."""
    from translate.cli.commands.table import print_run, run_table, table_rows
    from translate.pipeline.resummarize import resummarize
    from translate.runs.folder import RunFolder
    from translate.views.progress import TerminalProgress
    from translate.views.rows import table_json
    from translate.views.terminal import print_json

    folder = RunFolder(args.run)
    resummarize(folder, args.summarizer, args.words, TerminalProgress(quiet=args.quiet), device=args.device)
    if args.json:
        print_json(table_json([run_table(folder, table_rows(folder))]))
    else:
        print_run(folder)
    return ExitCode.OK
