"""Take comparable timings on a machine that also does other work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from translate.bench.contestants import Timing, Trial
from translate.progress import Advance

__all__ = ["Runner", "affordable", "in_turns", "warm"]

# A slow contestant is timed on fewer sentences, which take about this long.
_SECONDS_A_TRIAL = 6.0
_LEAST_SENTENCES = 4


class Runner(Protocol):
    """Anything that runs trials, such as `process.Process`."""

    def run(self, trial: Trial) -> Timing:
        """Translate once."""


def warm(runner: Runner, trial: Trial) -> None:
    """Run one uncounted trial on a few sentences: the first trial allocates memory and may convert the model."""
    runner.run(replace(trial, sentences=min(trial.sentences, _LEAST_SENTENCES)))


def affordable(runner: Runner, trial: Trial) -> Trial:
    """Return the trial, limited to as many sentences as take some seconds, estimated from short trials."""
    sentences = min(trial.sentences, max(_LEAST_SENTENCES, trial.batch))
    timing = runner.run(replace(trial, sentences=sentences))
    fitting = round(_SECONDS_A_TRIAL * timing.sentences / timing.seconds)
    whole_batches = max(1, fitting // trial.batch) * trial.batch if trial.batch else fitting
    return replace(trial, sentences=min(trial.sentences, max(_LEAST_SENTENCES, whole_batches)))


def in_turns(
    runners: Sequence[Runner], trials: Sequence[Trial], rounds: int, advance: Advance | None = None
) -> list[tuple[Timing, ...]]:
    """Time each runner `rounds` times, in alternation.

    A disturbance of the machine then affects all runners of a round, so the ratios within a round are more stable than
    the times. Every second round runs in reverse order, so that no runner always comes first after a pause.
    """
    taken: list[list[Timing]] = [[] for _ in runners]
    for number in range(rounds):
        order = range(len(runners)) if number % 2 == 0 else reversed(range(len(runners)))
        for place in order:
            taken[place].append(runners[place].run(trials[place]))
            if advance is not None:
                advance(1)
    return [tuple(timings) for timings in taken]
