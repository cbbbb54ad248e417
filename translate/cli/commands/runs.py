"""`tarjama runs`: list the runs in a folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import ExitCode, RunFolderError

if TYPE_CHECKING:
    from translate.cli.commands import Commands
    from translate.views.runs import ListedRun

__all__ = ["add_to", "execute"]

OUTPUTS = Path("outputs")


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "runs",
        help="list the runs under outputs/",
        description="List runs, newest first, with input, system, summariser, date and finished articles.",
    )
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=OUTPUTS,
        metavar="DIR",
        help=f"folder of runs (default: {OUTPUTS})",
    )
    shown = parser.add_argument_group("display")
    shown.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """Print the runs in the folder; the list may be empty."""
    from translate.views.runs import print_runs, runs_json
    from translate.views.terminal import console, print_json

    if args.folder != OUTPUTS and not args.folder.is_dir():
        raise RunFolderError(f"{args.folder}: no such folder")
    runs = {path.parent for path in args.folder.glob("*/started.json")}
    runs |= {path.parent.parent for path in args.folder.glob("*/shard-*-of-*/started.json")}
    found = sorted(map(_listed, sorted(runs)), key=lambda r: r.date)
    found.reverse()
    if args.json:
        print_json(runs_json(found))
    else:
        print_runs(found, args.folder, console())
    return ExitCode.OK


def _listed(path: Path) -> ListedRun:
    """Return the entry of one run; if its folder cannot be read, the entry has only the reason."""
    from collections import Counter

    from translate.runs.folder import RunFolder
    from translate.views.runs import ListedRun

    folder = RunFolder(path)
    try:
        started, summary = folder.started(), folder.summarised_with()
        return ListedRun(
            run=str(path),
            input=started.input,
            system=started.system,
            summarizer=summary.model if summary else "none",
            date=folder.date().isoformat(timespec="seconds"),
            finished=folder.done,
            counts=Counter(row.status for row in folder.each_row()),
        )
    except (RunFolderError, OSError) as error:  # OSError: removed, or closed to this user
        return ListedRun(run=str(path), problem=str(error))
