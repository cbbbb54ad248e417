"""Threads of a run: a pool that is started in advance, and an iterator that computes one item ahead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Final, TypeVar

__all__ = ["ahead", "started_threads"]

T = TypeVar("T")


class _End:
    """The marker after the last item."""


_END: Final = _End()


@contextmanager
def ahead(items: Iterable[T]) -> Iterator[Iterator[T]]:
    """Yield an iterator over `items` that computes the next item in a thread while the current one is in use.

    At most one item is computed ahead. An error in `items` is raised when its item is requested. Leaving the context
    waits for the item being computed.
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
    """Return a pool with `count` running threads; raises RuntimeError if they cannot be started.

    A pool normally starts its threads when work arrives. If memory is short then, Python may wait forever: the new
    thread dies before it can report that it has started. So all threads are started before the work.
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
