"""Contestants, trials and timings of a benchmark."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

__all__ = ["Contestant", "Job", "Kind", "Timing", "Trial"]


class Kind(StrEnum):
    """The compared ways to translate."""

    RUN = "tarjama run"  # the product, from files to files
    BARE = "bare engine"  # tokens in, tokens out: sorted by length, in batches
    DEFAULTS = "bare engine, its defaults"  # CTranslate2's translate_batch without any option
    LOOP = "one sentence at a time"  # transformers, as most scripts do


@dataclass(frozen=True, slots=True)
class Contestant:
    """A way to translate, with an engine and its settings; it runs in a separate process.

    If `workers` and `threads` are 0, the engine or the product chooses.
    """

    kind: Kind
    engine: str
    compute_type: str
    device: str = "cpu"
    workers: int = 0
    threads: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """The task of a contestant; paths are text because it is sent to another process as JSON."""

    contestant: Contestant
    model: str
    articles: str
    scratch: str
    output_tokens: int

    @property
    def folder(self) -> Path:
        """The model's folder."""
        return Path(self.model)

    def as_dict(self) -> dict[str, Any]:
        """Return the object as a dictionary for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Job:
        """Rebuild a job from `as_dict`."""
        contestant = values["contestant"]
        made = Contestant(**(contestant | {"kind": Kind(contestant["kind"])}))
        return cls(**(values | {"contestant": made}))


@dataclass(frozen=True, slots=True)
class Trial:
    """The parameters of one timing: the number of sentences, of beams, and of sentences per batch.

    A `batch` of 0 leaves the batch size to the contestant.
    """

    sentences: int
    beams: int
    batch: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the object as a dictionary for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Timing:
    """The duration of a trial, without the loading of the model.

    `model_seconds` is the part spent in the engine, if the contestant reports it. `workers` and `threads` are the
    numbers in use. `peak_memory_bytes` is the process's peak so far; None if the system does not report it.
    """

    seconds: float
    sentences: int
    output_tokens: int
    workers: int
    threads: int
    model_seconds: float | None = None
    peak_memory_bytes: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the object as a dictionary for JSON."""
        return asdict(self)
