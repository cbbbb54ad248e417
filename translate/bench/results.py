"""The results of a benchmark: rows, and ratios between the product and the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from translate.bench.contestants import Contestant, Kind, Timing, Trial

__all__ = ["BenchReport", "Ratio", "Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """The timings of one contestant with one model and one number of beams."""

    model: str
    contestant: Contestant
    trial: Trial
    timings: tuple[Timing, ...]

    @property
    def tokens_per_second(self) -> float:
        """Return output tokens per second, the median of the timings."""
        return median(self.rates)

    @property
    def rates(self) -> tuple[float, ...]:
        """Return output tokens per second of each timing."""
        return tuple(t.output_tokens / t.seconds for t in self.timings)

    @property
    def sentences_per_second(self) -> float:
        """Return the median of the timings."""
        return median(t.sentences / t.seconds for t in self.timings)

    @property
    def overhead(self) -> float | None:
        """Return the share of time (0 to 1) spent outside the engine; None if unknown."""
        shares = [1 - t.model_seconds / t.seconds for t in self.timings if t.model_seconds is not None]
        return max(0.0, median(shares)) if shares else None

    @property
    def peak_memory_bytes(self) -> int | None:
        """Return the peak memory of the process; None if unknown."""
        peaks = [t.peak_memory_bytes for t in self.timings if t.peak_memory_bytes is not None]
        return max(peaks, default=None)

    def as_dict(self) -> dict[str, Any]:
        """Return the object as a dictionary for JSON."""
        last = self.timings[-1]
        return {
            "what": self.contestant.kind.value,
            "model": self.model,
            "engine": self.contestant.engine,
            "compute_type": self.contestant.compute_type,
            "device": self.contestant.device,
            "workers": last.workers,
            "threads": last.threads,
            "beams": self.trial.beams,
            "batch_sentences": self.trial.batch or None,
            "sentences": last.sentences,
            "tokens_per_second": self.tokens_per_second,
            "sentences_per_second": self.sentences_per_second,
            "overhead": self.overhead,
            "peak_memory_bytes": self.peak_memory_bytes,
            "seconds": [t.seconds for t in self.timings],
        }


@dataclass(frozen=True, slots=True)
class Ratio:
    """The speed of the product divided by that of another contestant, per round and as a median."""

    model: str
    beams: int
    against: Kind
    rounds: tuple[float, ...]

    @classmethod
    def of(cls, run: Row, other: Row) -> Ratio:
        """Return the ratio per round: the rows were timed in alternation, so a disturbance affects both."""
        rounds = tuple(a / b for a, b in zip(run.rates, other.rates, strict=True))
        return cls(run.model, run.trial.beams, other.contestant.kind, rounds)

    @property
    def value(self) -> float:
        """Return the median of the rounds."""
        return median(self.rounds)

    def as_dict(self) -> dict[str, Any]:
        """Return the object as a dictionary for JSON."""
        return {
            "model": self.model,
            "beams": self.beams,
            "against": self.against.value,
            "ratio": self.value,
            "rounds": list(self.rounds),
        }


@dataclass(frozen=True, slots=True)
class BenchReport:
    """All rows of a benchmark, and the machine they were measured on."""

    machine: dict[str, Any]
    rows: tuple[Row, ...]
    ratios: tuple[Ratio, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the object as a dictionary for JSON."""
        return {
            "machine": self.machine,
            "rows": [row.as_dict() for row in self.rows],
            "ratios": [ratio.as_dict() for ratio in self.ratios],
        }

    def of(self, model: str, beams: int) -> Sequence[Row]:
        """Return the rows of one model and one number of beams."""
        return [row for row in self.rows if row.model == model and row.trial.beams == beams]
