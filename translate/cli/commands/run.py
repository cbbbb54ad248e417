"""`tarjama run`: translate and summarise."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import ExitCode, RequestError

if TYPE_CHECKING:
    from translate.cli.commands import Commands
    from translate.config.profile import Profile
    from translate.pipeline.run import RunRequest, RunResult

__all__ = ["add_to", "execute"]


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "run",
        help="translate and summarise a folder of articles; goes on where it stopped",
        description="Translate and summarise articles into a run folder, then show the table of summaries. "
        "The same command again goes on where it stopped; a run that is done is shown at once.",
    )
    parser.add_argument(
        "inputs",
        nargs="+",
        type=Path,
        metavar="INPUT",
        help="a folder, a file, or hf://datasets/OWNER/NAME[@REVISION][/CONFIG[/SPLIT]]",
    )
    parser.add_argument(
        "--profile", default="default", help="a profile of configs/, or a .toml file (default: default)"
    )
    parser.add_argument(
        "--model",
        action="append",
        metavar="M",
        help="a name that `tarjama models` lists, a hub id, a folder, or openai:NAME@URL; several make several runs",
    )
    parser.add_argument("--summarizer", metavar="S", help="as --model, or `lead`, or `none`")
    parser.add_argument("--words", type=int, metavar="N", help="the most words of a summary")
    parser.add_argument("--engine", choices=("auto", "ctranslate2", "torch"), help="what executes the models")
    parser.add_argument(
        "--device", choices=("auto", "cpu", "cuda"), help="where the models run (default: auto)"
    )
    parser.add_argument(
        "--output", type=Path, metavar="DIR", help="the run folder (default: one made under outputs/)"
    )
    parser.add_argument(
        "--glossary",
        type=Path,
        metavar="F",
        help="terms, a line each: Arabic, tab, English, tab, variants to replace, parted by |",
    )
    parser.add_argument(
        "--text-field",
        metavar="K",
        help="field with the text of each row (.csv, .tsv, .json, .jsonl, .parquet, hub), nested as a.b "
        "(default: found by its name or its Arabic)",
    )
    parser.add_argument(
        "--id-field",
        metavar="K",
        help="of rows: the id (default: id where there is one, else the row's number)",
    )
    parser.add_argument(
        "--any-language",
        action="store_true",
        default=None,
        help="translate articles that are not Arabic too (default: skip them, with their language)",
    )
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N articles")
    parser.add_argument(
        "--fresh", action="store_true", help="begin the run anew (with --no-memory: translate anew)"
    )
    parser.add_argument("--no-memory", action="store_true", help="leave the translation memory alone")
    parser.add_argument(
        "--dry-run", action="store_true", help="tell what would be done: sentences, downloads; do nothing"
    )
    parser.add_argument("--quiet", action="store_true", help="no bars on standard error")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """Run every model that was asked for, one after the other; the worst exit code counts."""
    from translate.config.profile import load_profile

    profile = load_profile(args.profile)
    models = args.model or [profile.translation.model]
    if args.output and len(models) > 1:
        raise RequestError("--output names one run folder; with several --model leave it out")
    if args.limit is not None and args.limit < 1:
        raise RequestError(f"--limit {args.limit}: at least 1")
    from translate.views.progress import TerminalProgress

    requests = [_request(args, _with_arguments(profile, model, args)) for model in models]
    if len(requests) > 1 and not args.dry_run:
        from translate.pipeline.run import prepare

        for request in requests:  # a model that cannot be had is told before the first one has run for hours
            prepare(request, TerminalProgress(quiet=args.quiet))
    return max(_run_one(request, args) for request in requests)


def _with_arguments(profile: Profile, model: str, args: argparse.Namespace) -> Profile:
    """The profile with what the command line says instead."""
    from translate.config.profile import override

    changes: dict[str, dict[str, object]] = {"translation": {"model": model}, "summary": {}}
    if args.engine:
        changes["translation"]["engine"] = args.engine
        changes["summary"]["engine"] = args.engine
    if args.device:
        changes["translation"]["device"] = args.device
        changes["summary"]["device"] = args.device
    if args.summarizer:
        changes["summary"]["model"] = args.summarizer
    if args.glossary is not None:
        changes["checks"] = {"glossary": args.glossary}
    changes["input"] = {
        name: value
        for name, value in (
            ("text_field", args.text_field),
            ("id_field", args.id_field),
            ("any_language", args.any_language),
        )
        if value is not None
    }
    if args.words is not None:
        changes["summary"]["words"] = args.words
    return override(profile, changes)


def _request(args: argparse.Namespace, profile: Profile) -> RunRequest:
    from translate.pipeline.run import RunRequest

    return RunRequest(
        inputs=tuple(args.inputs),
        profile=profile,
        outputs=Path("outputs"),
        output=args.output,
        fresh=args.fresh,
        limit=args.limit,
        memory=not args.no_memory,
    )


def _run_one(request: RunRequest, args: argparse.Namespace) -> ExitCode:
    from translate.library.watching import shown_by
    from translate.pipeline.run import run
    from translate.pipeline.survey import survey
    from translate.views.progress import TerminalProgress
    from translate.views.survey import print_survey
    from translate.views.terminal import console

    if args.dry_run:
        print_survey(survey(request), console())
        return ExitCode.OK
    progress = TerminalProgress(quiet=args.quiet)
    with progress.run_bar() as bar:
        result = run(request, progress, shown_by(bar))
    _show(result)
    return result.exit_code


def _show(result: RunResult) -> None:
    from translate.cli.commands.table import print_run

    print_run(result.folder)
    where = result.folder.path
    if result.was_done:
        print(f"\n{where}: already finished; use --fresh to run it again.", file=sys.stderr)
        if result.folder.resummarised():
            print("Its summaries were made later, by `tarjama summarize`.", file=sys.stderr)
    print(f"\nTranslations: {where / 'articles'}\nAgain: tarjama table {where}", file=sys.stderr)
