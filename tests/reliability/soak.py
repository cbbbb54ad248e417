"""Run over generated articles again and again, kill every second run, and watch memory and file handles.

    python -m tests.reliability.soak --minutes 30 --output soak.json

prints the verdict, and exits with 1 unless it is `constant memory, nothing lost`.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.reliability.process import COMMAND, Child, make_bench
from tests.tiny_models import PAIRS, build_marian

SENTENCES = 8
FIRST_ARTICLES = 400
CYCLE_SECONDS = 90.0  # of one run, if there is time for it
# A process is killed after this share of the time of an undisturbed run of as many articles: with less time than a
# start takes, a run would never finish.
LIFE = (0.1, 0.5)
LOOK_EVERY_SECONDS = 0.1
# Python's allocator and SQLite's page cache vary a little; a leak over thousands of articles grows more.
MEMORY_MAY_GROW = 1.15
HANDLES_MAY_GROW = 3
_PROFILE = """
[translation]
model = "{model}"
engine = "ctranslate2"
[summary]
model = "lead"
[batching]
batch_tokens = 256
window_sentences = 256
"""


@dataclass(slots=True)
class Cycle:
    """One finished run, with the peaks of memory (bytes) and file handles of its last process, in two parts."""

    articles: int
    kills: int = 0
    seconds: float = 0.0
    wrong_articles: int = 0
    memory_halves: tuple[int, int] = (0, 0)
    handles_halves: tuple[int, int] = (0, 0)
    problems: list[str] = field(default_factory=list)


def soak(folder: Path, seconds: float, seed: int = 0) -> list[Cycle]:
    """Run at least two cycles and at least `seconds`: undisturbed and killed ones in turn."""
    build_marian(folder / "model")
    (folder / "profile.toml").write_text(_PROFILE.format(model=folder / "model"), encoding="utf-8")
    (folder / "cache").mkdir()
    chosen = random.Random(seed)
    cycles: list[Cycle] = []
    count = FIRST_ARTICLES
    began = time.monotonic()
    while time.monotonic() - began < seconds or len(cycles) < 2:
        cycle = _cycle(folder, count, cycles, chosen)
        cycles.append(cycle)
        wanted = min(CYCLE_SECONDS, seconds / 4)
        count = max(FIRST_ARTICLES, min(8 * count, int(count * wanted / cycle.seconds)))
    return cycles


def verdict(cycles: Sequence[Cycle]) -> list[str]:
    """Return the problems; none if memory and handles are flat and no article was lost."""
    wrong = [problem for cycle in cycles for problem in cycle.problems]
    lost = sum(cycle.wrong_articles for cycle in cycles)
    if lost:
        wrong.append(f"{lost} articles lost or wrong")
    whole = [cycle for cycle in cycles if not cycle.kills]
    for cycle in whole:
        first, second = cycle.memory_halves
        if second > MEMORY_MAY_GROW * first:
            wrong.append(f"memory grew from {first:,} to {second:,} bytes over {cycle.articles} articles")
        first, second = cycle.handles_halves
        if second > first + HANDLES_MAY_GROW:
            wrong.append(f"file handles grew from {first} to {second} over {cycle.articles} articles")
    return wrong


def _cycle(folder: Path, count: int, cycles: Sequence[Cycle], chosen: random.Random) -> Cycle:
    number = len(cycles)
    shutil.rmtree(folder / "in", ignore_errors=True)
    expected = _write_articles(folder / "in", count, chosen)
    bench = make_bench(folder / f"cycle-{number}", folder)
    cycle = Cycle(count)
    whole = max(3.0, cycles[-1].seconds * max(1.0, count / cycles[-1].articles)) if cycles else math.inf
    began = time.monotonic()
    # The memory would answer all but the first window, so every other pair of cycles runs without it.
    command = (*COMMAND, "--quiet", *(() if number % 4 < 2 else ("--no-memory",)))
    while True:
        child = bench.start(
            command=command, stdout=subprocess.DEVNULL
        )  # no reader while the process is watched
        limit = chosen.uniform(*LIFE) * whole if number % 2 else math.inf
        looks = list(_looks(child, limit))
        ended = child.end()
        if ended.code == 0:
            break
        if ended.code != -9:
            cycle.problems.append(f"ended with {ended.code}: {ended.err[-300:]}")
            break
        cycle.kills += 1
    cycle.seconds = time.monotonic() - began
    cycle.memory_halves, cycle.handles_halves = _halves(looks)
    cycle.wrong_articles = sum(
        not path.is_file() or path.read_text(encoding="utf-8") != text
        for path, text in ((bench.run / "articles" / f"{name}.en.txt", text) for name, text in expected)
    )
    shutil.rmtree(bench.path)
    return cycle


def _write_articles(folder: Path, count: int, chosen: random.Random) -> list[tuple[str, str]]:
    """Write articles of sentences that the model has memorised; return their ids and expected English."""
    folder.mkdir()
    expected = []
    for number in range(count):
        pairs = chosen.sample(PAIRS, SENTENCES)
        (folder / f"{number:06}.txt").write_text("\n".join(arabic for arabic, _ in pairs), encoding="utf-8")
        expected.append((f"{number:06}", "\n".join(english for _, english in pairs)))
    return expected


def _looks(child: Child, limit_seconds: float) -> Iterator[tuple[int, int]]:
    """Sample resident bytes and open files of a process until its end; kill it after the limit."""
    process = Path("/proc") / str(child.process.pid)
    while child.process.poll() is None:
        try:
            fields = (process / "status").read_text(encoding="ascii").split("VmRSS:")
            handles = sum(1 for _ in (process / "fd").iterdir())
        except OSError:
            return
        if len(fields) > 1:
            yield int(fields[1].split()[0]) * 1024, handles
        if time.monotonic() - child.began > limit_seconds:
            child.process.kill()
        time.sleep(LOOK_EVERY_SECONDS)


def _halves(looks: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the peaks of memory and of handles in the third and the last quarter of a process's life."""
    half = looks[len(looks) // 2 :]
    middle = len(half) // 2
    if not middle:
        return (0, 0), (0, 0)
    parts = (half[:middle], half[middle:])
    memory, handles = (tuple(max(look[i] for look in part) for part in parts) for i in (0, 1))
    return (memory[0], memory[1]), (handles[0], handles[1])


def main() -> int:
    """Run the soak test, print its result, and return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        cycles = soak(Path(folder), 60 * arguments.minutes, arguments.seed)
    wrong = verdict(cycles)
    results = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "verdict": "; ".join(wrong) or "constant memory, nothing lost",
        "seconds": round(time.monotonic() - began),
        "seconds_of_runs": round(sum(cycle.seconds for cycle in cycles)),
        "articles": sum(cycle.articles for cycle in cycles),
        "kills": sum(cycle.kills for cycle in cycles),
        "cycles": [asdict(cycle) for cycle in cycles],
    }
    text = json.dumps(results, indent=1)
    print(text)
    if arguments.output is not None:
        arguments.output.write_text(text + "\n", encoding="utf-8")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
