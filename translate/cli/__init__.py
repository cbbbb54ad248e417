"""The command line: arguments in, exit code out. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from types import FrameType
from typing import NoReturn

from translate.errors import CannotGoOn, ExitCode, TarjamaError

__all__ = ["command", "main"]

# What asks a command to end: Ctrl-C, `kill`, and a terminal that is closed (there is none of the kind on Windows).
_ENDING = ("SIGINT", "SIGTERM", "SIGHUP")


class _Interrupted(KeyboardInterrupt):
    """SIGINT. Where KeyboardInterrupt itself passes through an `exec` of text, as of dataclasses, Python ends by the
    signal whatever the exit code is (unhandled_keyboard_interrupt in its pythonrun.c); a class of one's own is spared.
    """


class _Terminated(KeyboardInterrupt):
    """SIGTERM or SIGHUP; it ends a command as Ctrl-C does, with another exit code."""


def command() -> NoReturn:
    """`tarjama`, a process of its own: run what its arguments ask, and leave with the exit code of that.

    What is done is done: a signal that comes while Python takes itself down, or waits for a thread, ends the process at
    once, with the exit code that it has already and no traceback.
    """
    try:
        code = main()
    except KeyboardInterrupt as error:  # between the end of the command and here, or for TARJAMA_DEBUG
        if os.environ.get("TARJAMA_DEBUG"):
            traceback.print_exception(error)
        arguments = sys.argv[1:]
        code = _fail(*_explain(error, arguments), kind=type(error).__name__, arguments=arguments)
    except SystemExit as leaving:  # of argparse
        code = leaving.code if isinstance(leaving.code, int) else 0
    with suppress(OSError, ValueError):
        sys.stdout.flush()
    for name in _ENDING:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` has it
            signal.signal(number, lambda *_: os._exit(code))
    sys.exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. No traceback reaches the user, unless TARJAMA_DEBUG is set."""
    heard: list[KeyboardInterrupt] = []
    with ExitStack() as streams:
        for name in _ENDING:
            streams.enter_context(_handled(name, heard))
        try:
            from translate.views.streams import guarded_streams

            streams.enter_context(guarded_streams())
            return _execute(argv)
        except (Exception, KeyboardInterrupt) as error:
            if os.environ.get("TARJAMA_DEBUG") and not isinstance(error, TarjamaError):
                raise
            # Libraries make errors of their own of what a signal raises in them: an import in C an ImportError. That
            # the disk is full is none of these.
            made_of_it = heard and not isinstance(error, CannotGoOn)
            told = heard[0] if made_of_it else error
            arguments = sys.argv[1:] if argv is None else argv
            return _fail(*_explain(told, arguments), kind=type(told).__name__, arguments=arguments)


@contextmanager
def _handled(name: str, heard: list[KeyboardInterrupt]) -> Iterator[None]:
    """Have a signal end the command in order; one that is ignored, as `nohup` has it, stays so.

    What is raised is added to `heard`.
    """
    number = getattr(signal, name, None)
    previous = signal.getsignal(number) if number is not None else signal.SIG_IGN
    elsewhere = (
        threading.current_thread() is not threading.main_thread()
    )  # Python takes signals in that one alone
    if number is None or elsewhere or previous in (signal.SIG_IGN, None):
        yield
        return

    def end(number: int, _frame: FrameType | None) -> NoReturn:
        heard.append(_Interrupted() if number == signal.SIGINT else _Terminated())
        raise heard[-1]

    signal.signal(number, end)
    try:
        yield
    finally:
        signal.signal(number, previous)


def _execute(argv: Sequence[str] | None) -> int:
    from translate.cli.parser import build_parser
    from translate.views.streams import ReaderGone

    args = build_parser().parse_args(argv)
    code = ExitCode.OK
    try:
        code = args.execute(args)
        print(end="", flush=True)  # what fails at Python's own exit would end it with another code
    except ReaderGone:
        pass  # whoever read the output has had enough
    return int(code)


# Commands that go on where they stopped when they are given again; the others begin again.
_RESUMING = frozenset({"run", "train", "summarize", "models"})
_GOES_ON = "goes on where it stopped"


def _again(arguments: Sequence[str]) -> str:
    """Return what the same command will do after it was stopped."""
    words = [a for a in arguments if not a.startswith("-")]
    resumes = words[:1] and words[0] in _RESUMING and "--dry-run" not in arguments
    if words[:1] == ["models"]:
        resumes = words[1:2] == ["fetch"]  # what was downloaded stays
    if resumes and "--fresh" in arguments:
        return f"the same command starts over; without --fresh it {_GOES_ON}"
    return f"the same command {_GOES_ON if resumes else 'starts over'}"


def _explain(error: BaseException, arguments: Sequence[str]) -> tuple[str, ExitCode]:
    """Return the message for the user and the exit code."""
    match error:
        case TarjamaError():
            return str(error), error.exit_code
        case _Terminated():
            return f"terminated; {_again(arguments)}", ExitCode.TERMINATED
        case KeyboardInterrupt():
            return f"interrupted; {_again(arguments)}", ExitCode.INTERRUPTED
        # For want of memory, or of the user's share of processes.
        case RuntimeError() if "can't start new thread" in str(error):
            return f"out of memory: no thread can be started; {_again(arguments)}", ExitCode.CANNOT_GO_ON
        case MemoryError():
            return "out of memory; try a smaller batching.batch_tokens in the profile", ExitCode.CANNOT_GO_ON
        case _:
            return (
                f"internal error: {type(error).__name__}: {error}\n"
                "Please report it, with what TARJAMA_DEBUG=1 prints before the same command.",
                ExitCode.CANNOT_GO_ON,
            )


def _fail(message: str, code: ExitCode, *, kind: str, arguments: Sequence[str]) -> int:
    """Write the error on standard error, as one line of JSON where the command was given --json; return the code."""
    from translate.views.terminal import JSON_VERSION, json_document, plain, wrapped_message

    if _asked_for_json(arguments):
        error = {"kind": kind.lstrip("_"), "message": message, "exit_code": int(code)}
        print(json_document({"version": JSON_VERSION, "error": error}, indent=None), file=sys.stderr)
        return int(code)
    for line in message.split("\n"):
        print(wrapped_message(f"tarjama: {plain(line)}", sys.stderr), file=sys.stderr)
    return int(code)


def _asked_for_json(arguments: Sequence[str]) -> bool:
    """Return whether --json was given, or the beginning of it, as argparse takes it."""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return any(len(a) > len("--") and "--json".startswith(a) for a in options)
