"""Run a benchmark: choose the contestants for each model, time them, and make the report."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from translate.bench.contestants import Contestant, Job, Kind, Trial
from translate.bench.corpus import arabic_sentences, write_articles
from translate.bench.process import Process
from translate.bench.results import BenchReport, Ratio, Row
from translate.bench.shapes import Shape, build_model
from translate.bench.timing import affordable, in_turns, warm
from translate.engines.cores import cores
from translate.engines.machine import read_machine
from translate.errors import CannotGoOn, RequestError
from translate.progress import Progress

__all__ = ["BenchRequest", "bench"]

# Batch sizes in sentences that are tried for the bare engine.
_BATCHES = (8, 16, 32, 64)
_TORCH_BATCH = 32
_TORCH_TYPES = ("float32", "bfloat16")
_LIBRARIES = ("ctranslate2", "torch", "transformers", "tokenizers", "sentencepiece")


@dataclass(frozen=True, slots=True)
class BenchRequest:
    """The request of a benchmark.

    Every output is `output_tokens` long, and each contestant is timed `rounds` times. With `engine_grid` each setting
    of CTranslate2 gets its own row; with `engines` batched torch and CTranslate2 in float32 get a row each.
    """

    shapes: tuple[Shape, ...]
    sentences: int = 200
    beams: tuple[int, ...] = (4,)
    rounds: int = 5
    output_tokens: int = 32
    engines: bool = True
    engine_grid: bool = False
    device: str = "cpu"


def bench(request: BenchRequest, progress: Progress) -> BenchReport:
    """Time the product, the bare engines and the one-sentence loop.

    Raises RequestError if the device does not exist, CannotGoOn if the product or the bare engine fails.
    """
    if request.device == "cuda":
        _check_cuda()
    rows: list[Row] = []
    ratios: list[Ratio] = []
    for shape in request.shapes:
        model = build_model(shape, progress)
        with tempfile.TemporaryDirectory(prefix="tarjama-bench-") as scratch:
            study = _Study(request, shape.name, model, Path(scratch), progress)
            for beams in request.beams:
                headline = study.headline(beams)
                rows += headline
                ratios += [Ratio.of(headline[0], other) for other in headline[1:]]
                rows += study.others(beams, headline[1])
    return BenchReport(_machine(request), tuple(rows), tuple(ratios))


class _Study:
    """The benchmark of one model on one set of articles."""

    def __init__(
        self, request: BenchRequest, name: str, model: Path, scratch: Path, progress: Progress
    ) -> None:
        self._request = request
        self._name = name
        self._model = model
        self._scratch = scratch
        self._progress = progress
        self._best_type = "int8" if request.device == "cpu" else "float16"
        write_articles(scratch / "articles", arabic_sentences(request.sentences))

    def headline(self, beams: int) -> list[Row]:
        """Time the product, the bare engine (best settings and defaults) and the loop, alternating in rounds."""
        best, batch = self._best_bare(beams)
        whole = Trial(self._request.sentences, beams)
        contestants = [
            Contestant(Kind.RUN, "ctranslate2", self._best_type, self._request.device),
            best,
            Contestant(Kind.DEFAULTS, "ctranslate2", self._best_type, self._request.device),
            Contestant(Kind.LOOP, "torch", "float32", self._request.device),
        ]
        trials = [whole, replace(whole, batch=batch), whole, whole]
        with ExitStack() as stack:
            processes = [stack.enter_context(self._process(c)) for c in contestants]
            with self._progress.task(f"{self._name}, {beams} beams: loading", len(processes)) as advance:
                for process, trial in zip(processes, trials, strict=True):
                    process.load()
                    warm(process, trial)
                    advance(1)
            trials[3] = affordable(processes[3], whole)
            rounds = self._request.rounds
            title = f"{self._name}, {beams} beams: timing in turns"
            with self._progress.task(title, rounds * len(processes)) as advance:
                timings = in_turns(processes, trials, rounds, advance)
        rows = [
            Row(self._name, contestant, trial, taken)
            for contestant, trial, taken in zip(contestants, trials, timings, strict=True)
        ]
        for row in rows:
            self._check_lengths(row)
        return rows

    def others(self, beams: int, best: Row) -> list[Row]:
        """Return the other rows: other engines and precisions, and the grid if requested."""
        whole = Trial(self._request.sentences, beams)
        wanted: list[tuple[Contestant, tuple[int, ...]]] = []
        if self._request.engines:
            wanted.append((replace(best.contestant, compute_type="float32"), (best.trial.batch,)))
            for compute_type in _TORCH_TYPES:
                torch = Contestant(Kind.BARE, "torch", compute_type, self._request.device)
                wanted.append((torch, (_TORCH_BATCH,)))
        if self._request.engine_grid:
            for compute_type in (self._best_type, "float32"):
                wanted += [(contestant, _BATCHES) for contestant in self._bare(compute_type)]
        rows: list[Row] = []
        title = f"{self._name}, {beams} beams: other settings"
        with self._progress.task(title, len(wanted)) as advance:
            for contestant, batches in wanted:
                rows += self._alone(contestant, [replace(whole, batch=batch) for batch in batches])
                advance(1)
        return rows

    def _best_bare(self, beams: int) -> tuple[Contestant, int]:
        """Return the bare engine's fastest settings, from one timing each over half of the sentences."""
        half = Trial(-(-self._request.sentences // 2), beams)
        found: list[tuple[float, Contestant, int]] = []
        choices = list(self._bare(self._best_type))
        title = f"{self._name}, {beams} beams: the bare engine's best settings"
        with self._progress.task(title, len(choices) * len(_BATCHES)) as advance:
            for contestant in choices:
                with self._process(contestant) as process:
                    process.load()
                    warm(process, replace(half, batch=_BATCHES[0]))
                    for batch in _BATCHES:
                        timing = process.run(replace(half, batch=batch))
                        found.append((timing.output_tokens / timing.seconds, contestant, batch))
                        advance(1)
        _, contestant, batch = max(found, key=lambda setting: setting[0])
        return contestant, batch

    def _alone(self, contestant: Contestant, trials: list[Trial]) -> list[Row]:
        """Return the rows of an extra contestant; a failure is reported, and the benchmark continues."""
        try:
            with self._process(contestant) as process:
                process.load()
                warm(process, trials[0])
                rows = []
                for trial in trials:
                    fitting = affordable(process, trial)
                    (timings,) = in_turns([process], [fitting], self._request.rounds)
                    rows.append(Row(self._name, contestant, fitting, timings))
                return rows
        except CannotGoOn as error:
            self._progress.note(f"left out: {error}")
            return []

    def _bare(self, compute_type: str) -> Iterator[Contestant]:
        """Return CTranslate2 contestants for each division of the cores among workers, most workers first."""
        workers = [1] if self._request.device != "cpu" else _divisors(cores())
        for count in workers:
            threads = cores() // count if self._request.device == "cpu" else 1
            yield Contestant(Kind.BARE, "ctranslate2", compute_type, self._request.device, count, threads)

    def _process(self, contestant: Contestant) -> Process:
        return Process(
            Job(
                contestant,
                str(self._model),
                str(self._scratch / "articles"),
                str(self._scratch),
                self._request.output_tokens,
            )
        )

    def _check_lengths(self, row: Row) -> None:
        """Raise CannotGoOn if an output length differs: such timings cannot be compared."""
        for timing in row.timings:
            expected = timing.sentences * self._request.output_tokens
            if timing.output_tokens != expected:
                raise CannotGoOn(
                    f"{row.contestant.kind} wrote {timing.output_tokens} tokens instead of the forced {expected}: "
                    "the timings cannot be compared"
                )


def _divisors(number: int) -> list[int]:
    return [n for n in range(number, 0, -1) if number % n == 0]


def _check_cuda() -> None:
    import ctranslate2

    if ctranslate2.get_cuda_device_count() == 0:
        raise RequestError("no CUDA device found; use --device cpu")


def _machine(request: BenchRequest) -> dict[str, Any]:
    """Describe the machine, the versions and everything else that the timings depend on."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        **read_machine().as_dict(),
        "system": platform.platform(),
        "device": request.device,
        "date": datetime.now(UTC).date().isoformat(),
        "load_average_at_end": load,
        "versions": {"python": platform.python_version()} | {name: version(name) for name in _LIBRARIES},
        "output_tokens": request.output_tokens,
        "rounds": request.rounds,
    }
