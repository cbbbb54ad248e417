"""Run one quick bench of the tiny model for all tests that only read its results."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True, slots=True)
class QuickBench:
    """The results of `tarjama bench --quick --json --picture` with the tiny model."""

    document: dict[str, Any]
    picture: Path
    cache: Path


@pytest.fixture(scope="session")
def quick_bench(tmp_path_factory: pytest.TempPathFactory) -> QuickBench:
    """Run the bench in real processes with the real pipeline, a model of 64 dimensions, on one core."""
    from translate.cli import main

    cache = tmp_path_factory.mktemp("bench-cache")
    picture = tmp_path_factory.mktemp("bench-picture") / "bench.svg"
    command = ["bench", "--model-shape", "tiny", "--quick", "--beams", "2", "--json", "--quiet"]
    written = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(written), _one_core():
        patch.setenv("TARJAMA_CACHE", str(cache))
        assert main([*command, "--picture", str(picture)]) == 0
    written.seek(0)
    return QuickBench(json.loads(written.read()), picture, cache)


@contextmanager
def _one_core() -> Iterator[None]:
    """Restrict this process and its children to one core: with so small a model, threads only wait for each other."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)
