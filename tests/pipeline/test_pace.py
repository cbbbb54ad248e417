"""The time left shown to a user must count the batches that are being translated."""

from __future__ import annotations

from dataclasses import replace

from translate.pipeline.pace import Pace
from translate.views.throughput import RunCounts, TimeLeft


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_parallel_batch_counts_before_it_ends() -> None:
    clock = Clock()
    pace = Pace(2, clock)
    first, second, _ = pace.begin(100), pace.begin(200), pace.begin(100)
    clock.now = 10.0
    assert pace.tokens_under_way() == 0  # no speed is known
    pace.end(first)
    assert pace.tokens_under_way() == 200  # all of the first, and as many of the second
    clock.now = 15.0  # the third has begun when the first ended
    assert pace.tokens_under_way() == 100 + 150 + 50
    pace.remove(first)
    assert pace.tokens_under_way() == 200
    clock.now = 90.0  # a batch that is late is never counted as finished
    assert pace.tokens_under_way() == 0.95 * 300
    pace.end(second)
    assert pace.tokens_under_way() > 0.95 * 300


def test_a_waiting_batch_does_not_count() -> None:
    clock = Clock()
    pace = Pace(1, clock)
    first, _, _ = pace.begin(100), pace.begin(100), pace.begin(100)
    clock.now = 10.0
    pace.end(first)
    pace.remove(first)
    clock.now = 15.0
    assert pace.tokens_under_way() == 50


def test_a_batch_from_the_memory_says_nothing_on_the_speed() -> None:
    clock = Clock()
    pace = Pace(2, clock)
    known, _ = pace.begin(1_000), pace.begin(100)
    clock.now = 0.1
    pace.end(known, searched=False)
    pace.remove(known)
    assert pace.tokens_under_way() == 0


def test_the_first_estimate_of_a_run_is_not_twice_the_truth() -> None:
    """Two workers: when the first of ten equal batches ends, the second is about to end."""
    counts = RunCounts(10, articles_known=10, sentences_known=60, tokens_known=1_000)
    time = TimeLeft()
    time.update(0.0, counts)
    time.update(10.0, replace(counts, tokens_done=100, tokens_under_way=95.0))
    assert 35 < (time.left(10.0) or 0) < 45  # ten batches by two workers take 50 seconds
