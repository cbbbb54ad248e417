"""Translation of windows: several batches run at once, and each article is returned when its last sentence is done."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from translate.checks.variation import flag_variations
from translate.errors import ArticleFailed
from translate.interruption import ending
from translate.memory.model import RememberingModel
from translate.models.batches import generate_halving
from translate.models.partial_batches import TextsRefused
from translate.pipeline.pace import Pace
from translate.pipeline.retry import Attempts, Reviser
from translate.pipeline.tally import Tally
from translate.pipeline.threads import started_threads
from translate.pipeline.windows import Batch, Plan, rejected_row
from translate.records import Article, Output, Row, TranslatedArticle, TranslatedLine, Way
from translate.text.context import input_of, own_text
from translate.text.glossary import Glossary

__all__ = ["Translation"]


@dataclass(frozen=True, slots=True)
class _Answer:
    """The result of a batch: attempts for each text, source words, and output tokens.

    A text that a server refuses has its reason in place of attempts. `recalled` is True if the whole batch came from
    the translation memory.
    """

    attempts: list[Attempts | str]
    words: int
    output_tokens: int
    recalled: bool


class _UnderWay:
    """A window with unfinished batches."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.attempts: dict[int, Attempts] = {}
        self._refused: dict[int, str] = {}
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

    def take(self, batch: Batch, attempts: Sequence[Attempts | str]) -> list[Article]:
        """Store the result of a batch, and return the articles that it completes."""
        for place, found in zip(batch.members, attempts, strict=True):
            if isinstance(found, str):
                self._refused[place] = found
            else:
                self.attempts[place] = found
        self.batches_left -= 1
        whole = []
        for place in batch.members:
            for article in self._wanted.pop(place, ()):
                self._missing[article.id] -= 1
                if not self._missing[article.id]:
                    whole.append(article)
        return whole

    def assembled(self, article: Article, glossary: Glossary) -> TranslatedArticle | Row:
        """Return the translation of a complete article, or the row of one with a sentence that a server refused."""
        texts = self.plan.texts
        for line in article.lines:
            for sentence in line.sentences:
                if (reason := self._refused.get(texts[input_of(sentence)])) is not None:
                    return rejected_row(
                        article.id, ArticleFailed(f"{article.id}, line {line.number}: {reason}")
                    )
        lines = (
            TranslatedLine(
                line, tuple(self.attempts[texts[input_of(s)]].of(s, glossary) for s in line.sentences)
            )
            for line in article.lines
        )
        return flag_variations(TranslatedArticle(article, tuple(lines)))


_Translated = tuple[Plan, TranslatedArticle | Row | None]


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

        An article with a sentence that a server refuses is yielded as its row.

        Closing the generator waits for the batches in flight; the translation memory keeps their results.
        """
        threads = started_threads(self._most)
        try:
            for plan in plans:
                yield from self._begin(_UnderWay(plan), threads)
            while self._running:
                yield from self._collect()
        except KeyboardInterrupt:
            with ending():
                threads.shutdown(cancel_futures=True)
            raise
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
        found, refused = (outputs, {}) if outputs is not None else self._generate(sources)
        answered = {place: output for place, output in enumerate(found) if output is not None}
        written = 0 if recalled else sum(output.output_tokens for output in answered.values())
        words = sum(len(own_text(source).split()) for source in sources)
        self._pace.end(number, searched=not recalled)
        if not recalled:  # its articles may have to wait for an older batch
            self._tally.tokens_under_way = self._pace.tokens_under_way()
            self._tally.report()
        revised = self._reviser.revise([sources[place] for place in answered], [*answered.values()])
        attempts: dict[int, Attempts | str] = {**refused, **dict(zip(answered, revised, strict=True))}
        return _Answer([attempts[place] for place in range(len(sources))], words, written, recalled)

    def _generate(self, sources: Sequence[str]) -> tuple[Sequence[Output | None], dict[int, str]]:
        """Return the outputs of a batch, and the reasons of a server that refused some of its texts."""
        try:
            return generate_halving(self._model, sources, None, self._tally.shortage), {}
        except TextsRefused as error:
            return error.outputs, error.reasons

    def _count(self, plan: Plan, batch: Batch, answer: _Answer) -> None:
        tally = self._tally
        tally.sentences_done += len(batch.members)
        answered = [a for a in answer.attempts if isinstance(a, Attempts)]
        tally.sentences_retried += sum(bool(a.not_kept) for a in answered)
        tally.retries_kept += sum(a.kept.way is not Way.FIRST for a in answered)
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
