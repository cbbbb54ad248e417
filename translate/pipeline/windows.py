"""Windows and batches of a run.

A window is a group of whole articles with at least `batching.window_sentences` sentences. Its distinct sentences are
grouped into batches.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

from translate.config.profile import Profile
from translate.errors import ArticleError, ArticleSkipped
from translate.memory.model import RememberingModel
from translate.models.batches import plan_batches, unique
from translate.pipeline.watched_input import WatchedInput
from translate.records import Article, Document, Row, Status
from translate.runs.past_windows import PastWindows
from translate.runs.plans import PlanRecord
from translate.runs.shards import Shard
from translate.text.article import fit_article, read_articles
from translate.text.context import add_context, input_of
from translate.text.furniture import Furniture

__all__ = ["Batch", "Plan", "Planner", "Window", "read_windows", "rejected_row"]

# One window is planned while two are translated: the last batches of one window and the first of the next may be in the
# model at the same time.
_WINDOWS_UNDER_WAY = 3
# Texts per tokenizer call. The tokenizer serves one thread at a time, and the running batches need it too.
_COUNTED_AT_ONCE = 64


@dataclass(slots=True)
class Window:
    """A group of whole articles, read and split into sentences; `number` counts from 0.

    `rejected` has the rows of documents that could not be read. `sentences` counts the sentences of the articles.
    `settled` is the number of documents that need no work (finished earlier, or part of another shard); such a window
    contains no articles.
    """

    number: int
    articles: list[Article] = field(default_factory=list)
    rejected: list[Row] = field(default_factory=list)
    sentences: int = 0
    settled: int = 0

    @property
    def documents(self) -> int:
        """Return the number of documents in the window."""
        return len(self.articles) + len(self.rejected) + self.settled


@dataclass(frozen=True, slots=True)
class Batch:
    """The sentences of one batch, as indices into `Plan.texts`.

    All sentences of a `known` batch are expected to be in the translation memory when the batch runs.
    """

    members: tuple[int, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A window that is ready to be translated.

    `rejected` has the rows of documents that could not be read or do not fit the model. `texts` maps each distinct
    sentence to its index; `counts` has their token counts, by index. `waiting` has the articles that are not
    translated yet, `batches` the batches that these articles need, in the order in which they run.
    """

    articles: tuple[Article, ...]
    rejected: tuple[Row, ...]
    texts: dict[str, int]
    counts: tuple[int, ...]
    waiting: tuple[Article, ...]
    batches: tuple[Batch, ...]
    number: int
    settled: int = 0

    @property
    def documents(self) -> int:
        """Return the number of documents in the window."""
        return len(self.articles) + len(self.rejected) + self.settled


def read_windows(
    documents: Sequence[Document],
    furniture: Furniture,
    profile: Profile,
    watched: WatchedInput,
    past: PastWindows,
    shard: Shard | None = None,
) -> Iterator[Window]:
    """Yield all documents in windows of at least `batching.window_sentences` sentences; the last may have fewer.

    Settled windows are not read again. Windows of other shards count as settled.
    """
    wanted = _Wanted(documents)
    articles = watched.unchanged(read_articles(wanted, furniture, profile.input))
    number = first = 0
    while first < len(documents):
        settled = past.settled_documents(number, first)
        if settled:
            wanted.skip_to(first + settled)
            window = Window(number, settled=settled)
        else:
            window = _read_window(number, articles, profile)
            past.keep(number, first, window.documents)
            if shard is not None and not shard.has(number):
                window = Window(number, settled=window.documents)
        yield window
        first += window.documents
        number += 1


class _Wanted:
    """An iterator over documents that can skip ahead."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        self._next = 0

    def skip_to(self, place: int) -> None:
        self._next = place

    def __iter__(self) -> Iterator[Document]:
        while self._next < len(self._documents):
            self._next += 1
            yield self._documents[self._next - 1]


def _read_window(
    number: int, articles: Iterator[tuple[Document, Article | ArticleError]], profile: Profile
) -> Window:
    window = Window(number)
    for document, article in articles:
        if isinstance(article, ArticleError):
            window.rejected.append(rejected_row(document.id, article))
            continue
        window.articles.append(article)
        window.sentences += sum(len(line.sentences) for line in article.lines)
        if window.sentences >= profile.batching.window_sentences:
            break
    return window


class Planner:
    """Plans the batches of each window, in order.

    Batches are planned over all articles of a window, finished or not, so that a resumed run has the same batches.
    Sentences that the translation memory has, or will have from an earlier window, are put into separate batches
    (`Batch.known`), which run after the others. What the memory has is recorded when the run first reaches the window.
    """

    def __init__(
        self,
        model: RememberingModel,
        batch_tokens: int,
        record: PlanRecord | None,
        is_translated: Callable[[str], bool],
        context_sentences: int = 0,
    ) -> None:
        """Prepare a planner; `record` is the run's record of plans, or None if the run uses no translation memory."""
        self._model = model
        self._batch_tokens = batch_tokens
        self._record = record
        self._is_translated = is_translated
        self._context_sentences = context_sentences
        self._under_way: deque[Collection[str]] = deque(maxlen=_WINDOWS_UNDER_WAY)

    def plan(self, window: Window) -> Plan:
        """Return the plan of the next window."""
        if window.settled:
            self._under_way.append(())
            return Plan((), (), {}, (), (), (), window.number, window.settled)
        counted = _Counted(self._model)
        counted([s.text for article in window.articles for s in article.sentences])
        max_input_tokens = self._model.max_input_tokens
        articles, failed = _fit(window.articles, counted, max_input_tokens)
        if self._context_sentences:
            most = self._context_sentences
            articles = [add_context(article, most, counted, max_input_tokens) for article in articles]
        texts = unique([input_of(s) for article in articles for s in article.sentences])
        counts = counted(list(texts))
        waiting = [article for article in articles if not self._is_translated(article.id)]
        needed = {texts[input_of(s)] for article in waiting for s in article.sentences}
        known = self._known(window.number, list(texts))
        self._under_way.append(texts)
        batches = [
            Batch(tuple(places[i] for i in members), is_known)
            for is_known in (False, True)
            if (places := [i for i, k in enumerate(known) if k is is_known])
            for members in plan_batches([counts[i] for i in places], self._batch_tokens)
        ]
        return Plan(
            tuple(articles),
            (*window.rejected, *failed),
            texts,
            tuple(counts),
            tuple(waiting),
            tuple(b for b in batches if not needed.isdisjoint(b.members)),
            window.number,
        )

    def _known(self, number: int, texts: Sequence[str]) -> list[bool]:
        if self._record is None:
            return [False] * len(texts)
        known = self._record.known(number, texts)
        if known is None:
            known = [
                remembered or any(text in earlier for earlier in self._under_way)
                for text, remembered in zip(texts, self._model.known(texts), strict=True)
            ]
            self._record.keep(number, texts, known)
        return known


class _Counted:
    """A token counter that counts each text only once."""

    def __init__(self, model: RememberingModel) -> None:
        self._model = model
        self._counts: dict[str, int] = {}

    def __call__(self, texts: Sequence[str]) -> list[int]:
        new = list(dict.fromkeys(text for text in texts if text not in self._counts))
        for start in range(0, len(new), _COUNTED_AT_ONCE):
            part = new[start : start + _COUNTED_AT_ONCE]
            self._counts.update(zip(part, self._model.count_tokens(part), strict=True))
        return [self._counts[text] for text in texts]


def _fit(
    articles: Sequence[Article], counted: Callable[[Sequence[str]], list[int]], max_input_tokens: int
) -> tuple[list[Article], list[Row]]:
    """Return the articles with long sentences cut to `max_input_tokens`, and the rows of articles that failed."""
    fitted: list[Article] = []
    failed: list[Row] = []
    for article in articles:
        try:
            fitted.append(fit_article(article, counted, max_input_tokens))
        except ArticleError as error:
            failed.append(rejected_row(article.id, error))
    return fitted, failed


def rejected_row(article_id: str, error: ArticleError) -> Row:
    """Return the row of an article that cannot be translated: its status, and the error as the reason."""
    status = Status.SKIPPED if isinstance(error, ArticleSkipped) else Status.FAILED
    return Row(article_id, status, reason=str(error))
