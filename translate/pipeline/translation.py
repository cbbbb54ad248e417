"""Translate windows: several batches under way at once, each article given back when its last sentence is."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

from translate.memory.model import RememberingModel
from translate.models.batches import Shortage, generate_halving
from translate.pipeline.retry import Attempts, Reviser
from translate.pipeline.threads import started_threads
from translate.pipeline.windows import Batch, Plan
from translate.records import Article, TranslatedArticle, TranslatedLine, Way
from translate.text.context import input_of, own_text
from translate.text.glossary import Glossary

__all__ = ["Tally", "Translation"]


@dataclass(slots=True)
class Tally:
    """What has been done so far in this process, for the bar and for `run.json`.

    Sentences are counted with those that the memory knew; tokens are the model's work alone, in source tokens, so that
    a rate and a time left can be told from them.
    """

    articles_total: int = 0
    articles_read: int = 0  # into a window; those behind it are not yet counted in what is known
    articles_set_aside: int = 0  # done before, or could not be read
    articles_translated: int = 0  # in this process
    articles_summarised: int = 0
    sentences_done: int = 0
    sentences_known: int = 0
    tokens_done: int = 0
    tokens_known: int = 0
    output_tokens: int = 0
    words_translated: int = 0  # source words, by the model
    words_summarised: int = 0  # source words of the articles
    words_to_summarise: int = 0  # of the articles read that have no row yet, those summarised since included
    seconds_summarising: float = 0.0
    summaries_beside: bool = False  # while later articles are translated
    translation_seconds_a_word: float | None = None  # in earlier runs; None where the model has not run here
    summary_loading_seconds: float = 0.0  # still to come, as in earlier runs
    summary_seconds_a_word: float | None = None  # in earlier runs; None where the summariser has not run here
    sentences_recalled: int = 0  # of those done, by the translation memory
    sentences_retried: int = 0  # broken at first, and translated again
    retries_kept: int = 0  # of those, whose later attempt was the better one
    shortage: Shortage = field(default_factory=Shortage)
    observer: Callable[[Tally], None] | None = None
    _telling: Lock = field(default_factory=Lock)

    @property
    def articles_done(self) -> int:
        """The articles that have their row."""
        return self.articles_set_aside + self.articles_summarised

    @property
    def translation_seconds(self) -> float | None:
        """What all of the translation should take by earlier runs; None without any."""
        if self.translation_seconds_a_word is None:
            return None
        return self.translation_seconds_a_word * self.words_to_summarise * self._all_articles

    @property
    def _all_articles(self) -> float:
        """The articles of the run over those read, which are taken to be as long."""
        return self.articles_total / self.articles_read if self.articles_read else 1.0

    @property
    def summary_seconds_left(self) -> float | None:
        """What the summaries of all articles will still take, loading included; None where no speed is known yet.

        Articles not yet read are taken to be as long as those read.
        """
        seconds_a_word = self.summary_seconds_a_word
        if self.words_summarised:
            seconds_a_word = self.seconds_summarising / self.words_summarised
        if seconds_a_word is None:
            return None
        words = max(0.0, self.words_to_summarise * self._all_articles - self.words_summarised)
        loading = self.summary_loading_seconds if words and not self.words_summarised else 0.0
        return loading + seconds_a_word * words

    def report(self) -> None:
        """Tell whoever watches that something has changed."""
        if self.observer is not None:
            with self._telling:
                self.observer(self)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of a batch: the attempts at each text, source words and tokens written; or all of it `recalled`."""

    attempts: list[Attempts]
    words: int
    output_tokens: int
    recalled: bool


class _UnderWay:
    """A window of which some batches are still to come."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.attempts: dict[int, Attempts] = {}
        self.batches_left = len(plan.batches)
        self._wanted: dict[int, list[Article]] = defaultdict(list)  # by whom each text is waited for
        self._missing: dict[str, int] = {}
        for article in plan.waiting:
            places = {plan.texts[input_of(s)] for s in article.sentences}
            self._missing[article.id] = len(places)
            for place in places:
                self._wanted[place].append(article)

    def without_sentences(self) -> list[Article]:
        """The articles that wait for nothing."""
        return [article for article in self.plan.waiting if not self._missing[article.id]]

    def take(self, batch: Batch, attempts: Sequence[Attempts]) -> list[Article]:
        """Take what came of a batch; the articles that are whole by it."""
        self.attempts.update(zip(batch.members, attempts, strict=True))
        self.batches_left -= 1
        whole = []
        for place in batch.members:
            for article in self._wanted.pop(place, ()):
                self._missing[article.id] -= 1
                if not self._missing[article.id]:
                    whole.append(article)
        return whole

    def assembled(self, article: Article, glossary: Glossary) -> TranslatedArticle:
        """The translation of an article that is whole."""
        texts = self.plan.texts
        lines = (
            TranslatedLine(
                line, tuple(self.attempts[texts[input_of(s)]].of(s, glossary) for s in line.sentences)
            )
            for line in article.lines
        )
        return TranslatedArticle(article, tuple(lines))


Translated = tuple[Plan, TranslatedArticle | None]


class Translation:
    """Runs the batches of one window after the other, one more at a time than keep the engine busy.

    So no part of the engine waits while an output is judged or the next batch tokenised. What comes of a batch does
    not depend on the others: outputs are taken in the order of the plan, and what an earlier window is to teach the
    memory is waited for.
    """

    def __init__(self, model: RememberingModel, reviser: Reviser, tally: Tally) -> None:
        self._model = model
        self._reviser = reviser
        self._tally = tally
        self._most = model.parallel + 1
        self._running: deque[tuple[_UnderWay, Batch, Future[_Answer]]] = deque()

    def articles(self, plans: Iterable[Plan]) -> Generator[Translated, None, None]:
        """Each article with its plan, as soon as it is whole, and None with a plan when all of its articles are.

        Leaving waits for the batches that are under way, and the memory keeps what comes of them.
        """
        threads = started_threads(self._most)
        try:
            for plan in plans:
                yield from self._begin(_UnderWay(plan), threads)
            while self._running:
                yield from self._collect()
        finally:
            self._running.clear()
            threads.shutdown(cancel_futures=True)

    def _begin(self, window: _UnderWay, threads: ThreadPoolExecutor) -> Iterator[Translated]:
        plan = window.plan
        self._tally.sentences_known += sum(len(batch.members) for batch in plan.batches)
        self._tally.tokens_known += sum(self._tokens(plan, b) for b in plan.batches if not b.known)
        self._tally.report()
        glossary = self._reviser.glossary
        texts = list(plan.texts)
        for article in window.without_sentences():
            yield plan, window.assembled(article, glossary)
        for batch in plan.batches:
            while len(self._running) >= self._most or (batch.known and self._earlier_runs(window)):
                yield from self._collect()
            sources = [texts[i] for i in batch.members]
            self._running.append((window, batch, threads.submit(self._answer, sources)))
        if not plan.batches:
            yield plan, None

    def _earlier_runs(self, window: _UnderWay) -> bool:
        return bool(self._running) and self._running[0][0] is not window

    def _collect(self) -> Iterator[Translated]:
        """Wait for the batch that was begun first, and give the articles that are whole by it."""
        window, batch, future = self._running.popleft()
        answer = future.result()
        self._count(window.plan, batch, answer)
        for article in window.take(batch, answer.attempts):
            yield window.plan, window.assembled(article, self._reviser.glossary)
        if not window.batches_left:
            yield window.plan, None

    def _answer(self, sources: Sequence[str]) -> _Answer:
        """Translate a batch, and judge what came of it; in a thread of its own."""
        outputs = self._model.recall(sources)
        recalled = outputs is not None
        if outputs is None:
            outputs = generate_halving(self._model, sources, None, self._tally.shortage)
        written = 0 if recalled else sum(output.output_tokens for output in outputs)
        words = sum(len(own_text(source).split()) for source in sources)
        return _Answer(self._reviser.revise(sources, outputs), words, written, recalled)

    def _count(self, plan: Plan, batch: Batch, answer: _Answer) -> None:
        tally = self._tally
        tally.sentences_done += len(batch.members)
        tally.sentences_retried += sum(bool(a.not_kept) for a in answer.attempts)
        tally.retries_kept += sum(a.kept.way is not Way.FIRST for a in answer.attempts)
        tally.output_tokens += answer.output_tokens
        tokens = self._tokens(plan, batch)
        if answer.recalled:
            tally.sentences_recalled += len(batch.members)
            tally.tokens_known -= 0 if batch.known else tokens
        else:
            tally.tokens_done += tokens
            tally.words_translated += answer.words
            tally.tokens_known += tokens if batch.known else 0
        tally.report()

    @staticmethod
    def _tokens(plan: Plan, batch: Batch) -> int:
        return sum(plan.counts[i] for i in batch.members)
