"""Record whether this process was asked to end by Ctrl-C or a signal, so that long waits in other threads can end.

Python raises a signal's exception in the main thread only, and that thread then waits for the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["ask_to_end", "asked_to_end", "ending", "start_again"]


class _State:
    # A plain flag, without a lock: the signal handler may interrupt code that holds the lock.
    asked = False


def ask_to_end() -> None:
    """Record that the process was asked to end; safe in a signal handler."""
    _State.asked = True


def asked_to_end() -> bool:
    """Return whether the process was asked to end."""
    return _State.asked


def start_again() -> None:
    """Forget an earlier request to end, at the start of a command."""
    _State.asked = False


@contextmanager
def ending() -> Iterator[None]:
    """Ask long waits to end while the context lasts, for a caller of the library that survives Ctrl-C."""
    before = _State.asked
    _State.asked = True
    try:
        yield
    finally:
        _State.asked = before
