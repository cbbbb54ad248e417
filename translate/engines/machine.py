"""Describe the machine, and choose the engine settings for it.

On a CPU, one worker per core with one thread each is faster than fewer workers with more threads (500 tokens per second
against 320 on two cores, Opus-MT's size, 4 beams), and 8-bit weights are faster than 32-bit ones. `tarjama bench
--engine-grid` measures this; tests/benchmarks/README.md lists what else was tried.
"""

from __future__ import annotations

import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from translate.config.profile import EngineSettings
from translate.engines.cores import cores, memory_limit

__all__ = ["Device", "EngineChoice", "Machine", "Parallelism", "choose_parallelism", "read_machine"]

# Memory of a worker without the weights, which all workers share. Calculated, not measured, for the largest supported
# vocabulary: NLLB's scores of a batch (136 rows of 256,206, 4 bytes each: 0.14 GB), three copies while they are
# normalised and sorted, and the caches of 24 layers.
_BYTES_A_WORKER = 700_000_000

# Instruction sets for matrix products of neural networks, by their names on Linux (amx_int8) and macOS (arm.FEAT_I8MM).
_INSTRUCTIONS = (
    "avx2",
    "avx512f",
    "avx512_bf16",
    "avx512_vnni",
    "avx_vnni",
    "amx_bf16",
    "amx_int8",
    "asimd",
    "i8mm",
    "bf16",
)


Device = Literal["cpu", "cuda"]


@dataclass(frozen=True, slots=True)
class Machine:
    """The resources that a process may use; `memory_bytes` is None if unknown."""

    processor: str
    cores: int
    memory_bytes: int | None
    instructions: tuple[str, ...]
    vendor: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as a dictionary for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Parallelism:
    """The number of batches that an engine searches in parallel, and the threads of each."""

    workers: int
    threads: int


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """An engine with all `auto` settings resolved."""

    engine: Literal["ctranslate2", "torch", "endpoint"]
    device: Device | Literal["remote"]
    compute_type: str
    parallelism: Parallelism

    def as_dict(self) -> dict[str, str | int]:
        """Return the fields as a dictionary for JSON."""
        return {
            "engine": self.engine,
            "device": self.device,
            "compute_type": self.compute_type,
            "workers": self.parallelism.workers,
            "threads": self.parallelism.threads,
        }


def read_machine(root: Path = Path("/")) -> Machine:
    """Return a description of the machine, without loading large libraries."""
    facts = _processor_facts(root)
    return Machine(
        processor=facts["model name"]
        if "model name" in facts
        else platform.processor() or platform.machine(),
        cores=cores(root),
        memory_bytes=_memory(root),
        instructions=tuple(name for name in _INSTRUCTIONS if name in facts["flags"].split()),
        vendor=facts.get("vendor_id", ""),
    )


def choose_parallelism(
    settings: EngineSettings, device: str, weights_bytes: int, machine: Machine
) -> Parallelism:
    """Return workers and threads for a model of `weights_bytes`, from the settings or else the best choice.

    A GPU gets one worker. A CPU gets one worker per core, or as many as fit the memory, with the other cores as
    threads.
    """
    if device != "cpu":
        return Parallelism(settings.workers or 1, settings.threads or 1)
    if settings.workers is not None:
        return Parallelism(settings.workers, settings.threads or max(1, machine.cores // settings.workers))
    fitting = machine.cores // (settings.threads or 1)
    if machine.memory_bytes is not None:
        fitting = min(fitting, (machine.memory_bytes - weights_bytes) // _BYTES_A_WORKER)
    workers = max(1, fitting)
    return Parallelism(workers, settings.threads or max(1, machine.cores // workers))


def _processor_facts(root: Path) -> dict[str, str]:
    """Return the first processor of /proc/cpuinfo, empty if there is none; `flags` is set on any system."""
    try:
        text = (root / "proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    first = text.split("\n\n", 1)[0]
    pairs = (line.partition(":") for line in first.splitlines())
    facts = {name.strip(): value.strip() for name, _, value in pairs}
    return {"flags": facts.get("Features", "")} | facts  # ARM calls them features


def _memory(root: Path) -> int | None:
    """Return the memory limit of the process in bytes: the machine's or its container's."""
    limit = memory_limit(root)
    try:
        installed = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows
        return limit
    return installed if limit is None else min(installed, limit)
