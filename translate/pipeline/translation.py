"""Translation of windows: several batches run at once, and each article is returned when its last sentence is done."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

from translate.checks.variation import flag_variations
from translate.memory.model import RememberingModel
from translate.models.batches import Shortage, generate_halving
from translate.pipeline.pace import Pace
from translate.pipeline.retry import Attempts, Reviser
from translate.pipeline.threads import started_threads
from translate.pipeline.windows import Batch, Plan
from translate.records import Article, TranslatedArticle, TranslatedLine, Way
from translate.text.context import input_of, own_text
from translate.text.glossary import Glossary

__all__ = ["Tally", "Translation"]


@dataclass(slots=True)
class Tally:
    """Counts of the work done in this process, for the progress bar and for `run.json`.

    Sentence counts include sentences from the translation memory. Token counts are source tokens of the model's own
    work, without the memory, so that speed and remaining time can be computed from them.
    """

    articles_total: int = 0
    articles_read: int = 0  # put into a window; `*_known` covers only these
    articles_set_aside: int = 0  # finished earlier, or unreadable
    articles_translated: int = 0  # by this process
    articles_summarised: int = 0
    sentences_done: int = 0
    sentences_known: int = 0
    tokens_done: int = 0
    tokens_known: int = 0
    tokens_under_way: float = 0.0  # estimated, of the batches in flight
    output_tokens: int = 0
    words_translated: int = 0  # source words translated by the model
    words_summarised: int = 0  # source words of the summarised articles
    words_to_summarise: int = 0  # source words of all articles read that had no row when they were read
    seconds_summarising: float = 0.0
    summaries_beside: bool = False  # summaries are made while later articles are translated
    translation_seconds_a_word: float | None = None  # from earlier runs; None if the model has not run here
    summary_loading_seconds: float = 0.0  # expected, from earlier runs
    summary_seconds_a_word: float | None = None  # from earlier runs; None if the summariser has not run here
    sentences_recalled: int = 0  # part of `sentences_done`: taken from the translation memory
    sentences_retried: int = 0  # part of `sentences_done`: the first output was broken
    retries_kept: int = 0  # part of `sentences_retried`: a later attempt was better
    shortage: Shortage = field(default_factory=Shortage)
    observer: Callable[[Tally], None] | None = None
    _telling: Lock = field(default_factory=Lock)

    @property
    def articles_done(self) -> int:
        """Return the number of articles that have a row."""
        return self.articles_set_aside + self.articles_summarised

    @property
    def translation_seconds(self) -> float | None:
        """Return the estimated seconds for the whole translation, from earlier runs; None if there were none."""
        if self.translation_seconds_a_word is None:
            return None
        return self.translation_seconds_a_word * self.words_to_summarise * self._all_articles

    @property
    def _all_articles(self) -> float:
        """Return all articles divided by the articles read; both are assumed to be of the same length."""
        return self.articles_total / self.articles_read if self.articles_read else 1.0

    @property
    def summary_seconds_left(self) -> float | None:
        """Return the estimated seconds left for summaries, model loading included; None if no speed is known yet.

        Articles that are not read yet are assumed to be as long as those read.
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
        """Call the observer, if there is one, with the changed counts."""
        if self.observer is not None:
            with self._telling:
                self.observer(self)


@dataclass(frozen=True, slots=True)
class _Answer:
    """The result of a batch: attempts for each text, source words, and output tokens.

    `recalled` is True if the whole batch came from the translation memory.
    """

    attempts: list[Attempts]
    words: int
    output_tokens: int
    recalled: bool


class _UnderWay:
    """A window with unfinished batches."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.attempts: dict[int, Attempts] = {}
        self.batches_left = len(plan.batches)
        self._wanted: dict[int, list[Article]] = defaultdict(list)  # the articles that need each text
        self._missing: dict[str, int] = {}
        for article in plan.waiting:
            places = {plan.texts[input_of(s)] for s in article.sentences}
            self._missing[article.id] = len(places)
            for place in places:
                self._wanted[place].append(article)

    def without_sentences(self) -> list[Article]:
        """Return the articles that need no translation."""
        return [article for article in self.plan.waiting if not self._missing[article.id]]

    def take(self, batch: Batch, attempts: Sequence[Attempts]) -> list[Article]:
        """Store the result of a batch, and return the articles that it completes."""
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
        """Return the translation of a complete article."""
        texts = self.plan.texts
        lines = (
            TranslatedLine(
                line, tuple(self.attempts[texts[input_of(s)]].of(s, glossary) for s in line.sentences)
            )
            for line in article.lines
        )
        return flag_variations(TranslatedArticle(article, tuple(lines)))


_Translated = tuple[Plan, TranslatedArticle | None]


class Translation:
    """Runs the batches of the windows in order, with one batch more in flight than the engine can process.

    The extra batch keeps the engine busy while an output is checked or the next batch is tokenised. The result of a
    batch does not depend on the other batches in flight: outputs are taken in the order of the plan, and a `known`
    batch waits until earlier windows have reached the translation memory.
    """

    def __init__(self, model: RememberingModel, reviser: Reviser, tally: Tally) -> None:
        self._model = model
        self._reviser = reviser
        self._tally = tally
        self._most = model.parallel + 1
        self._pace = Pace(model.parallel)
        self._running: deque[tuple[_UnderWay, Batch, int, Future[_Answer]]] = deque()

    def articles(self, plans: Iterable[Plan]) -> Generator[_Translated, None, None]:
        """Yield each article with its plan as soon as it is complete, and (plan, None) after a plan's last article.

        Closing the generator waits for the batches in flight; the translation memory keeps their results.
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

    def _begin(self, window: _UnderWay, threads: ThreadPoolExecutor) -> Iterator[_Translated]:
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
            number = self._pace.begin(self._tokens(plan, batch))
            self._running.append((window, batch, number, threads.submit(self._answer, sources, number)))
        if not plan.batches:
            yield plan, None

    def _earlier_runs(self, window: _UnderWay) -> bool:
        return bool(self._running) and self._running[0][0] is not window

    def _collect(self) -> Iterator[_Translated]:
        """Wait for the oldest batch in flight, and yield the articles that it completes."""
        window, batch, number, future = self._running.popleft()
        answer = future.result()
        self._pace.remove(number)
        self._count(window.plan, batch, answer)
        for article in window.take(batch, answer.attempts):
            yield window.plan, window.assembled(article, self._reviser.glossary)
        if not window.batches_left:
            yield window.plan, None

    def _answer(self, sources: Sequence[str], number: int) -> _Answer:
        """Translate the batch with this number and check its outputs; runs in a worker thread."""
        outputs = self._model.recall(sources)
        recalled = outputs is not None
        if outputs is None:
            outputs = generate_halving(self._model, sources, None, self._tally.shortage)
        written = 0 if recalled else sum(output.output_tokens for output in outputs)
        words = sum(len(own_text(source).split()) for source in sources)
        self._pace.end(number, searched=not recalled)
        if not recalled:  # its articles may have to wait for an older batch
            self._tally.tokens_under_way = self._pace.tokens_under_way()
            self._tally.report()
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
        tally.tokens_under_way = self._pace.tokens_under_way()
        tally.report()

    @staticmethod
    def _tokens(plan: Plan, batch: Batch) -> int:
        return sum(plan.counts[i] for i in batch.members)
