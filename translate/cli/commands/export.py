"""`tarjama export`: write a run as one file for other tools."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import ExitCode, counted

if TYPE_CHECKING:
    from translate.cli.commands import Commands

__all__ = ["FORMS", "add_to", "execute"]

# The keys of translate.export.run.WRITERS, repeated here to avoid the import.
FORMS = ("jsonl", "csv", "parquet", "md", "docx", "tmx", "html")


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "export",
        help="export a run as JSON Lines, CSV, Parquet, Markdown, Word, TMX or HTML",
        description="Write a finished or unfinished run as one file. An existing file is replaced.",
    )
    parser.add_argument("run", type=Path, metavar="RUN", help="a run folder")
    file = parser.add_argument_group("file")
    file.add_argument("--to", choices=FORMS, required=True, help="file format")
    file.add_argument(
        "--bilingual",
        action="store_true",
        help="write Arabic next to English, with flags as comments; for md, docx, html (default: English only)",
    )
    file.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="file to write (default: the run's name with the format's suffix, in the current folder)",
    )
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """Write the file, and print the number of articles and the file's name."""
    from translate.cli.outputs import output_file
    from translate.export.run import export_run
    from translate.runs.folder import RunFolder
    from translate.views.terminal import plain, tell

    folder = RunFolder(args.run)
    target = args.output or Path(f"{args.run.resolve().name}.{args.to}")
    counts = export_run(folder, args.to, output_file(target), side_by_side=args.bilingual)
    left = f" ({', '.join(counts.others)})" if counts.others else ""
    tell(f"{counted(counts.translated, 'article')} in {plain(str(target))}{left}")
    return ExitCode.OK
