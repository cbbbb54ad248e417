"""`tarjama memory`: show, clear or fill the translation memory."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import ExitCode, RequestError

if TYPE_CHECKING:
    from translate.cli.commands import Commands

__all__ = ["add_to", "execute"]


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "memory",
        help="the translation memory: info, clear, import",
        description="What has been translated before is not translated again. The memory is the user's alone.",
    )
    parser.add_argument(
        "action", nargs="?", choices=("info", "clear", "import"), default="info", help="default: info"
    )
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="import: TMX files with Arabic and English"
    )
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """Show, clear or import."""
    from translate.memory.store import TranslationMemory, memory_path

    if args.action == "import":
        return _import(args.files)
    if args.files:
        raise RequestError(f"`tarjama memory {args.action}` takes no files; `import` does")
    if args.action == "clear":
        return _clear()
    if not memory_path().is_file():
        print(f"{memory_path()}: nothing is remembered yet")
        return ExitCode.OK
    memory = TranslationMemory()
    try:
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
    # Opening or reading a damaged memory has reported it.
    return ExitCode.OK if memory.set_aside is None else ExitCode.CANNOT_GO_ON


def _clear() -> ExitCode:
    from translate.memory.store import TranslationMemory, discard_damaged, memory_path

    if memory_path().is_file():
        memory = TranslationMemory()
        try:
            print(f"{memory.path}: {memory.clear():,} sentences forgotten")
        finally:
            memory.close()
    else:
        print(f"{memory_path()}: nothing is remembered yet")
    damaged = discard_damaged()
    if damaged is not None:
        print(f"{damaged}: the damaged memory was deleted; its sentences are forgotten too")
    return ExitCode.OK


def _import(files: list[Path]) -> ExitCode:
    from translate.memory.store import TranslationMemory
    from translate.memory.tmx import import_tmx

    if not files:
        raise RequestError("`tarjama memory import` needs a TMX file")
    memory = TranslationMemory()
    try:
        for path in files:
            taken, left_out = import_tmx(path, memory)
            others = f"; {left_out:,} units without both languages left out" if left_out else ""
            print(f"{path}: {taken:,} translations imported{others}")
    finally:
        memory.close()
    return ExitCode.OK
