"""`tarjama profile`: list, show and write profiles."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from translate.errors import ExitCode, RequestError

if TYPE_CHECKING:
    from translate.cli.commands import Commands
    from translate.config.profile_files import FoundProfile

__all__ = ["add_to", "execute"]


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "profile",
        help="list, show or create profiles (named settings)",
        description="List the profiles (list), show all values of one, inherited ones included (show), or write a new "
        "one with every key explained into the user's configuration folder (new).",
    )
    parser.add_argument(
        "action",
        nargs="?",
        choices=("list", "show", "new"),
        default="list",
        help="action (default: list)",
    )
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help="profile name or .toml file (default for show: default)"
    )
    new = parser.add_argument_group("with new")
    shown = parser.add_argument_group("display")
    new.add_argument(
        "--extends",
        metavar="NAME",
        help="base profile of the new one (default: default)",
    )
    shown.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """List, show or create profiles."""
    from translate.config.profile_files import find_profile, profile_toml
    from translate.views.terminal import write_document

    if args.extends is not None and args.action != "new":
        raise RequestError("--extends belongs to `tarjama profile new NAME`")
    if args.action == "list":
        if args.name is not None:
            raise RequestError("`tarjama profile list` takes no name; `show` and `new` do")
        return _list(as_json=args.json)
    if args.action == "new":
        return _new(args.name, args.extends or "default", as_json=args.json)
    found = find_profile(args.name or "default")
    if args.json:
        _print_json(found)
    else:
        write_document(profile_toml(found))
    return ExitCode.OK


def _list(*, as_json: bool) -> ExitCode:
    from translate.config.profile_files import list_profiles
    from translate.views.columns import Columns, show_first_fitting
    from translate.views.terminal import console, print_json, show, styled

    found = list_profiles()
    if as_json:
        entries = [
            {"name": one.name, "file": str(one.file), "own": one.own, "description": one.description}
            for one in found
        ]
        print_json({"profiles": entries})
        return ExitCode.OK
    target = console()
    rows = [
        [styled(one.name, "bold"), styled("own" if one.own else "included"), styled(str(one.file))]
        for one in found
    ]
    if not show_first_fitting([Columns(["Profile", "", "File"], rows, left=3)], target):
        for row in rows:
            show(target, styled(f"{row[0].plain} ({row[1].plain}): {row[2].plain}"))
    return ExitCode.OK


def _new(name: str | None, extends: str, *, as_json: bool) -> ExitCode:
    from translate.config.profile_files import find_profile, new_profile_path, new_profile_text
    from translate.runs.atomic import write_atomic

    if name is None:
        raise RequestError("`tarjama profile new` needs a name, for example `tarjama profile new mine`")
    path = new_profile_path(name)
    write_atomic(path, new_profile_text(name, extends))
    if as_json:
        _print_json(find_profile(name))
    else:
        print(f"{path}: edit the keys explained there; use it with --profile {name}")
    return ExitCode.OK


def _print_json(found: FoundProfile) -> None:
    from translate.config.profile_files import profile_settings
    from translate.views.terminal import print_json

    print_json(
        {"name": found.name, "files": list(map(str, found.files)), "settings": profile_settings(found)}
    )
