"""Fuzz the readers and the cleaner: `python -m tests.fuzz [--seconds N] [--seed N] [--target SUFFIX] [--found DIR]`.

With atheris, new branches guide the inputs; without it, or with `--plain`, files of the corpus are changed at random,
the same way for the same seed. Harmful inputs are stored in DIR, named after the target: put them into
`tests/corpus/cases`, and the expected result into `ends.json` there.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import importlib.util
import random
import resource
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

MAX_SECONDS = 20.0  # for one input of 60 kB at most
HANG_SECONDS = 120.0
# Modules whose branches guide the fuzzing: the project and parsers written in Python.
INSTRUMENTED = ("translate", "mammoth", "pdfminer", "markdown_it", "yaml", "trafilatura")


class Fuzzer:
    """Feeds inputs to their targets and stores harmful ones."""

    def __init__(self, targets: Mapping[str, Callable[[bytes], None]], found: Path) -> None:
        self.targets = targets
        self.found = found
        self.tried: Counter[str] = Counter()
        self.harm: dict[str, Path] = {}  # the first input for each kind of harm
        found.mkdir(parents=True, exist_ok=True)

    def feed(self, suffix: str, data: bytes) -> None:
        """Run one input, stored in `running<suffix>` meanwhile in case it kills the process."""
        running = self.found / f"running{suffix}"
        running.write_bytes(data)
        faulthandler.dump_traceback_later(HANG_SECONDS, exit=True)
        began = time.monotonic()
        try:
            self.targets[suffix](data)
        except Exception as error:  # any exception is a finding
            last = traceback.extract_tb(error.__traceback__)[-1]
            self._keep(suffix, data, f"{type(error).__name__} at {last.name}:{last.lineno}: {error!s:.200}")
        finally:
            faulthandler.cancel_dump_traceback_later()
        took = time.monotonic() - began
        if took > MAX_SECONDS:
            self._keep(suffix, data, f"{took:.0f} seconds")
        self.tried[suffix] += 1
        running.unlink()

    def _keep(self, suffix: str, data: bytes, what: str) -> None:
        kind = f"{suffix} {what[:60]}"
        if kind in self.harm:
            return
        path = self.found / f"{hashlib.sha256(data).hexdigest()[:12]}{suffix}"
        path.write_bytes(data)
        self.harm[kind] = path
        print(f"{path}: {what}", flush=True)


def run_plain(fuzzer: Fuzzer, suffixes: list[str], seconds: float, seed: int) -> None:
    """Change the seeds at random, for each target in turn, until the time is up."""
    from tests.fuzz.mutate import mutated
    from tests.fuzz.seeds import seeds

    begun = seeds()
    draw = random.Random(seed)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for suffix in suffixes:
            files = begun[suffix]
            fuzzer.feed(suffix, mutated(draw.choice(files), files, draw))


def run_guided(fuzzer: Fuzzer, suffixes: list[str], seconds: float, seed: int) -> None:
    """Like `run_plain`, but inputs that reach new branches are changed further; libFuzzer ends the process."""
    import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]

    from tests.fuzz.seeds import seeds

    inputs = fuzzer.found / "guided"
    inputs.mkdir(exist_ok=True)
    begun = seeds()
    for number, suffix in enumerate(suffixes):
        for data in begun[suffix]:
            name = hashlib.sha256(data).hexdigest()[:16]
            (inputs / f"{name}{suffix}").write_bytes(bytes([number]) + data)

    def one(data: bytes) -> None:
        if data:
            fuzzer.feed(suffixes[data[0] % len(suffixes)], data[1:])

    limits = [
        f"-artifact_prefix={fuzzer.found}/",
        f"-max_total_time={seconds:.0f}",
        f"-seed={seed}",
        "-max_len=60000",
        "-rss_limit_mb=6000",
        "-timeout=120",
    ]
    atheris.Setup([sys.argv[0], *limits, str(inputs)], one)
    atheris.Fuzz()


def targets_of(*, guided: bool) -> Mapping[str, Callable[[bytes], None]]:
    """Import the targets with atheris's instrumentation."""
    if guided:
        import atheris

        with atheris.instrument_imports(include=list(INSTRUMENTED)):
            for module in (*INSTRUMENTED[1:], "pdfminer.high_level", "tests.fuzz.targets"):
                import_module(module)
    from tests.fuzz.targets import TARGETS

    return TARGETS


def main() -> int:
    """Fuzz, report what was tried, and return 1 if any input caused a failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", metavar="SUFFIX", action="append")
    parser.add_argument("--found", type=Path, default=Path("build/fuzz"))
    parser.add_argument("--plain", action="store_true", help="without atheris")
    args = parser.parse_args()
    guided = not args.plain and importlib.util.find_spec("atheris") is not None
    targets = targets_of(guided=guided)
    unknown = set(args.target or ()) - set(targets)
    if unknown:
        parser.error(f"no target {', '.join(sorted(unknown))}; there are {', '.join(sorted(targets))}")
    fuzzer = Fuzzer(targets, args.found)
    suffixes = args.target or sorted(targets)
    if guided:
        run_guided(fuzzer, suffixes, args.seconds, args.seed)
    else:
        run_plain(fuzzer, suffixes, args.seconds, args.seed)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> (20 if sys.platform == "darwin" else 10)
    tried = ", ".join(f"{suffix} {count}" for suffix, count in sorted(fuzzer.tried.items()))
    print(f"tried {fuzzer.tried.total()} inputs ({tried}); harm: {len(fuzzer.harm)}; peak memory {peak} MB")
    return int(bool(fuzzer.harm))


if __name__ == "__main__":
    sys.exit(main())
