"""`tarjama completion`: print a shell completion script."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from translate.errors import ExitCode

if TYPE_CHECKING:
    from translate.cli.commands import Commands

__all__ = ["add_to"]

SHELLS = ("bash", "zsh", "fish")


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "completion",
        help="print a shell completion script",
        description="Print a shell script that completes the commands and options of tarjama.",
        epilog='bash: eval "$(tarjama completion bash)" in ~/.bashrc. '
        "zsh: tarjama completion zsh > DIR/_tarjama, DIR in $fpath. "
        "fish: tarjama completion fish > ~/.config/fish/completions/tarjama.fish",
    )
    parser.add_argument("shell", choices=SHELLS, help="shell to complete in")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """Print the script; it is generated from the parser, so it matches this version."""
    import shtab

    from translate.cli.parser import build_parser

    print(shtab.complete(build_parser(), shell=args.shell))
    return ExitCode.OK
