"""Estimate the speed of a run and the time left."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import timedelta

__all__ = ["RunCounts", "Throughput", "TimeLeft"]

_SPAN_SECONDS = 20.0  # period for the current rate: several batches, even on a slow machine
_SHARE_OF_THE_NEW = 0.5
_MEASURED_AFTER = 4  # from a quarter of the tokens on, earlier runs do not count
_SUMMARIES_GUESSED = 0.7  # of the translation's time, as the embedded models take
_NODES_SHOWN = 16
_NEARLY = 0.99  # the bar is full when the last article has its row


class Throughput:
    """Units per second over the last `_SPAN_SECONDS`, or over a longer period if a single batch takes longer.

    Work done before the first `add` (in a resumed run) does not count.
    """

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque()

    def add(self, now: float, done: int) -> None:
        """Record the units done so far, at a time in seconds of any monotonic clock."""
        if (
            not self._samples or done != self._samples[-1][1]
        ):  # so two samples always differ, and the rate is never 0
            self._samples.append((now, done))
        while len(self._samples) > 2 and self._samples[1][0] <= now - _SPAN_SECONDS:
            self._samples.popleft()

    def per_second(self, now: float) -> float | None:
        """Return the rate, which falls while nothing is done; None while unknown."""
        if len(self._samples) < 2:
            return None
        (first_time, first_done), (_, done) = self._samples[0], self._samples[-1]
        seconds = now - first_time
        return (done - first_done) / seconds if seconds > 0 else None


@dataclass(frozen=True, slots=True)
class RunCounts:
    """The progress of a run. Totals grow as articles are read; `articles_known` articles have been read so far.

    Tokens are those that the model has to read; `tokens_under_way` is an estimate of the finished part of the batches
    in flight. `sentences_recalled` of the finished sentences came from the translation memory. `translation_seconds` is
    the estimated time of the whole translation from earlier runs; None without any. `summary_seconds_left` is None if
    the summariser has not run here. With `summaries_beside`, summaries are made while later articles are translated.
    Windows and `nodes`, pairs of a machine and its number of windows, are known only for a run on a cluster.
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
    articles_translated: int = 0
    articles_before: int = 0
    translation_seconds: float | None = None
    summary_seconds_done: float = 0.0
    tokens_under_way: float = 0.0
    windows_done: int = 0
    windows_known: int = 0
    all_windows_known: bool = False
    nodes: tuple[tuple[str, int], ...] = ()

    @property
    def tokens_reached(self) -> float:
        """Return the finished tokens, those of the batches in flight included."""
        return self.tokens_done + self.tokens_under_way

    @property
    def tokens_expected(self) -> int:
        """Return the tokens of all articles; unread articles are assumed to have the mean length."""
        if self.articles_known <= 0 or self.articles_known >= self.articles_total:
            return self.tokens_known
        return round(self.tokens_known * self.articles_total / self.articles_known)

    @property
    def tokens_left(self) -> int:
        """Return the tokens that the model still has to read."""
        return max(0, self.tokens_expected - self.tokens_done)

    def describe(self, tokens_per_second: float | None, seconds_left: float | None = None) -> str:
        """Return one line: what is done now, articles, sentences, tokens a second, time left."""
        done = self.articles_done >= self.articles_total
        now = (
            "" if done else "translating: " if self.tokens_left or not self.tokens_known else "summarising: "
        )
        parts = [f"{now}articles {self.articles_done:,}/{self.articles_total:,}"]
        if self.articles_translated and not done:
            parts[0] += f" ({self.articles_before + self.articles_translated:,} translated)"
        if self.nodes:
            more = "" if self.all_windows_known else "+"
            parts.append(f"windows {self.windows_done:,}/{self.windows_known:,}{more}")
        if self.sentences_known:
            more = "+" if self.articles_known < self.articles_total else ""
            recalled = f" ({self.sentences_recalled:,} reused)" if self.sentences_recalled else ""
            parts.append(f"sentences {self.sentences_done:,}/{self.sentences_known:,}{more}{recalled}")
        if tokens_per_second is not None and self.tokens_left:
            parts.append(f"{tokens_per_second:,.0f} tokens/s")
        if seconds_left is not None and not done:
            parts.append(
                f"{timedelta(seconds=round(seconds_left))} left" if seconds_left >= 1 else "nearly done"
            )
        nodes = [f"{name}: {windows:,}" for name, windows in self.nodes[:_NODES_SHOWN]]
        if hidden := len(self.nodes) - len(nodes):
            nodes.append(f"{hidden} more machines")
        return "; ".join(filter(None, (", ".join(parts), ", ".join(nodes))))


class TimeLeft:
    """The time left in a run, for translation and summaries together.

    It is computed after each batch or group of summaries, and counts down in between. The weight of earlier runs
    decreases with progress. After a batch, the mean over all batches so far is used, so that the time does not jump and
    a slow first batch loses weight. A group of summaries moves the estimate by half of the difference.
    """

    def __init__(self) -> None:
        self._began: float | None = None
        self._at = 0.0
        self._left: float | None = None
        self._seen: tuple[object, ...] = ()
        self._tokens = 0.0
        self._until = 0.0  # when the last batch was done
        self._share = 0.0

    def update(self, now: float, counts: RunCounts) -> None:
        """Record the progress at a time in seconds of any monotonic clock."""
        if self._began is None:
            self._began = self._until = now
        share = _SHARE_OF_THE_NEW
        if counts.tokens_reached > self._tokens:
            self._tokens, self._until, share = counts.tokens_reached, now, 1.0
        seen = (counts.tokens_reached, counts.tokens_known, counts.summary_seconds_left, counts.articles_done)
        if seen == self._seen or (estimate := self._reckon(counts)) is None:
            return
        before = self.left(now)
        self._left = estimate if before is None else before + (estimate - before) * share
        self._at, self._seen = now, seen

    def left(self, now: float) -> float | None:
        """Return the seconds left; None while unknown."""
        return None if self._left is None else max(0.0, self._left - (now - self._at))

    def finished(self, now: float, counts: RunCounts) -> float:
        """Return the finished share by time, 0 to 1; it never falls."""
        if not counts.articles_total or counts.articles_done >= counts.articles_total:
            return 1.0
        left = self.left(now)
        if self._began is not None and left is not None:
            passed = now - self._began
            before = counts.articles_before / counts.articles_total
            share = passed / (passed + left) if passed + left else 0.0
            self._share = max(self._share, min(_NEARLY, before + (1 - before) * share))
        return self._share

    def _reckon(self, counts: RunCounts) -> float | None:
        translating = self._translation(counts)
        if translating is None:
            return None
        total, left = translating
        summarising = counts.summary_seconds_left
        if summarising is None:
            summarising = _SUMMARIES_GUESSED * total
        return max(left, summarising) if counts.summaries_beside else left + summarising

    def _translation(self, counts: RunCounts) -> tuple[float, float] | None:
        """Return the total seconds of the translation, and those left; None while unknown."""
        if not counts.tokens_expected:
            return (0.0, 0.0) if counts.sentences_done else None
        done = min(1.0, counts.tokens_reached / counts.tokens_expected)
        if not done:
            return None if counts.translation_seconds is None else (counts.translation_seconds,) * 2
        spent = self._until - (self._began or 0.0)
        if not counts.summaries_beside:
            spent = max(0.0, spent - counts.summary_seconds_done)
        total = spent / done
        if counts.translation_seconds is not None:
            weight = min(1.0, counts.tokens_done / counts.tokens_expected * _MEASURED_AFTER)
            total = weight * total + (1 - weight) * counts.translation_seconds
        return total, total * (1 - done)
