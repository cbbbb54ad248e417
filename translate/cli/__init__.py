"""The command line: entry point, signals, error messages and exit codes.

Heavy modules are imported only when a command needs them.
"""

from __future__ import annotations

import errno
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
from translate.interruption import ask_to_end, start_again

__all__ = ["command", "main"]

# Signals that end a command: Ctrl-C, `kill`, and a closed terminal (SIGHUP does not exist on Windows).
_ENDING = ("SIGINT", "SIGTERM", "SIGHUP")
# Refusals of the system: permissions, a full or lost disk, limits. They can occur wherever a path is looked up.
_REFUSALS = frozenset(
    (
        *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO),
        *(errno.ESTALE, errno.ELOOP, errno.EMFILE, errno.ENFILE, errno.ENAMETOOLONG),
    )
)


class _Interrupted(KeyboardInterrupt):
    """SIGINT, as a subclass of KeyboardInterrupt.

    If a plain KeyboardInterrupt passes through an `exec` of text (dataclasses use it), Python ends by the signal and
    ignores the exit code (unhandled_keyboard_interrupt in pythonrun.c). A subclass does not have this problem.
    """


class _Terminated(KeyboardInterrupt):
    """SIGTERM or SIGHUP; it ends a command like Ctrl-C, but with another exit code."""


def command() -> NoReturn:
    """Run `tarjama` as a process: execute the command in `sys.argv` and exit with its exit code.

    A signal that arrives while Python shuts down or waits for a thread ends the process at once, with the exit code
    already determined and without a traceback.
    """
    try:
        code = main()
    except KeyboardInterrupt as error:  # after the end of `main`, or raised by it because of TARJAMA_DEBUG
        if os.environ.get("TARJAMA_DEBUG"):
            traceback.print_exception(error)
        arguments = sys.argv[1:]
        code = _fail(*_explain(error, arguments), kind=type(error).__name__, arguments=arguments)
    except SystemExit as leaving:  # raised by argparse
        code = leaving.code if isinstance(leaving.code, int) else 0
    with suppress(OSError, ValueError):
        if sys.stdout is not None:  # it is None if it was closed (`>&-`)
            sys.stdout.flush()
    for name in _ENDING:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:  # `nohup` ignores it
            signal.signal(number, lambda *_: os._exit(code))
    sys.exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Errors are printed as messages. Tracebacks are shown only if TARJAMA_DEBUG is set.
    """
    received: list[KeyboardInterrupt] = []
    start_again()
    with ExitStack() as streams:
        for name in _ENDING:
            streams.enter_context(_handled(name, received))
        try:
            from translate.views.streams import guarded_streams

            streams.enter_context(guarded_streams())
            return _execute(argv)
        except (Exception, KeyboardInterrupt) as error:
            if os.environ.get("TARJAMA_DEBUG") and not isinstance(error, TarjamaError):
                raise
            # Libraries may turn the exception of a signal into another error: an import in C raises ImportError.
            # CannotGoOn (such as a full disk) is never caused by a signal.
            caused_by_signal = received and not isinstance(error, CannotGoOn)
            cause = received[0] if caused_by_signal else error
            arguments = sys.argv[1:] if argv is None else argv
            return _fail(*_explain(cause, arguments), kind=type(cause).__name__, arguments=arguments)


@contextmanager
def _handled(name: str, received: list[KeyboardInterrupt]) -> Iterator[None]:
    """Turn a signal into an exception, which is also added to `received`; an ignored signal stays ignored."""
    number = getattr(signal, name, None)
    previous = signal.getsignal(number) if number is not None else signal.SIG_IGN
    elsewhere = (
        threading.current_thread() is not threading.main_thread()
    )  # Python handles signals only in the main thread
    if number is None or elsewhere or previous in (signal.SIG_IGN, None):
        yield
        return

    def end(number: int, _frame: FrameType | None) -> NoReturn:
        ask_to_end()  # ends long waits in other threads, which the main thread waits for
        received.append(_Interrupted() if number == signal.SIGINT else _Terminated())
        raise received[-1]

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
        print(end="", flush=True)  # flush now: an error during Python's exit would change the exit code
    except ReaderGone:
        pass  # the reader of the pipe has closed it
    return int(code)


# Commands that resume when they are run again; the others start over.
_RESUMING = frozenset({"run", "train", "summarize", "models"})


def _again(arguments: Sequence[str]) -> str:
    """Return the advice for an interrupted command: whether the same command resumes or starts over."""
    words = [a for a in arguments if not a.startswith("-")]
    resumes = words[:1] and words[0] in _RESUMING and "--dry-run" not in arguments
    if words[:1] == ["models"]:
        resumes = words[1:2] == ["fetch"]  # downloaded files are kept
    if resumes and "--fresh" in arguments:
        return "run the same command again without --fresh to resume, with --fresh to start over"
    return f"run the same command again to {'resume' if resumes else 'start over'}"


def _explain(error: BaseException, arguments: Sequence[str]) -> tuple[str, ExitCode]:
    """Return the message for the user and the exit code."""
    match error:
        case TarjamaError():
            return str(error), error.exit_code
        case KeyboardInterrupt():
            terminated = isinstance(error, _Terminated)
            how = "terminated" if terminated else "interrupted"
            return f"{how}; {_again(arguments)}", ExitCode.TERMINATED if terminated else ExitCode.INTERRUPTED
        # Memory or the user's limit of processes is exhausted.
        case RuntimeError() if "can't start new thread" in str(error):
            return f"out of memory: no thread can be started; {_again(arguments)}", ExitCode.CANNOT_GO_ON
        case OSError() if error.errno in _REFUSALS and error.filename is not None:
            wrong_name = error.errno == errno.ENAMETOOLONG
            code = ExitCode.BAD_REQUEST if wrong_name else ExitCode.CANNOT_GO_ON
            return f"{os.fsdecode(error.filename)}: {error.strerror}", code
        case MemoryError():
            return "out of memory; try a smaller batching.batch_tokens in the profile", ExitCode.CANNOT_GO_ON
        case _:
            return (
                f"internal error: {type(error).__name__}: {error}\n"
                "Please report it, together with the output of the same command with TARJAMA_DEBUG=1 set.",
                ExitCode.CANNOT_GO_ON,
            )


def _fail(message: str, code: ExitCode, *, kind: str, arguments: Sequence[str]) -> int:
    """Print the error on standard error, as one line of JSON with --json, and return the exit code."""
    from translate.views.terminal import JSON_VERSION, json_document, plain, wrapped_message

    if _asked_for_json(arguments):
        error = {"kind": kind.lstrip("_"), "message": message, "exit_code": int(code)}
        print(json_document({"version": JSON_VERSION, "error": error}, indent=None), file=sys.stderr)
        return int(code)
    for line in message.split("\n"):
        print(wrapped_message(f"tarjama: {plain(line)}", sys.stderr), file=sys.stderr)
    return int(code)


def _asked_for_json(arguments: Sequence[str]) -> bool:
    """Return whether --json, or an abbreviation that argparse accepts, is among the arguments."""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return any(len(a) > len("--") and "--json".startswith(a) for a in options)
