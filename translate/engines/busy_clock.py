"""A clock for the busy time of an engine."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["BusyClock"]


class BusyClock:
    """Measures the seconds during which at least one task was running."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._under_way = 0
        self._since = 0.0
        self._seconds = 0.0

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Count the time of a `with` block; overlapping blocks count once."""
        with self._lock:
            if self._under_way == 0:
                self._since = self._clock()
            self._under_way += 1
        try:
            yield
        finally:
            with self._lock:
                self._under_way -= 1
                if self._under_way == 0:
                    self._seconds += self._clock() - self._since

    @property
    def seconds(self) -> float:
        """Return the seconds counted so far; a running task counts when it ends."""
        return self._seconds
