"""Threads that are there before the work begins."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

__all__ = ["started_threads"]


def started_threads(count: int) -> ThreadPoolExecutor:
    """A pool whose `count` threads run already.

    A pool starts its threads when it is given work, and where the memory does not hold one more, Python may wait for it
    for ever: the new thread dies before it can say that it has started. So none is started in mid-run.
    """
    threads = ThreadPoolExecutor(count)
    all_there = Barrier(count)
    try:
        for waiting in [threads.submit(all_there.wait) for _ in range(count)]:
            waiting.result()
    except RuntimeError:  # can't start new thread
        all_there.abort()
        threads.shutdown(wait=False, cancel_futures=True)
        raise
    return threads
