"""The arguments of every command."""

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
    """The parser of `tarjama`; each command sets `execute`."""
    parser = Parser(
        prog="tarjama",
        description="Arabic articles into English translations and summaries; scores against references.",
        epilog="Exit codes: 0 all done; 1 some articles failed; 2 wrong request; 3 no model; "
        "4 cannot go on (disk, memory, locked); 130, 143 interrupted.",
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
