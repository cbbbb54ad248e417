"""A time limit for parsers of untrusted files."""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["OutOfTime", "time_limit"]


class OutOfTime(BaseException):
    """The time limit was exceeded. It is not an Exception, so that no parser catches it and continues."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the block, in any thread, if the block exceeds the time limit.

    A signal would need the main thread, and starting a process per file would take longer than reading most files. C
    code is interrupted only when it returns.
    """
    thread = threading.get_ident()
    lock = threading.Lock()
    over = False
    struck = threading.Event()

    def strike() -> None:
        with lock:
            if not over:
                struck.set()
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(thread), ctypes.py_object(OutOfTime)
                )

    timer = threading.Timer(seconds, strike)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with lock:
            over = True
        while struck.is_set():  # the error is pending, and must be raised inside the block
            struck.clear()
            time.sleep(0)
