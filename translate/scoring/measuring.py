"""Count matches of many systems, in several processes if there are many lines."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

from translate.progress import Progress
from translate.scoring.metrics import METRICS, Measured
from translate.scoring.score import measure_segments
from translate.scoring.segments import RunSegments

if TYPE_CHECKING:
    from translate.scoring.metrics import Counts

__all__ = ["measure_systems"]

_LINES_WORTH_PROCESSES = 1500  # of all systems; fewer are counted before a process has started
_BY_KEY = {metric.key: metric for metric in METRICS}
_LONGEST_FIRST = ("ter", "chrf", "chrf++", "bleu")


def measure_systems(
    segments: Sequence[RunSegments], progress: Progress, processes: int = 1
) -> list[dict[str, Measured]]:
    """Return the counts of each system's lines, by the metrics' keys; the number of processes does not change them.

    Processes use the start method "spawn": a program that asks for more than one needs Python's
    `if __name__ == "__main__"` guard.
    """
    jobs = [(of_system, key) for key in _LONGEST_FIRST for of_system in segments]
    lines = sum(len(article.lines) for of_system in segments for article in of_system.articles)
    with progress.task("counting matches", total=len(jobs)) as advance:
        results = []
        if processes < 2 or lines < _LINES_WORTH_PROCESSES:
            for job in jobs:
                results.append(_counted(*job))
                advance(1)
        else:
            with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
                for result in pool.map(_counted, *zip(*jobs, strict=True)):
                    results.append(result)
                    advance(1)
    measured: list[dict[str, Measured]] = [{} for _ in segments]
    for metric in METRICS:
        start = _LONGEST_FIRST.index(metric.key) * len(segments)
        of_metric = results[start : start + len(segments)]
        for of_system, (signature, counts) in zip(measured, of_metric, strict=True):
            of_system[metric.key] = Measured(metric, signature, counts, metric.new())
    return measured


def _counted(segments: RunSegments, key: str) -> tuple[str, Counts]:
    measured = measure_segments(segments, [_BY_KEY[key]])[key]
    return measured.signature, measured.counts
