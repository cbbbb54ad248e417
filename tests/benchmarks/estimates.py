"""Record the estimated time left during real runs, and print its error.

    python -m tests.benchmarks.estimates seeds --runs 3 [--processor-time]

Each run translates without the memory. The error is (shown time left - true time left) / true time of the whole run,
and the same relative to the true time left, at a quarter, a half and three quarters of the run. With --processor-time
all clocks count the processor time of this process, so that other work on the machine does not matter.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from threading import Event, Thread

from translate.config.profile import load_profile
from translate.engines.cores import cores
from translate.library.watching import shown_by
from translate.pipeline.run import RunRequest, run
from translate.progress import Silent
from translate.views.progress import RunBar

_EVERY_SECONDS = 0.25


def record(inputs: Path, profile: str, folder: Path) -> list[tuple[float, float | None]]:
    """Return pairs of elapsed seconds and shown time left over one run; the last pair is its end."""
    request = RunRequest((inputs,), load_profile(profile), folder, folder / "run", fresh=True, memory=False)
    bar, shown, ended = RunBar(quiet=True, clock=time.monotonic), [], Event()
    began: list[float] = []

    def watch() -> None:
        while not ended.wait(_EVERY_SECONDS):
            if bar.started:
                if not began:
                    began.append(time.monotonic())
                shown.append((time.monotonic() - began[0], bar.seconds_left()))

    thread = Thread(target=watch)
    thread.start()
    try:
        run(request, Silent(), shown_by(bar))
    finally:
        ended.set()
        thread.join()
    return [*shown, (time.monotonic() - began[0], 0.0)]


def main() -> None:
    """Run, and print one line per run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("inputs", type=Path)
    parser.add_argument("--profile", default="embedded")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--processor-time", action="store_true")
    args = parser.parse_args()
    if args.processor_time:
        used = cores()
        time.monotonic = lambda: time.process_time() / used
    for number in range(1, args.runs + 1):
        with tempfile.TemporaryDirectory() as folder:
            shown = record(args.inputs, args.profile, Path(folder))
        total = shown[-1][0]
        points = []
        for share in (0.0, 0.25, 0.5, 0.75):
            at, left = next((t, left) for t, left in shown if t >= share * total and left is not None)
            points.append(f"at {at / total:.0%} {left:.0f} s shown, {total - at:.0f} s true")
        errors = [abs(left - (total - t)) / total for t, left in shown if t >= total / 4 and left is not None]
        print(
            f"run {number}: {total:.0f} s; {'; '.join(points)}; largest error {max(errors):.0%} of the run",
            flush=True,
        )


if __name__ == "__main__":
    main()
