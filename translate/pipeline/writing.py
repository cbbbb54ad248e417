"""Write what is done while the next is worked on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from types import TracebackType
from typing import Self

from translate.records import Row, TranslatedArticle
from translate.runs.folder import RunFolder

__all__ = ["Writer"]

# What waits for the disk is held in memory: with this much of it, the run waits too.
_MOST_WAITING = 32


class Writer:
    """Writes a run folder in a thread of its own, in the order in which things are handed over.

    A failure of writing is raised at a later call, or on leaving. Leaving waits for what was handed over.
    """

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._thread = ThreadPoolExecutor(1)
        self._waiting: deque[Future[None]] = deque()
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown()
        if error is None:
            while self._waiting:
                self._waiting.popleft().result()

    def article(self, translated: TranslatedArticle) -> None:
        """Write both files of an article."""
        self._hand_over(lambda: self._folder.write_article(translated))

    def rows(self, rows: Sequence[Row]) -> None:
        """Add rows to the journal."""
        self._hand_over(lambda: self._folder.write_rows(rows))

    def _hand_over(self, write: Callable[[], None]) -> None:
        with self._lock:
            self._waiting.append(self._thread.submit(write))
            while self._waiting and (self._waiting[0].done() or len(self._waiting) > _MOST_WAITING):
                self._waiting.popleft().result()
