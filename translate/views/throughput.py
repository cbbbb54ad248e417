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
    """

    articles_total: int
    articles_done: int = 0
    articles_known: int = 0
    sentences_done: int = 0
    sentences_known: int = 0
    sentences_recalled: int = 0
    tokens_done: int = 0
    tokens_known: int = 0

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
        if tokens_per_second is not None:
            parts.append(f"{tokens_per_second:,.0f} tokens/s")
            left = self.tokens_expected - self.tokens_done
            if left > 0 and tokens_per_second > 0:
                parts.append(f"{timedelta(seconds=round(left / tokens_per_second))} left")
        return ", ".join(parts)
