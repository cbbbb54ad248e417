"""The argument parser with all commands."""

from __future__ import annotations

import argparse

from translate import __version__
from translate.cli.arguments import Parser
from translate.cli.commands import (
    bench,
    compare,
    completion,
    export,
    memory,
    merge,
    models,
    profile,
    report,
    run,
    runs,
    score,
    show,
    summarize,
    table,
    train,
)

__all__ = ["build_parser"]


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of `tarjama`; each command sets `execute` to the function that runs it."""
    parser = Parser(
        prog="tarjama",
        description="Translate Arabic articles into English, summarise them, and score systems against references.",
        epilog="Exit codes: 0 success; 1 some articles failed; 2 invalid request; 3 model unavailable; "
        "4 environment error (disk, memory, locked run); 130, 143 interrupted.",
    )
    parser.add_argument("--version", action="version", version=f"tarjama {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, dest="command")
    for command in (
        run,
        summarize,
        merge,
        runs,
        table,
        show,
        score,
        compare,
        report,
        export,
        models,
        profile,
        memory,
        train,
        bench,
        completion,
    ):
        command.add_to(commands)
    return parser
