"""`tarjama merge`: merge the shards of a run."""

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
        "merge",
        help="merge the shards of a run",
        description="Merge the shards that `tarjama run --shard K/N` wrote into a folder into one run there. Missing "
        "and unfinished shards are reported. The shards are kept; remove them when the run is complete.",
    )
    parser.add_argument(
        "run", type=Path, metavar="RUN", help="the folder with shard-1-of-N, shard-2-of-N, ..."
    )
    run = parser.add_argument_group("run")
    shown = parser.add_argument_group("display")
    run.add_argument(
        "--fresh", action="store_true", help="delete an earlier run in this folder, and merge again"
    )
    shown.add_argument("--quiet", action="store_true", help="hide progress bars and the table")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """Merge the shards, then print the table."""
    from translate.cli.commands.run import tell_processors
    from translate.cli.commands.table import print_run
    from translate.pipeline.merging import merge
    from translate.views.progress import TerminalProgress
    from translate.views.terminal import tell

    result = merge(args.run, TerminalProgress(quiet=args.quiet), fresh=args.fresh)
    if not args.quiet:
        print_run(result.folder)
    if result.was_done:
        tell(f"\n{args.run}: already finished; use --fresh to merge the shards again.")
    tell_processors(result)
    tell(f"\nRun: {args.run}")
    return result.exit_code
