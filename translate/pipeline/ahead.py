"""Have the next item ready while the one before is worked on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, TypeVar

__all__ = ["ahead"]

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
