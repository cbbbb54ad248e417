"""The command line: arguments in, exit code out. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from types import FrameType
from typing import NoReturn

from translate.errors import ExitCode, TarjamaError


class _Terminated(KeyboardInterrupt):
    """SIGTERM; it ends a command as Ctrl-C does, with another exit code."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. No traceback reaches the user, unless TARJAMA_DEBUG is set."""
    previous = signal.signal(signal.SIGTERM, _terminate)
    with ExitStack() as streams:
        try:
            from translate.views.terminal import guarded_streams

            streams.enter_context(guarded_streams())
            return _execute(argv)
        except (Exception, KeyboardInterrupt) as error:
            if os.environ.get("TARJAMA_DEBUG") and not isinstance(error, TarjamaError):
                raise
            return _fail(*_explain(error))
        finally:
            signal.signal(signal.SIGTERM, previous)


def _execute(argv: Sequence[str] | None) -> int:
    from translate.cli.parser import build_parser
    from translate.views.terminal import ReaderGone

    args = build_parser().parse_args(argv)
    code = ExitCode.OK
    try:
        code = args.execute(args)
        print(end="", flush=True)  # what fails at Python's own exit would end it with another code
    except ReaderGone:
        pass  # whoever read the output has had enough
    return int(code)


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise _Terminated


def _explain(error: BaseException) -> tuple[str, ExitCode]:
    """What to tell the user, and the exit code."""
    match error:
        case TarjamaError():
            return str(error), error.exit_code
        case _Terminated():
            return "terminated; the same command goes on where it stopped", ExitCode.TERMINATED
        case KeyboardInterrupt():
            return "interrupted; the same command goes on where it stopped", ExitCode.INTERRUPTED
        case MemoryError():
            return "out of memory; try a smaller batching.batch_tokens in the profile", ExitCode.CANNOT_GO_ON
        case _:
            return (
                f"a defect of Tarjama: {type(error).__name__}: {error}\n"
                "Please report it, with what TARJAMA_DEBUG=1 prints before the same command.",
                ExitCode.CANNOT_GO_ON,
            )


def _fail(message: str, code: ExitCode) -> int:
    from translate.views.terminal import plain

    lines = message.split("\n")
    print("\n".join(f"tarjama: {plain(line)}" for line in lines), file=sys.stderr)
    return int(code)
