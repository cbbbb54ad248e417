"""Test the description of the processor that made an output."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.engines.test_machine import write
from translate.engines.machine import EngineChoice, Parallelism
from translate.engines.processors import COMMON, pin_instructions, processor_kind
from translate.errors import RequestError

CPU = EngineChoice("ctranslate2", "cpu", "int8", Parallelism(1, 1))
REMOTE = EngineChoice("endpoint", "remote", "remote", Parallelism(1, 1))


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in COMMON:
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def machine(root: Path, vendor: str, flags: str) -> Path:
    return write(
        root / vendor / flags.replace(" ", "-"), {"proc/cpuinfo": f"vendor_id : {vendor}\nflags : {flags}\n"}
    )


def test_processors_of_another_maker_or_other_instructions_are_of_another_kind(tmp_path: Path) -> None:
    kinds = {
        processor_kind([CPU], machine(tmp_path, vendor, flags))
        for vendor in ("GenuineIntel", "AuthenticAMD")
        for flags in ("fpu avx2", "fpu avx2 avx512f", "fpu avx2 avx512f avx512_vnni", "vme avx2")
    }
    assert len(kinds) == 6
    assert "AuthenticAMD avx2 avx512f avx512_vnni" in kinds


def test_with_the_common_instructions_all_are_of_one_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.modules", {})
    old, new = machine(tmp_path, "AuthenticAMD", "avx2"), machine(tmp_path, "GenuineIntel", "avx2 avx512f")
    pin_instructions(old)
    assert os.environ["CT2_FORCE_CPU_ISA"] == "AVX2"
    assert processor_kind([CPU], old) == processor_kind([CPU], new) == "AVX2 (--same-isa)"
    assert processor_kind([CPU, REMOTE], new) == "AVX2 (--same-isa) + endpoint"


def test_a_forced_instruction_set_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CT2_FORCE_CPU_ISA", "AVX")
    assert processor_kind([CPU], machine(tmp_path, "X", "avx2")) == "X avx2 CT2_FORCE_CPU_ISA=AVX"


def test_instructions_are_pinned_before_an_engine_is_loaded_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.modules", {"ctranslate2": None})
    with pytest.raises(RequestError, match="CT2_FORCE_CPU_ISA=AVX2"):
        pin_instructions(machine(tmp_path, "X", "avx2"))
    with pytest.raises(RequestError, match="needs a processor with AVX2"):
        pin_instructions(machine(tmp_path, "X", "sse2"))
    pin_instructions(write(tmp_path / "arm", {"proc/cpuinfo": "Features : asimd\n"}))
    assert "CT2_FORCE_CPU_ISA" not in os.environ
