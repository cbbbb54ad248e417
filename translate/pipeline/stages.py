"""The stages of a run, which work in parallel.

    read, split -> plan (tokenise) -> translate, check -> assemble -> summarise
     a thread       a thread          a thread a batch     main       main, or a thread
                                                             |            |
                                                             +--- write --+  a thread

Each stage is at most one window ahead of the next, so memory use does not grow with the input.
"""

from __future__ import annotations

import time
from collections.abc import Container, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from itertools import chain
from types import TracebackType
from typing import Protocol, Self

from translate.engines.cores import cores
from translate.pipeline.run_models import RunModels
from translate.pipeline.summarization import summarize_window
from translate.pipeline.tally import Tally
from translate.pipeline.threads import ahead
from translate.pipeline.translation import Translation
from translate.pipeline.windows import Plan, Planner, Window
from translate.pipeline.writing import Writer
from translate.records import Article, Row, TranslatedArticle
from translate.runs.folder import RunFolder
from translate.runs.past_windows import PastWindows
from translate.runs.plans import PlanRecord

__all__ = ["Past", "do_window", "do_windows"]

# With fewer cores, running the summariser in parallel to the translator saves no time.
_CORES_FOR_TWO_MODELS = 4


class Past(Protocol):
    """The record of work by earlier processes, and of the processor that works on each window."""

    @property
    def settled(self) -> Container[str]:
        """Return the ids of finished articles."""

    def begin(self, number: int, by: str) -> None:
        """Record that a processor of kind `by` works on window `number`."""


def do_windows(
    windows: Iterable[Window], folder: RunFolder, past: PastWindows, models: RunModels, tally: Tally
) -> None:
    """Translate, summarise and write every article that is not settled in `past`."""
    settled = past.settled
    try:
        with ahead(windows) as read, Writer(folder) as writer:
            for window in read:
                if any(article.id not in settled for article in window.articles):
                    models.translator()  # loaded in the main thread, so that Ctrl-C stops it at once
                    _Stages(folder, past, models, tally, writer).run(chain([window], read))
                else:
                    _set_aside(window, settled, writer, tally)
    finally:
        models.close()


def do_window(
    window: Window, folder: RunFolder, past: Past, models: RunModels, tally: Tally, writer: Writer
) -> None:
    """Translate, summarise and write one window, for a cluster worker, which receives windows one by one."""
    models.stop.clear()  # an error may have ended the previous window
    _Stages(folder, past, models, tally, writer).run([window])


def _set_aside(window: Window | Plan, settled: Container[str], writer: Writer, tally: Tally) -> None:
    """Count the articles that have rows already, and write rows for those that could not be read."""
    writer.rows(window.rejected)
    tally.articles_read += window.documents
    tally.articles_set_aside += len(window.rejected) + sum(a.id in settled for a in window.articles)
    tally.articles_set_aside += window.settled
    tally.report()


class _Stages:
    """The stages from planning to writing, for windows that are already read."""

    def __init__(
        self, folder: RunFolder, past: Past, models: RunModels, tally: Tally, writer: Writer
    ) -> None:
        self._folder = folder
        self._past = past
        self._settled = past.settled
        self._models = models
        self._tally = tally
        self._writer = writer

    def run(self, windows: Iterable[Window]) -> None:
        model = self._models.translator()
        profile = self._models.profile
        batch_tokens = profile.batching.batch_tokens
        record = PlanRecord(self._folder.path) if self._models.with_memory else None
        context = profile.translation.context_sentences
        planner = Planner(model, batch_tokens, record, self._folder.has_article, context)
        translation = Translation(model, self._models.reviser(), self._tally)
        fresh: dict[str, TranslatedArticle] = {}
        with (
            ahead(map(planner.plan, windows)) as plans,
            _Summaries(self._folder, self._settled, self._models, self._tally, self._writer) as summaries,
            closing(translation.articles(self._begun(plans))) as translated,
        ):
            try:
                for plan, article in translated:
                    if isinstance(article, Row):  # a server refused one of its sentences
                        self._writer.rows([article])
                        self._tally.articles_set_aside += 1
                        self._tally.report()
                    elif article is not None:
                        self._writer.article(article)
                        fresh[article.article.id] = article
                        self._tally.articles_translated += 1
                    else:
                        ids = [a.id for a in plan.articles if a.id in fresh or self._folder.has_article(a.id)]
                        summaries.window(ids, {i: fresh.pop(i) for i in ids if i in fresh})
            except BaseException:  # set `stop` before the context managers wait for the stages
                self._models.stop.set()
                raise

    def _begun(self, plans: Iterable[Plan]) -> Iterator[Plan]:
        for plan in plans:
            open_articles = (a for a in plan.articles if a.id not in self._settled)
            self._tally.words_to_summarise += sum(map(_words, open_articles))
            _set_aside(plan, self._settled, self._writer, self._tally)
            if any(a.id not in self._settled for a in plan.articles):
                self._past.begin(plan.number, self._models.processor_kind())
            yield plan


class _Summaries:
    """Summarises translated windows, in parallel to the translation of later ones if there are enough cores."""

    def __init__(
        self, folder: RunFolder, settled: Container[str], models: RunModels, tally: Tally, writer: Writer
    ) -> None:
        self._folder = folder
        self._settled = settled
        self._models = models
        self._tally = tally
        self._writer = writer
        beside = models.summary.files is None or cores() >= _CORES_FOR_TWO_MODELS
        self._thread = ThreadPoolExecutor(1) if beside else None
        tally.summaries_beside = beside
        self._running: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread is not None:
            self._thread.shutdown()
        if error is None:
            self._wait()

    def window(self, ids: Sequence[str], fresh: dict[str, TranslatedArticle]) -> None:
        """Summarise the articles of a window; articles not in `fresh` are read from disk."""
        self._wait()  # keeps at most one window of articles in memory
        if self._thread is None:
            self._summarize(ids, fresh)
        else:
            self._running = self._thread.submit(self._summarize, ids, fresh)

    def _wait(self) -> None:
        if self._running is not None:
            self._running.result()
            self._running = None

    def _summarize(self, ids: Sequence[str], fresh: dict[str, TranslatedArticle]) -> None:
        def article(article_id: str) -> TranslatedArticle:
            return fresh.get(article_id) or self._folder.article(article_id)

        clock = _Clock(self._models)
        for rows in summarize_window(ids, self._settled, article, self._models.summarizer):
            if self._models.stop.is_set():
                return
            self._writer.rows(rows)
            self._tally.articles_summarised += len(rows)
            self._tally.words_summarised += sum(_words(article(row.id).article) for row in rows)
            self._tally.seconds_summarising += clock.lap()
            self._tally.report()


class _Clock:
    """A stopwatch that leaves out the time for loading the summariser."""

    def __init__(self, models: RunModels) -> None:
        self._models = models
        self._last = self._now()

    def lap(self) -> float:
        now = self._now()
        passed, self._last = now - self._last, now
        return passed

    def _now(self) -> float:
        return time.monotonic() - self._models.loading_seconds["summarize"]


def _words(article: Article) -> int:
    return sum(len(s.text.split()) for s in article.sentences)
