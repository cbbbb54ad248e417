"""Standard output and standard error: closed pipes, full disks, and encodings without Arabic."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import IO, Any, NoReturn, cast

from translate.errors import CannotGoOn

__all__ = ["ReaderGone", "guarded_streams", "make_readable"]

_ESCAPING = "tarjama.escaping"
_escaped: set[str] = set()  # the encodings for which a character was escaped


def _escape(error: UnicodeError) -> tuple[str | bytes, int]:
    """Write a character that the encoding lacks as `\\u0645`, and remember that."""
    if isinstance(error, UnicodeEncodeError):
        _escaped.add(error.encoding)
    return codecs.backslashreplace_errors(error)


codecs.register_error(_ESCAPING, _escape)


def make_readable(stream: IO[str]) -> None:
    """Make a stream accept every character: UTF-8 for a pipe or file, escape codes for a terminal without UTF-8."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    if codecs.lookup(encoding).name == "utf-8" or not hasattr(stream, "reconfigure"):
        return
    if stream.isatty():
        stream.reconfigure(errors=_ESCAPING)
    else:
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")


class ReaderGone(Exception):
    """The reader of standard output has closed the pipe, as in `tarjama table RUN | head -1`."""


class _Guarded:
    """A stream that passes the first write error to `failed` and discards all later output."""

    def __init__(self, stream: Any, failed: Callable[[OSError], None]) -> None:
        self._stream = stream
        self._failed = failed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    @property
    def buffer(self) -> _Guarded:
        return _Guarded(self._stream.buffer, self._failed)

    def write(self, content: str | bytes) -> int:
        try:
            return int(self._stream.write(content))
        except OSError as error:
            self._give_up(error)
        return len(content)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        # Buffered output would fail again, at the latest when Python exits.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)
        self._failed(error)


@contextmanager
def guarded_streams() -> Iterator[None]:
    """Handle write errors on standard output and standard error within the context.

    Bars and notes that cannot be written are dropped. If standard output cannot be written, raises ReaderGone if its
    reader has closed the pipe, else CannotGoOn. If characters were escaped, prints a note at the end.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            make_readable(stream)
    out = cast("IO[str] | None", sys.stdout and _Guarded(sys.stdout, _output_lost))
    err = cast("IO[str] | None", sys.stderr and _Guarded(sys.stderr, lambda _error: None))
    with redirect_stdout(out), redirect_stderr(err):
        try:
            yield
        finally:
            if _escaped and sys.stderr:
                print(
                    f"tarjama: the terminal's encoding ({', '.join(sorted(_escaped))}) lacks some characters, shown as "
                    "codes (\\u0645); use a UTF-8 locale or set PYTHONIOENCODING=utf-8",
                    file=sys.stderr,
                )
                _escaped.clear()


def _output_lost(error: OSError) -> NoReturn:
    if isinstance(error, BrokenPipeError):
        raise ReaderGone from error
    raise CannotGoOn(f"standard output cannot be written: {error.strerror}") from error
