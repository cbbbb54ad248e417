"""`tarjama memory`: show, clear or fill the translation memory."""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import ExitCode, RequestError, counted

if TYPE_CHECKING:
    from translate.cli.commands import Commands
    from translate.memory.tmx import TmxImport

__all__ = ["add_to", "execute"]

_DESCRIBED = ("name", "revision", "engine", "compute_type")
_NAMED = 5  # units named for each reason why they were skipped


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "memory",
        help="show, clear or fill the translation memory",
        description="Show, clear or fill the translation memory. A run reuses the translations in it. Only your user "
        "can read it. `import` stores translations sentence by sentence; it skips and counts a unit whose Arabic and "
        "English have different numbers of sentences.",
    )
    parser.add_argument(
        "action",
        nargs="?",
        choices=("info", "clear", "import"),
        default="info",
        help="action (default: info)",
    )
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="import: TMX files with Arabic and English"
    )
    shown = parser.add_argument_group("display")
    shown.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """Show or clear the memory, or import files into it."""
    if args.action == "import":
        return _import(args.files, as_json=args.json)
    if args.files:
        raise RequestError(f"`tarjama memory {args.action}` takes no files; `import` does")
    return _clear(as_json=args.json) if args.action == "clear" else _info(as_json=args.json)


def _info(*, as_json: bool) -> ExitCode:
    from translate.memory.database import memory_path
    from translate.memory.store import MemoryInfo, TranslationMemory
    from translate.views.terminal import print_json

    info, damaged = MemoryInfo(memory_path(), 0, {}), None
    if memory_path().is_file():
        with closing(TranslationMemory()) as memory:
            info, damaged = memory.info(), memory.set_aside
    systems = [
        {
            "sentences": sentences,
            **{name: described[name] for name in _DESCRIBED},
            "decoding": described.get("decoding", {}),
        }
        for described, sentences in ((json.loads(system), n) for system, n in info.sentences.items())
    ]
    if as_json:
        aside = None if damaged is None else str(damaged)
        print_json({"path": str(info.path), "bytes": info.bytes, "damaged": aside, "systems": systems})
    elif not info.bytes:
        print(f"{info.path}: empty")
    else:
        print(f"{info.path}: {info.bytes / 1e6:.1f} MB")
        for system in systems:
            parts = [system["name"], system["revision"][:12], system["engine"], system["compute_type"]]
            parts += [f"{name} {value}" for name, value in system["decoding"].items()]
            print(f"  {counted(system['sentences'], 'sentence')} by {', '.join(parts)}")
    # Opening or reading a damaged memory has reported it.
    return ExitCode.OK if damaged is None else ExitCode.CANNOT_GO_ON


def _clear(*, as_json: bool) -> ExitCode:
    from translate.memory.database import discard_damaged, memory_path
    from translate.memory.store import TranslationMemory
    from translate.views.terminal import print_json

    there, forgotten = memory_path().is_file(), 0
    if there:
        with closing(TranslationMemory()) as memory:
            forgotten = memory.clear()
    damaged = discard_damaged()
    if as_json:
        aside = None if damaged is None else str(damaged)
        print_json({"path": str(memory_path()), "forgotten": forgotten, "damaged": aside})
        return ExitCode.OK
    print(f"{memory_path()}: " + (f"{counted(forgotten, 'sentence')} deleted" if there else "empty"))
    if damaged is not None:
        print(f"{damaged}: the damaged memory was deleted, with its sentences")
    return ExitCode.OK


def _import(files: list[Path], *, as_json: bool) -> ExitCode:
    from translate.memory.store import TranslationMemory
    from translate.memory.tmx import import_tmx
    from translate.views.terminal import print_json

    if not files:
        raise RequestError("`tarjama memory import` needs a TMX file")
    documents = []
    with closing(TranslationMemory()) as memory:
        for path in files:
            found = import_tmx(path, memory)
            skipped: dict[str, int] = {reason: len(units) for reason, units in found.skipped.items()}
            documents.append(
                {
                    "file": str(path),
                    "imported": found.imported,
                    "repeated": found.repeated,
                    **skipped,
                    "skipped_units": sorted(unit for units in found.skipped.values() for unit in units),
                }
            )
            if not as_json:
                print(_imported(path, found))
    if as_json:
        print_json({"files": documents})
    return ExitCode.OK


def _imported(path: Path, found: TmxImport) -> str:
    """Return what was imported from a file, and how many units were not, with the first of them."""
    from translate.memory.tmx import REASONS

    parts = [f"{path}: {counted(found.imported, 'translation')} imported"]
    if found.repeated:
        parts.append(f"{counted(found.repeated, 'repeated sentence')} (the last translation is used)")
    for reason, units in found.skipped.items():
        if units:
            which = ", ".join(f"{unit:,}" for unit in units[:_NAMED])
            more = f" and {len(units) - _NAMED:,} more" if len(units) > _NAMED else ""
            name = "unit" if len(units) == 1 else "units"
            parts.append(f"{counted(len(units), 'unit')} skipped ({REASONS[reason]}: {name} {which}{more})")
    return "; ".join(parts)
