"""Measure a run on 1, 2 and 3 workers of a cluster on this machine, with a tiny model.

python -m tests.pipeline.scale_cluster --articles 20000 --workers 1 2 3

With fewer cores than workers, more workers cannot be faster; the measurement shows the overhead per window and the time
to the first result.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from tests.pipeline import clusters, kills
from tests.tiny_models import build_marian
from translate.engines.cores import cores


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of a run to its end, to its first article, and of all workers together."""

    workers: int
    seconds: float
    first_seconds: float
    working_seconds: float
    windows: int

    @property
    def overhead_seconds(self) -> float:
        """Return the overhead per window: the time after the first article without the work, for all workers."""
        return (self.workers * (self.seconds - self.first_seconds) - self.working_seconds) / self.windows


def cost(folder: Path, source: Path, profile: Path, workers: int) -> Cost:
    """Run on a cluster of that many nodes with one worker each."""
    output = folder / f"out-{workers}"
    first: list[float] = []
    over = threading.Event()

    def watch() -> None:
        while not first and not over.wait(0.05):
            if any((output / "articles").rglob("*.json")):
                first.append(time.monotonic())

    began = time.monotonic()
    watcher = threading.Thread(target=watch)
    watcher.start()
    arguments = ["run", source, "--profile", profile, "--output", output, "--quiet"]
    more = ["--cluster", "auto", "--cpus-per-worker", "1", "--workers", str(workers)]
    process = clusters.started(workers, "none", [*arguments, *more], {"TARJAMA_CACHE": str(folder / "cache")})
    _, err = process.communicate()
    ended = time.monotonic()
    over.set()
    watcher.join()
    if process.returncode != 0:
        raise RuntimeError(err)
    nodes = json.loads((output / "run.json").read_text(encoding="utf-8"))["cluster"]["nodes"].values()
    return Cost(
        workers,
        ended - began,
        first[0] - began,
        sum(node["seconds"] for node in nodes),
        sum(node["windows"] for node in nodes),
    )


def main() -> int:
    """Measure each number of workers."""
    parser = argparse.ArgumentParser(description="Time of a run over the number of workers.")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 3])
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build_marian(folder / "model")
        source = kills.write_articles(folder / "in", args.articles)
        profile = kills.write_profile(folder / "p.toml", folder / "model")
        print(f"{args.articles:,} articles, {cores()} cores, process {os.getpid()}")
        for workers in args.workers:
            one = cost(folder, source, profile, workers)
            print(
                f"{workers} workers: {one.seconds:7.1f} s, first article after {one.first_seconds:5.1f} s, "
                f"{one.windows:,} windows of {one.working_seconds / one.windows:.2f} s, "
                f"overhead {1000 * one.overhead_seconds:,.0f} ms each",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
