"""`tarjama summarize`: summarise a run again, without translating again."""

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
        help="summarise a finished run again",
        description="Replace the summaries of a finished run. The translations stay as they are.",
    )
    parser.add_argument("run", type=Path, metavar="RUN", help="a run folder")
    parser.add_argument("--summarizer", metavar="S", help="as in `tarjama run` (default: the run's own)")
    parser.add_argument("--words", type=int, metavar="N", help="the most words of a summary")
    parser.add_argument(
        "--device", choices=("auto", "cpu", "cuda"), help="device of the summariser (default: the run's own)"
    )
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """Summarise again, then print the table."""
    from translate.cli.commands.table import print_run
    from translate.pipeline.resummarize import resummarize
    from translate.runs.folder import RunFolder
    from translate.views.progress import TerminalProgress

    folder = RunFolder(args.run)
    resummarize(folder, args.summarizer, args.words, TerminalProgress(), device=args.device)
    print_run(folder)
    return ExitCode.OK
