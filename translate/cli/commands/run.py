"""`tarjama run`: translate and summarise articles."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import ExitCode, RequestError

if TYPE_CHECKING:
    from translate.cli.commands import Commands
    from translate.pipeline.run import RunRequest, RunResult
    from translate.progress import Progress

__all__ = ["add_to", "execute", "tell_processors"]


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "run",
        help="translate and summarise a folder of articles, or resume",
        description="Translate and summarise articles into a run folder, then show the table of summaries. "
        "Run the same command again to resume after Ctrl-C or a crash; for a finished run, only the table is printed.",
    )
    parser.add_argument(
        "inputs",
        nargs="+",
        type=Path,
        metavar="INPUT",
        help="a folder, a file, or hf://datasets/OWNER/NAME[@REVISION][/CONFIG[/SPLIT]]",
    )
    models = parser.add_argument_group("models")
    reading = parser.add_argument_group("input")
    folder = parser.add_argument_group("run")
    shown = parser.add_argument_group("display")
    models.add_argument(
        "--profile",
        default="default",
        metavar="P",
        help="profile name (see `tarjama profile`) or .toml file (default: default)",
    )
    models.add_argument(
        "--model",
        action="append",
        metavar="M",
        help="translation model: a name (see `tarjama models`), a hub id, a folder, or openai:NAME@URL; "
        "repeat for several runs (default: the profile's)",
    )
    models.add_argument(
        "--summarizer",
        metavar="S",
        help="summarisation model: like --model, or `lead` or `none` (default: the profile's)",
    )
    models.add_argument(
        "--words", type=int, metavar="N", help="maximum summary length in words (default: the profile's, 60)"
    )
    models.add_argument(
        "--engine",
        choices=("auto", "ctranslate2", "torch"),
        help="inference engine (default: the profile's, auto)",
    )
    models.add_argument(
        "--device",
        choices=("auto", "cpu", "cuda"),
        help="device for the models (default: the profile's, auto)",
    )
    folder.add_argument(
        "--output", type=Path, metavar="DIR", help="run folder (default: a new one under outputs/)"
    )
    models.add_argument(
        "--glossary",
        type=Path,
        metavar="F",
        help="glossary: a .tsv file with Arabic, English, and |-separated variants to replace; or a .csv or .tbx file "
        "(default: the profile's, none)",
    )
    reading.add_argument(
        "--text-field",
        metavar="K",
        help="field with the text of each row (.csv, .tsv, .json, .jsonl, .parquet, hub); a.b for nested fields "
        "(default: detected by name or Arabic content)",
    )
    reading.add_argument(
        "--id-field",
        metavar="K",
        help="field with the id of each row (default: id if present, else the row number)",
    )
    reading.add_argument(
        "--any-language",
        action="store_true",
        default=None,
        help="also translate articles that are not Arabic (default: skip them and report the language)",
    )
    reading.add_argument(
        "--unwrap",
        action="store_true",
        default=None,
        help="join hard-wrapped lines (mail, scanned books) into paragraphs; the translation is at the first line of "
        "each, its other lines are empty (default: only report wrapped lines)",
    )
    reading.add_argument(
        "--limit", type=int, metavar="N", help="read only the first N articles (default: all)"
    )
    folder.add_argument(
        "--fresh",
        action="store_true",
        help="delete an earlier run in this folder and start over (add --no-memory to translate everything again)",
    )
    folder.add_argument(
        "--no-memory", action="store_true", help="do not read or write the translation memory"
    )
    folder.add_argument(
        "--dry-run", action="store_true", help="report sentences, time, disk and downloads; run nothing"
    )
    folder.add_argument(
        "--shard",
        metavar="K/N",
        help="translate only shard K of N (every N-th window of articles) into a subfolder of the run folder, without "
        "the translation memory; `tarjama merge` merges the shards (default: all windows)",
    )
    _add_cluster(parser)
    models.add_argument(
        "--same-isa",
        action="store_true",
        help="use AVX2 on every x86 processor, so that all give identical translations (slower on newer processors)",
    )
    shown.add_argument("--quiet", action="store_true", help="hide progress bars")
    shown.add_argument("--json", action="store_true", help="print one JSON document instead of the table")
    parser.set_defaults(execute=execute)


def _add_cluster(parser: argparse.ArgumentParser) -> None:
    cluster = parser.add_argument_group("cluster")
    cluster.add_argument(
        "--cluster",
        metavar="C",
        help="run on a Ray cluster, without the translation memory: local, auto (the cluster of this machine), "
        "HOST:PORT, or ray://HOST:PORT from outside; all machines share the run folder and the input "
        "(default: no cluster)",
    )
    cluster.add_argument(
        "--workers",
        type=int,
        metavar="N",
        help="number of workers (default: as many as fit into the cluster)",
    )
    cluster.add_argument("--cpus-per-worker", type=int, metavar="N", help="cores per worker (default: 2)")
    cluster.add_argument(
        "--gpus-per-worker", type=float, metavar="N", help="GPUs per worker, such as 1 or 0.5 (default: 0)"
    )


def execute(args: argparse.Namespace) -> ExitCode:
    """Run each model in turn, and return the worst exit code."""
    if args.same_isa:
        from translate.engines.processors import pin_instructions

        pin_instructions()
    from translate.pipeline.run import prepare
    from translate.views.progress import TerminalProgress

    models = args.model or [None]  # None: the profile's
    if args.output and len(models) > 1:
        raise RequestError("--output is for one run; leave it out with several --model")
    requests = [_request(args, model) for model in models]
    if args.dry_run:
        return _survey(requests, as_json=args.json)
    progress = TerminalProgress(quiet=args.quiet)
    if len(requests) > 1:
        for request in requests:  # report a missing model before the first run, which may take hours
            prepare(request, progress)
    results = [_run_one(request, progress, quietly=args.json) for request in requests]
    if args.json:
        _print_json(results)
    return max(result.exit_code for result in results)


def _request(args: argparse.Namespace, model: str | None) -> RunRequest:
    from translate.library.running import request_for

    return request_for(
        args.inputs,
        model=model,
        summarizer=args.summarizer,
        output=args.output,
        profile=args.profile,
        engine=args.engine,
        device=args.device,
        words=args.words,
        glossary=args.glossary,
        text_field=args.text_field,
        id_field=args.id_field,
        any_language=args.any_language,
        unwrap=args.unwrap,
        limit=args.limit,
        fresh=args.fresh,
        memory=not args.no_memory,
        shard=args.shard,
        cluster=args.cluster,
        workers=args.workers,
        cpus_per_worker=args.cpus_per_worker,
        gpus_per_worker=args.gpus_per_worker,
    )


def _survey(requests: Sequence[RunRequest], *, as_json: bool) -> ExitCode:
    from translate.pipeline.survey import survey
    from translate.views.survey import print_survey, survey_json
    from translate.views.terminal import console, print_json

    found = [survey(request) for request in requests]  # one invalid request rejects all
    if as_json:
        print_json({"runs": [survey_json(one) for one in found]})
        return ExitCode.OK
    for one in found:
        print_survey(one, console())
    return ExitCode.OK


def _run_one(request: RunRequest, progress: Progress, *, quietly: bool) -> RunResult:
    from translate.library.running import run_request

    result = run_request(request, progress)
    if not quietly:
        _show(result)
    return result


def _print_json(results: Sequence[RunResult]) -> None:
    """Print the `run` document: the `table` entry of each run, with its outcome."""
    from translate.cli.commands.table import run_table, table_rows
    from translate.views.rows import table_json
    from translate.views.terminal import print_json

    document = table_json([run_table(result.folder, table_rows(result.folder)) for result in results])
    for entry, result in zip(document["runs"], results, strict=True):
        entry["finished"] = result.folder.done
        entry["already_finished"] = result.was_done
        entry["exit_code"] = int(result.exit_code)
    print_json(document)


def _show(result: RunResult) -> None:
    from translate.cli.commands.table import print_run
    from translate.views.terminal import tell

    print_run(result.folder)
    where = result.folder.path
    if result.was_done:
        tell(f"\n{where}: already finished; use --fresh to run it again.")
        if result.folder.resummarised():
            tell("Its summaries were replaced by `tarjama summarize`.")
    tell_processors(result)
    if shard := result.folder.started().shard:
        tell(f"\nShard {shard} of a run; when all shards are finished, run: tarjama merge {where.parent}")
    tell(f"\nTranslations: {where / 'articles'}\nShow this table again: tarjama table {where}")


def tell_processors(result: RunResult) -> None:
    """Print a message if several kinds of processors made the run."""
    from translate.views.terminal import tell

    if len(result.processors) > 1:
        tell(
            f"\nMade on {len(result.processors)} kinds of processors ({'; '.join(result.processors)}): the same "
            "sentence may have different translations. `made_by` in run.json lists the windows of each kind; "
            "--same-isa avoids this."
        )
