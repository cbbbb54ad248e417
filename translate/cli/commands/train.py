"""`tarjama train`: adapt a model to own pairs."""

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
        help="adapt a model to your own pairs of Arabic and English, or of articles and summaries",
        description="Adapt a Marian, M2M100, NLLB or causal model to pairs. Writes DIR/model, for --model (or "
        "--summarizer) of the other commands, and DIR/adapter. The same command again goes on where it stopped; Ctrl-C "
        "keeps what was learnt.",
        epilog="A pair: the Arabic, a tab, the English. Files of pairs end in .tsv, or, with named fields, in .jsonl, "
        '.csv or .parquet. With task = "summarize" in the settings: an English article and its summary.',
    )
    parser.add_argument(
        "pairs", nargs="+", type=Path, metavar="PAIRS", help="files of pairs, or folders of such"
    )
    models = parser.add_argument_group("models")
    data = parser.add_argument_group("pairs")
    folder = parser.add_argument_group("output")
    models.add_argument(
        "--base",
        required=True,
        metavar="MODEL",
        help="base model: a name that `tarjama models` lists, a hub id or a folder",
    )
    folder.add_argument(
        "--output", required=True, type=Path, metavar="DIR", help="new folder, or one of a training to resume"
    )
    models.add_argument(
        "--settings",
        default="default",
        metavar="NAME|FILE",
        help="configs/train-NAME.toml, or a .toml file (default: default)",
    )
    data.add_argument(
        "--dev",
        type=Path,
        metavar="FILE",
        help="pairs to choose the best weights on (default: some are held out)",
    )
    data.add_argument(
        "--fields",
        metavar="SOURCE,TARGET",
        help="fields of a pair in rows (.jsonl, .csv, .parquet); a.b is b inside a (default: source,target)",
    )
    folder.add_argument("--quiet", action="store_true", help="show no bars on standard error")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """Train, or show what was trained before; what is wrong with the request is told before the base is fetched."""
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
            "--fields names fields of rows, and a .tsv has none: a line of it is the Arabic, a tab, the English; one "
            "with a header is read under the name .csv"
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
            f"--fields {given}: two names with a comma between, of the Arabic and of the English (of an article and "
            "of its summary)"
        )
    return names[0], names[1]
