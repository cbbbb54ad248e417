"""`tarjama score`: score a run against references."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from translate.cli.commands.table import REFERENCES
from translate.errors import ExitCode
from translate.progress import Silent

if TYPE_CHECKING:
    from translate.cli.commands import Commands

__all__ = ["add_to", "execute"]


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "score",
        help="score a run against references (BLEU, chrF, TER)",
        description="Score a run with sacrebleu, per article and in total. Blank reference lines are ignored.",
    )
    parser.add_argument("run", type=Path, metavar="RUN", help="a run folder")
    against = parser.add_argument_group("references")
    shown = parser.add_argument_group("display")
    against.add_argument(
        "--references",
        type=Path,
        default=REFERENCES,
        metavar="DIR",
        help=f"folder of line-aligned <id>.en.txt files (default: {REFERENCES})",
    )
    shown.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """Score the run, and print the scores."""
    from translate.library.scoring import Against, compare_against
    from translate.views.compare import print_warnings
    from translate.views.scores import print_score
    from translate.views.terminal import console, print_json

    against = Against(references=args.references)
    _, comparison = compare_against([args.run], against, progress=Silent())
    if args.json:
        warnings = [asdict(warning) for warning in comparison.warnings]
        print_json(comparison.systems[0].as_json() | {"warnings": warnings})
    else:
        print_score(comparison.systems[0].score, console())
        print_warnings(comparison.warnings, console())
    return ExitCode.OK
