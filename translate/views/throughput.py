"""How fast a run goes, and how long it will go on."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import timedelta

SPAN_SECONDS = 20.0  # "now" for a rate: several batches, even on a slow machine


class Throughput:
    """Units a second over the last `SPAN_SECONDS`.

    What was done before the first `add` (by a run that goes on) does not count.
    """

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque()

    def add(self, now: float, done: int) -> None:
        """Tell the units done so far, at a time in seconds of any steady clock."""
        self._samples.append((now, done))
        while len(self._samples) > 2 and self._samples[1][0] <= now - SPAN_SECONDS:
            self._samples.popleft()

    def per_second(self, now: float) -> float | None:
        """The rate, falling while nothing comes; None as long as it cannot be told."""
        if len(self._samples) < 2:
            return None
        (first_time, first_done), (_, done) = self._samples[0], self._samples[-1]
        seconds = now - first_time
        return (done - first_done) / seconds if seconds > 0 else None


@dataclass(frozen=True, slots=True)
class RunCounts:
    """How far a run has come. What is known grows as articles are read; `articles_known` of them were.

    Tokens are those that the model has to read; `sentences_recalled`, of those done, cost it nothing.
    `summary_seconds_left` is None where nothing is known of the summariser's speed; with `summaries_beside` they pass
    while later articles are translated.
    """

    articles_total: int
    articles_done: int = 0
    articles_known: int = 0
    sentences_done: int = 0
    sentences_known: int = 0
    sentences_recalled: int = 0
    tokens_done: int = 0
    tokens_known: int = 0
    summary_seconds_left: float | None = 0.0
    summaries_beside: bool = False

    @property
    def tokens_expected(self) -> int:
        """The tokens of all articles: those not yet read are taken to be as long as those read."""
        if self.articles_known <= 0 or self.articles_known >= self.articles_total:
            return self.tokens_known
        return round(self.tokens_known * self.articles_total / self.articles_known)

    @property
    def finished(self) -> float:
        """The part that is done, 0 to 1."""
        if self.tokens_expected:
            return min(1.0, self.tokens_done / self.tokens_expected)
        return self.articles_done / self.articles_total if self.articles_total else 0.0

    def describe(self, tokens_per_second: float | None) -> str:
        """One line: articles, sentences, tokens a second, time left."""
        parts = [f"articles {self.articles_done:,}/{self.articles_total:,}"]
        if self.sentences_known:
            more = "+" if self.articles_known < self.articles_total else ""
            recalled = f" ({self.sentences_recalled:,} remembered)" if self.sentences_recalled else ""
            parts.append(f"sentences {self.sentences_done:,}/{self.sentences_known:,}{more}{recalled}")
        left = self.tokens_expected - self.tokens_done
        if tokens_per_second is not None and left > 0:
            parts.append(f"{tokens_per_second:,.0f} tokens/s")
        seconds = self._seconds_left(left, tokens_per_second)
        if seconds:
            aside = ", summaries aside" if self.summary_seconds_left is None else ""
            parts.append(f"{timedelta(seconds=seconds)} left{aside}")
        return ", ".join(parts)

    def _seconds_left(self, tokens: int, tokens_per_second: float | None) -> int | None:
        """Whole seconds, of the translation and the summaries; None while the rate cannot be told."""
        if tokens > 0 and not tokens_per_second:
            return None
        translating = tokens / tokens_per_second if tokens > 0 and tokens_per_second else 0.0
        summarising = self.summary_seconds_left or 0.0
        return round(max(translating, summarising) if self.summaries_beside else translating + summarising)
