"""`tarjama report`: write a comparison as a web page."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from translate.cli.commands.compare import add_comparison_arguments, compared
from translate.errors import ExitCode, RequestError

if TYPE_CHECKING:
    from translate.cli.commands import Commands

__all__ = ["add_to", "execute"]


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "report",
        help="write a comparison as one self-contained web page",
        description="Compare systems like `tarjama compare`, and write a web page that works offline. For one RUN "
        "without references, write a page for readers: summaries, and each article with Arabic next to English.",
    )
    add_comparison_arguments(parser)
    page = parser.add_argument_group("page")
    page.add_argument("--output", type=Path, required=True, metavar="FILE.html", help="page to write")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """Compare the systems, and write the page."""
    if args.output.suffix.lower() not in (".html", ".htm"):
        raise RequestError(f"{args.output}: the file name must end in .html")
    from translate.cli.outputs import output_file
    from translate.report.page import write_report
    from translate.report.rendering import provenance_now, require_libraries
    from translate.views.terminal import plain, tell

    require_libraries()
    target = output_file(args.output)
    provenance = provenance_now(sys.argv[1:])
    if _is_for_reading(args):
        from translate.report.reader import write_reader_page

        write_reader_page(Path(args.systems[0]), target, provenance)
        print(plain(str(args.output)))
        return ExitCode.OK
    matched, comparison = compared(args)
    write_report(matched, comparison, target, provenance)
    print(plain(str(args.output)))
    for notice in comparison.warnings if not args.quiet else ():
        tell(f"tarjama: {notice.message}")
    return ExitCode.OK


def _is_for_reading(args: argparse.Namespace) -> bool:
    """Return whether the arguments are one run without references; its page is for readers."""
    against = (
        *(args.references, args.reference, args.testset, args.source, args.scores),
        *(args.documents, args.blank_line_documents),
    )
    return len(args.systems) == 1 and not any(against) and (Path(args.systems[0]) / "started.json").is_file()
