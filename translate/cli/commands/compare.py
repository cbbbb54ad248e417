"""`tarjama compare`: compare systems against the same references."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from translate.cli.commands.table import REFERENCES
from translate.errors import ExitCode, RequestError

if TYPE_CHECKING:
    from translate.cli.commands import Commands
    from translate.scoring.compare import Comparison
    from translate.scoring.matching import Matched

__all__ = ["add_comparison_arguments", "add_to", "compared", "execute"]

METRIC_KEYS = ("chrf", "bleu", "chrf++", "ter")


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "compare",
        help="compare systems: scores, significance tests, warnings",
        description="Compare systems over the same articles. A system is a run folder, NAME=DIR (a folder of "
        "line-aligned <id>.en.txt files) or, with --reference, NAME=FILE (one line-aligned text).",
    )
    add_comparison_arguments(parser)
    scores = parser.add_argument_group("verdicts")
    scores.add_argument(
        "--metric",
        choices=METRIC_KEYS,
        default="chrf",
        help="metric of the verdicts that are shown (default: chrf)",
    )
    shown = parser.add_argument_group("display")
    form = shown.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON document, with all metrics")
    form.add_argument("--latex", action="store_true", help="print LaTeX tables for a paper (booktabs)")
    form.add_argument("--markdown", action="store_true", help="print Markdown tables")
    form.add_argument(
        "--pairs", action="store_true", help="also list each pair with interval, p-value and agreement"
    )
    tables = parser.add_argument_group("with --latex or --markdown")
    tables.add_argument(
        "--precision", type=int, choices=range(5), metavar="N", help="decimals of scores, 0 to 4 (default: 1)"
    )
    tables.add_argument("--no-intervals", action="store_true", help="leave out the 95%% intervals")
    tables.add_argument("--matrix", action="store_true", help="show pairs as a matrix instead of rows")
    parser.set_defaults(execute=execute)


def add_comparison_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments that name systems, references and scoring options."""
    parser.add_argument("systems", nargs="+", metavar="SYSTEM", help="a run folder, NAME=DIR or NAME=FILE")
    target = parser.add_argument_group("references")
    against = target.add_mutually_exclusive_group()
    against.add_argument(
        "--references",
        type=Path,
        action="append",
        metavar="DIR",
        help=f"folder of line-aligned <id>.en.txt files; repeat for more references (default: {REFERENCES})",
    )
    against.add_argument(
        "--reference",
        type=Path,
        action="append",
        metavar="FILE",
        help="reference of a plain test set, one segment per line; repeat for more references (default: none)",
    )
    against.add_argument(
        "--testset", metavar="NAME", help="sacrebleu test set, downloaded if needed (default: none)"
    )
    target.add_argument(
        "--source",
        type=Path,
        metavar="PATH",
        help="source text: a file, or a folder with --references (default: the source in the runs, if any)",
    )
    borders = target.add_mutually_exclusive_group()
    borders.add_argument(
        "--documents",
        type=Path,
        metavar="FILE",
        help="article names, one for each line of --reference (default: each line is an article)",
    )
    borders.add_argument(
        "--blank-line-documents",
        action="store_true",
        help="treat blank lines of --reference as article boundaries",
    )
    running = parser.add_argument_group("scoring")
    running.add_argument(
        "--scores",
        type=Path,
        metavar="FILE",
        help="tab-separated file with more scores (COMET, ...), first column the system (default: none)",
    )
    running.add_argument(
        "--processes", type=int, default=None, metavar="N", help="number of processes (default: one per core)"
    )
    running.add_argument("--quiet", action="store_true", help="hide progress bars")


def execute(args: argparse.Namespace) -> ExitCode:
    """Compare the systems, and print the comparison in the requested format."""
    from translate.report.latex import comparison_latex
    from translate.report.markdown import comparison_markdown
    from translate.report.paper import Form
    from translate.views.compare import print_comparison
    from translate.views.terminal import print_json, write_document

    if not (args.latex or args.markdown) and (args.precision is not None or args.no_intervals or args.matrix):
        raise RequestError("--precision, --no-intervals and --matrix need --latex or --markdown")
    _, comparison = compared(args)
    precision = 1 if args.precision is None else args.precision
    tables = Form(args.metric, precision, intervals=not args.no_intervals, matrix=args.matrix)
    if args.json:
        print_json(comparison.as_json())
    elif args.latex:
        write_document(comparison_latex(comparison, tables))
    elif args.markdown:
        write_document(comparison_markdown(comparison, tables))
    else:
        print_comparison(comparison, metric=args.metric, every_pair=args.pairs)
    return ExitCode.OK


def compared(args: argparse.Namespace) -> tuple[Matched, Comparison]:
    """Load, match and compare the systems in the arguments; return the matched texts and the comparison."""
    from translate.engines.cores import cores
    from translate.library.scoring import Against, compare_against
    from translate.views.progress import TerminalProgress

    if args.processes is not None and args.processes < 1:
        raise RequestError("--processes must be at least 1")
    against = Against(
        references=args.references,
        reference=args.reference,
        testset=args.testset,
        source=args.source,
        documents=args.documents,
        blank_line_documents=args.blank_line_documents,
    )
    return compare_against(
        args.systems,
        against,
        args.scores,
        progress=TerminalProgress(quiet=args.quiet),
        processes=args.processes or cores(),
    )
