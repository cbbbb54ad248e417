"""A limit to the time that a parser of other people's files may take."""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["OutOfTime", "time_limit"]


class OutOfTime(BaseException):
    """The time is up. No Exception, so that no parser takes it for an error of its own and goes on."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise OutOfTime within, where it takes longer: in any thread, while Python code runs in it.

    A signal would need the main thread, and a process for each file would take longer than most files. What runs in C
    is not interrupted, but as soon as it comes back.
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
        while struck.is_set():  # the error is on its way, and must not arrive outside
            struck.clear()
            time.sleep(0)
