"""SIGKILL at random moments, the same command until it is done, its files held against undisturbed ones."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field

from tests.reliability.process import Bench, Child, Workshop


@dataclass(slots=True)
class Series:
    """What came of a series: kills that hit, runs that came to their end, and what those had lost or otherwise."""

    kills: int = 0
    runs: int = 0
    lost: int = 0
    differences: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)


def kill_series(workshop: Workshop, kills: int, seed: int = 0) -> Series:
    """Kill runs until `kills` have hit; each run is started again, and killed again, until it is done.

    Half of the moments lie anywhere from the start of the process, half in the time in which it works.
    """
    chosen = random.Random(seed)
    series = Series()
    began = time.monotonic()
    while series.kills < kills or not series.runs:
        with workshop.bench(f"run-{series.runs}") as bench:
            _until_done(bench, workshop.seconds, kills, chosen, series)
            series.runs += 1
            series.lost += workshop.lost(bench)
            differing = workshop.differences(bench)
            series.differences += len(differing)
            series.problems += [f"run {series.runs}: {name}" for name in differing[:3]]
    series.seconds = time.monotonic() - began
    return series


def _until_done(bench: Bench, seconds: float, kills: int, chosen: random.Random, series: Series) -> None:
    """The same command until it ends by itself; `seconds` is what it takes undisturbed."""
    while True:
        child = bench.start()
        if series.kills < kills:
            if chosen.random() < 0.5:
                _wait_for_work(child, bench)
                _sleep(child, chosen.uniform(0, seconds / 4))
            else:
                _sleep(child, chosen.uniform(0, seconds))
            if child.process.poll() is None:
                child.process.kill()
        ended = child.end()
        if ended.code == 0:
            return
        if ended.code != -9 or not ended.clean:
            series.problems.append(f"ended with {ended.code}: {ended.err[-300:]}")
            return
        series.kills += 1


def _wait_for_work(child: Child, bench: Bench) -> None:
    """Until the first article of this process is written, or the process has ended."""
    articles = bench.run / "articles"
    before = _count(bench)
    while child.process.poll() is None and (not articles.is_dir() or _count(bench) == before):
        time.sleep(0.002)


def _count(bench: Bench) -> int:
    return sum(1 for _ in (bench.run / "articles").glob("*.json"))


def _sleep(child: Child, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while child.process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
