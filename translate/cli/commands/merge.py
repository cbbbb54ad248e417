"""`tarjama merge`: one run of its shards."""

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
        help="make one run of its shards",
        description="Make one run of the shards that `tarjama run --shard K/N` wrote into its folder. Shards that are "
        "missing or not finished are named. The shards stay; remove them when the run is complete.",
    )
    parser.add_argument(
        "run", type=Path, metavar="RUN", help="the folder with shard-1-of-N, shard-2-of-N, ..."
    )
    shown = parser.add_argument_group("display")
    shown.add_argument("--quiet", action="store_true", help="show no bars on standard error and no table")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """Merge, then show the table."""
    from translate.cli.commands.table import print_run
    from translate.pipeline.merging import merge
    from translate.pipeline.run import RunResult
    from translate.views.progress import TerminalProgress
    from translate.views.terminal import tell

    folder = merge(args.run, TerminalProgress(quiet=args.quiet))
    if not args.quiet:
        print_run(folder)
    tell(f"\nRun: {folder.path}")
    return RunResult(folder, was_done=False).exit_code
