"""Timings that can be compared on a machine that is never quite quiet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from translate.bench.contestants import Timing, Trial
from translate.progress import Advance

__all__ = ["Runner", "affordable", "in_turns", "warm"]

# A slow way is timed on fewer sentences: as many as take about so long.
_SECONDS_A_TRIAL = 6.0
_LEAST_SENTENCES = 4


class Runner(Protocol):
    """What runs trials; `process.Process` does."""

    def run(self, trial: Trial) -> Timing:
        """Translate once."""


def warm(runner: Runner, trial: Trial) -> None:
    """One trial on a few sentences that nobody counts: the first one allocates, and a run converts its model."""
    runner.run(replace(trial, sentences=min(trial.sentences, _LEAST_SENTENCES)))


def affordable(runner: Runner, trial: Trial) -> Trial:
    """The trial, on as many of its sentences as take some seconds by what a few, and then whole batches, take."""
    sentences = min(trial.sentences, max(_LEAST_SENTENCES, trial.batch))
    timing = runner.run(replace(trial, sentences=sentences))
    fitting = round(_SECONDS_A_TRIAL * timing.sentences / timing.seconds)
    whole_batches = max(1, fitting // trial.batch) * trial.batch if trial.batch else fitting
    return replace(trial, sentences=min(trial.sentences, max(_LEAST_SENTENCES, whole_batches)))


def in_turns(
    runners: Sequence[Runner], trials: Sequence[Trial], rounds: int, advance: Advance | None = None
) -> list[tuple[Timing, ...]]:
    """`rounds` timings of each runner with its trial, in turns.

    What disturbs the machine for a minute falls on all of them, so that the ratios within a round hold still where the
    times do not. Every other round goes backwards: none is always the first after a pause.
    """
    taken: list[list[Timing]] = [[] for _ in runners]
    for number in range(rounds):
        order = range(len(runners)) if number % 2 == 0 else reversed(range(len(runners)))
        for place in order:
            taken[place].append(runners[place].run(trials[place]))
            if advance is not None:
                advance(1)
    return [tuple(timings) for timings in taken]
