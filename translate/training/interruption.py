"""Delay Ctrl-C, `kill` and a closed terminal until the state of the training can be saved."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Self

__all__ = ["Interruption", "StopAsked"]

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class StopAsked(Exception):
    """Raised by `Interruption.check` after a signal; never shown to a user."""


class Interruption:
    """Record the first signal, so that it does not end the program in the middle of a step.

        with Interruption() as interruption:
            try:
                ...
                interruption.check()   # raises StopAsked if a signal came
            except StopAsked:
                ...                    # save the state
                interruption.deliver() # now pass the signal on to the previous handler

    A second signal takes effect at once. Nothing is recorded outside the main thread, where Python receives no
    signals, and for ignored signals (as under `nohup`).
    """

    def __init__(self) -> None:
        self._asked: int | None = None
        self._previous: dict[int, signal._HANDLER] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in _SIGNALS:
                previous = signal.getsignal(number)
                if previous not in (signal.SIG_IGN, None):  # None: set by a program that embeds Python
                    self._previous[number] = previous
                    signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore()

    def check(self) -> None:
        """Raise StopAsked if a signal has come."""
        if self._asked is not None:
            raise StopAsked

    def deliver(self) -> None:
        """Send the recorded signal again, to the previous handlers."""
        self._restore()
        if self._asked is not None:
            signal.raise_signal(self._asked)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if self._asked is None:
            self._asked = number
        else:
            self.deliver()

    def _restore(self) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        self._previous = {}
