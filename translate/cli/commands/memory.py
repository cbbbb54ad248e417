"""`tarjama memory`: what the translation memory holds, and forgetting it."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from translate.errors import ExitCode

if TYPE_CHECKING:
    from translate.cli.commands import Commands


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "memory",
        help="the translation memory: info, clear",
        description="What has been translated before is not translated again. The memory is the user's alone.",
    )
    parser.add_argument("action", nargs="?", choices=("info", "clear"), default="info", help="default: info")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """Tell or forget."""
    from translate.memory.store import TranslationMemory, memory_path

    if not memory_path().is_file():
        print(f"{memory_path()}: nothing is remembered yet")
        return ExitCode.OK
    memory = TranslationMemory()
    try:
        if args.action == "clear":
            print(f"{memory.path}: {memory.clear():,} sentences forgotten")
            return ExitCode.OK
        info = memory.info()
    finally:
        memory.close()
    print(f"{info.path}: {info.bytes / 1e6:.1f} MB")
    for system, sentences in info.sentences.items():
        described = json.loads(system)
        parts = (
            described["name"],
            described["revision"][:12],
            described["engine"],
            described["compute_type"],
        )
        print(f"  {sentences:,} sentences by {', '.join(parts)}")
    return ExitCode.OK
