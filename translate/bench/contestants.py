"""What is timed against each other, and what a timing says."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

__all__ = ["Contestant", "Job", "Kind", "Timing", "Trial"]


class Kind(StrEnum):
    """The ways in which sentences are translated here."""

    RUN = "tarjama run"  # the product, from files to files
    BARE = "bare engine"  # tokens in, tokens out: sorted by length, in batches
    DEFAULTS = (
        "bare engine, its defaults"  # CTranslate2's translate_batch, as a script calls it that sets nothing
    )
    LOOP = "one sentence at a time"  # transformers, as most scripts do


@dataclass(frozen=True, slots=True)
class Contestant:
    """A way to translate with an engine and its settings; a process of its own.

    `workers` and `threads` of 0 are those that the engine, or the product, chooses itself.
    """

    kind: Kind
    engine: str
    compute_type: str
    device: str = "cpu"
    workers: int = 0
    threads: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """What a contestant works on: paths as text, since it goes to another process as JSON."""

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
        """For JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, told: dict[str, Any]) -> Job:
        """What `as_dict` gave."""
        contestant = told["contestant"]
        made = Contestant(**(contestant | {"kind": Kind(contestant["kind"])}))
        return cls(**(told | {"contestant": made}))


@dataclass(frozen=True, slots=True)
class Trial:
    """One timing: so many of the sentences, with so many beams.

    `batch` sentences are searched at a time; 0 is the contestant's own way.
    """

    sentences: int
    beams: int
    batch: int = 0

    def as_dict(self) -> dict[str, int]:
        """For JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Timing:
    """What a trial took, the loading of the model left out.

    `model_seconds`, where the contestant tells them, is the part during which the engine was searching.
    `workers` and `threads` are those in use. `peak_memory_bytes` is the process's so far; None where the system
    does not tell.
    """

    seconds: float
    sentences: int
    output_tokens: int
    workers: int
    threads: int
    model_seconds: float | None = None
    peak_memory_bytes: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)
