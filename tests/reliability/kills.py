"""Send signals at random moments, repeat the command until it finishes, and compare its files with undisturbed ones."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.reliability.process import PATIENCE_SECONDS, Bench, Child, Hang, Workshop

# The exit code and the message for each signal; SIGKILL has no message.
ENDINGS = {
    signal.SIGKILL: (-9, ""),
    signal.SIGINT: (130, "interrupted; run the same command again to resume"),
    signal.SIGTERM: (143, "terminated; run the same command again to resume"),
}


@dataclass(slots=True)
class Series:
    """The result of a series: effective signals, finished runs, lost articles and different files."""

    hits: Counter[signal.Signals] = field(default_factory=Counter)
    runs: int = 0
    lost: int = 0
    differences: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)


def kill_series(workshop: Workshop, wanted: Mapping[signal.Signals, int], seed: int = 0) -> Series:
    """Interrupt runs until each signal has taken effect often enough; each run is restarted until it finishes.

    Half of the moments are at any time after the start of the process, half while it writes articles. A signal takes
    effect if it ends the run; one after the end changes nothing.
    """
    chosen = random.Random(seed)
    series = Series()
    began = time.monotonic()
    left = +Counter(wanted)
    while left or not series.runs:
        with workshop.bench(f"run-{series.runs}") as bench:
            _until_done(bench, workshop.seconds, left, chosen, series)
            series.runs += 1
            series.lost += workshop.lost(bench)
            differing = workshop.differences(bench)
            series.differences += len(differing)
            series.problems += [f"run {series.runs}: {name}" for name in differing[:3]]
        left = Counter(wanted) - series.hits
    series.seconds = time.monotonic() - began
    return series


def _until_done(
    bench: Bench, seconds: float, left: Counter[signal.Signals], chosen: random.Random, series: Series
) -> None:
    """Repeat the command until it ends by itself; `seconds` is its undisturbed time."""
    while True:
        child = bench.start()
        sent, in_time = None, False
        if left:
            sent = chosen.choice(sorted(left.elements()))
            if chosen.random() < 0.5:
                _wait_for_work(child, bench)
                _sleep(child, chosen.uniform(0, seconds / 4))
            else:
                _sleep(child, chosen.uniform(0, seconds))
            if sent is not signal.SIGKILL:
                _wait_for_ears(child)
            in_time = child.process.poll() is None and not (bench.run / "run.json").exists()
            if child.process.poll() is None:
                child.process.send_signal(sent)
        ended = child.end()
        if ended.code == 0:
            if in_time:
                series.problems.append(f"{sent!r} came before the end, and was not heard")
            return
        if not sent:
            series.problems.append(f"ended with {ended.code}: {ended.err[-300:]}")
            return
        series.hits[sent] += 1
        left -= Counter([sent])
        code, message = ENDINGS[sent]
        if ended.code != code or message not in ended.err or not ended.clean:
            series.problems.append(f"{sent!r}: ended with {ended.code}: {ended.err[-300:]}")


def _wait_for_ears(child: Child) -> None:
    """Wait until the process has a handler for SIGTERM, which Python's start does not have."""
    status = Path("/proc") / str(child.process.pid) / "status"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while child.process.poll() is None:
        if time.monotonic() > deadline:
            raise Hang("no handler for SIGTERM")
        try:
            caught = status.read_text(encoding="ascii").partition("SigCgt:")[2].split()
        except OSError:
            return
        if caught and int(caught[0], 16) >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.002)


def _wait_for_work(child: Child, bench: Bench) -> None:
    """Wait until this process has written its first article, or has ended."""
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
