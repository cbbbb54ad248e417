"""Estimate the finished part of the batches in flight, to compute the time left in a run."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

__all__ = ["Pace"]

_ALMOST = 0.95  # of a batch that takes longer than the mean


@dataclass(slots=True)
class _Batch:
    tokens: int
    since: float | None = None  # when a worker began it; None while it waits for one
    ended: bool = False


class Pace:
    """The batches that `workers` search, one each, and those that wait for a worker.

    When the first of two parallel batches ends, the second is half finished or more. If that half was not counted, the
    first estimates would be twice as long as the run. Batches begin in the order of `begin`.
    Threads may share one Pace.
    """

    def __init__(self, workers: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._workers = workers
        self._clock = clock
        self._lock = Lock()
        self._batches: dict[int, _Batch] = {}  # by number, oldest first
        self._tokens = 0
        self._seconds = 0.0
        self._next = 0

    def begin(self, tokens: int) -> int:
        """Add a batch, and return its number."""
        with self._lock:
            self._next += 1
            self._batches[self._next] = _Batch(tokens)
            self._start_waiting()
            return self._next

    def end(self, number: int, *, searched: bool = True) -> None:
        """Record that a batch is finished; if it was not `searched`, because the memory knew it, it is not timed."""
        with self._lock:
            batch = self._batches[number]
            batch.ended = True
            if searched and batch.since is not None:
                self._tokens += batch.tokens
                self._seconds += self._clock() - batch.since
            self._start_waiting()

    def remove(self, number: int) -> None:
        """Remove a finished batch that is counted elsewhere from now on."""
        with self._lock:
            del self._batches[number]

    def tokens_under_way(self) -> float:
        """Return the estimated finished tokens of the batches not removed; 0 before the first batch has ended."""
        with self._lock:
            if not self._seconds:
                return 0.0
            speed, now = self._tokens / self._seconds, self._clock()
            return sum(
                batch.tokens if batch.ended else min(_ALMOST * batch.tokens, speed * (now - batch.since))
                for batch in self._batches.values()
                if batch.since is not None
            )

    def _start_waiting(self) -> None:
        begun = sum(batch.since is not None and not batch.ended for batch in self._batches.values())
        for batch in self._batches.values():
            if begun < self._workers and batch.since is None:
                batch.since = self._clock()
                begun += 1
