"""Threads of a run: a pool that starts before the work, and a thread that makes the next item ahead of its use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Final, TypeVar

__all__ = ["ahead", "started_threads"]

T = TypeVar("T")


class _End:
    """What comes behind the last item."""


_END: Final = _End()


@contextmanager
def ahead(items: Iterable[T]) -> Iterator[Iterator[T]]:
    """The items, each made in a thread of its own while the one before it is in use; never more than one ahead.

    What making an item raises is raised where the item would have come. Leaving waits for the item that is being made.
    """
    source = iter(items)
    thread = ThreadPoolExecutor(1)

    def following(coming: Future[T | _End]) -> Iterator[T]:
        while not isinstance(item := coming.result(), _End):
            coming = thread.submit(next, source, _END)
            yield item

    try:
        yield following(thread.submit(next, source, _END))
    finally:
        thread.shutdown(cancel_futures=True)


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
