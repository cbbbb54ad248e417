"""`tarjama train`: fine-tune a model on your own pairs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import ExitCode, RequestError

if TYPE_CHECKING:
    from translate.cli.commands import Commands
    from translate.training.pair_files import Fields

__all__ = ["add_to", "execute"]


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "train",
        help="fine-tune a model on your own pairs",
        description="Fine-tune a Marian, M2M100, NLLB or causal model on pairs of Arabic and English sentences, or of "
        "articles and summaries. Writes DIR/model, for --model (or --summarizer) of other commands, and DIR/adapter. "
        "Ctrl-C saves a checkpoint; run the same command again to resume.",
        epilog="In a .tsv file, each line is the Arabic, a tab and the English. In .jsonl, .csv and .parquet files, "
        'pairs have named fields. With task = "summarize" in the settings, a pair is an English article and its '
        "summary.",
    )
    parser.add_argument(
        "pairs", nargs="+", type=Path, metavar="PAIRS", help="files of pairs, or folders of such files"
    )
    models = parser.add_argument_group("models")
    data = parser.add_argument_group("pairs")
    folder = parser.add_argument_group("output")
    models.add_argument(
        "--base",
        required=True,
        metavar="MODEL",
        help="base model: a name (see `tarjama models`), a hub id or a folder",
    )
    folder.add_argument(
        "--output",
        required=True,
        type=Path,
        metavar="DIR",
        help="output folder: a new one, or that of a training to resume",
    )
    models.add_argument(
        "--settings",
        default="default",
        metavar="NAME|FILE",
        help="training settings: NAME for configs/train-NAME.toml, or a .toml file (default: default)",
    )
    data.add_argument(
        "--dev",
        type=Path,
        metavar="FILE",
        help="development pairs, to select the best checkpoint (default: some pairs are held out)",
    )
    data.add_argument(
        "--fields",
        metavar="SOURCE,TARGET",
        help="fields of a pair in .jsonl, .csv and .parquet; a.b for nested fields (default: source,target)",
    )
    folder.add_argument("--quiet", action="store_true", help="hide progress bars")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """Train, or print the result of a finished training; the request is checked before the base model is downloaded."""
    from translate.config.catalogue import find_model, load_catalogue
    from translate.training.base_model import find_base
    from translate.training.fitting import check_fit
    from translate.training.pair_files import find_files
    from translate.training.recipe import PairFiles, check_request, train
    from translate.training.settings import load_training_settings
    from translate.views.progress import TerminalProgress
    from translate.views.terminal import console
    from translate.views.training import print_training

    settings = load_training_settings(args.settings)
    found = find_files(args.pairs)
    files = PairFiles(found, args.dev, _fields(args.fields))
    if args.fields is not None and all(
        path.suffix.lower() == ".tsv" for path in (*found, args.dev or found[0])
    ):
        raise RequestError(
            "--fields does not apply to .tsv files, whose lines are the Arabic, a tab and the English; rename a file "
            "with a header to .csv"
        )
    catalogue = load_catalogue()
    entry = find_model(args.base, settings.task, catalogue)
    check_request(files, args.output, settings)
    check_fit(args.base, entry, settings)
    progress = TerminalProgress(quiet=args.quiet)
    base = find_base(args.base, catalogue, settings, progress)
    print_training(train(files, base, args.output, settings, progress), console(), settings.task)
    return ExitCode.OK


def _fields(given: str | None) -> Fields:
    from translate.training.pair_files import DEFAULT_FIELDS

    if given is None:
        return DEFAULT_FIELDS
    names = given.split(",")
    if len(names) != 2 or not all(names):
        raise RequestError(
            f"--fields {given}: must be two names separated by a comma: the field of the Arabic and that of the "
            "English (or of the article and of its summary)"
        )
    return names[0], names[1]
