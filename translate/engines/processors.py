"""The kind of processor, on which the outputs of 8-bit models depend.

Measured with int8: 21 of 33 sentences differ between AVX2 and AVX-512. CTranslate2 selects its kernels by
CT2_FORCE_CPU_ISA. The libraries that it uses have other variables, and Intel's MKL is used only on Intel processors.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable
from pathlib import Path

from translate.engines.machine import EngineChoice, read_machine
from translate.errors import RequestError

__all__ = ["COMMON", "note_on_other_kinds", "pin_instructions", "processor_kind"]

# Instructions of all x86 servers since 2013; with these settings, Intel and AMD run the same kernels.
COMMON = {
    "ATEN_CPU_CAPABILITY": "avx2",
    "CT2_FORCE_CPU_ISA": "AVX2",
    "CT2_USE_MKL": "0",
    "MKL_ENABLE_INSTRUCTIONS": "AVX2",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
}
_READ_AT_IMPORT = ("ctranslate2", "torch")


def pin_instructions(root: Path = Path("/")) -> None:
    """Make this process and its children compute with the common instructions of x86 processors; ARM has one set.

    Raises RequestError on an older processor, and if an engine is already loaded.
    """
    instructions = read_machine(root).instructions
    if "asimd" in instructions:
        return
    if "avx2" not in instructions:
        raise RequestError(
            "--same-isa needs a processor with AVX2, which this machine lacks or does not report"
        )
    loaded = [name for name in _READ_AT_IMPORT if name in sys.modules]
    if loaded and any(os.environ.get(name) != value for name, value in COMMON.items()):
        variables = " ".join(f"{name}={value}" for name, value in COMMON.items())
        raise RequestError(f"{loaded[0]} is loaded already; start the process with {variables}")
    os.environ.update(COMMON)


def processor_kind(choices: Iterable[EngineChoice], root: Path = Path("/")) -> str:
    """Return the kind of processor of the models: vendor and instructions of a CPU, name of a GPU, or `endpoint`."""
    return " + ".join(sorted({_kind(choice, root) for choice in choices}))


def note_on_other_kinds(earlier: Iterable[str], here: str) -> str:
    """Return the note for a run that was started on `earlier` kinds of processors and is resumed on another kind."""
    return (
        f"this run was started on another kind of processor ({'; '.join(earlier)}; here {here}): the remaining "
        "translations may differ from those that the other processor would give; for identical results, start runs "
        "with --same-isa"
    )


def _kind(choice: EngineChoice, root: Path) -> str:
    if choice.engine == "endpoint":
        return "endpoint"
    if choice.device == "cuda":
        import torch

        return torch.cuda.get_device_name() if torch.cuda.is_available() else "cuda"
    if all(os.environ.get(name) == value for name, value in COMMON.items()):
        return "AVX2 (--same-isa)"
    machine = read_machine(root)
    forced = os.environ.get("CT2_FORCE_CPU_ISA", "")
    parts = [machine.vendor, " ".join(machine.instructions) or platform.machine()]
    return " ".join(part for part in (*parts, forced and f"CT2_FORCE_CPU_ISA={forced}") if part)
