"""A background writer of articles and rows."""

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

# Writes waiting for the disk are kept in memory; at this number, the caller waits.
_MOST_WAITING = 32


class Writer:
    """Writes articles and rows of a run in a background thread, in the order of the calls.

    A write error is raised by a later call, or when the context is left. Leaving the context waits for all writes.
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
        """Queue the two files of an article for writing."""
        self._hand_over(lambda: self._folder.write_article(translated))

    def rows(self, rows: Sequence[Row]) -> None:
        """Queue rows to be added to the journal."""
        self._hand_over(lambda: self._folder.write_rows(rows))

    def _hand_over(self, write: Callable[[], None]) -> None:
        with self._lock:
            self._waiting.append(self._thread.submit(write))
            while self._waiting and (self._waiting[0].done() or len(self._waiting) > _MOST_WAITING):
                self._waiting.popleft().result()
