"""The verdict of a soak test reports growth and errors."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.reliability.soak import Cycle, verdict

KEPT = Path(__file__).with_name("soak.json")
FLAT = [Cycle(1000, memory_halves=(400, 400), handles_halves=(handles, handles)) for handles in (10, 6) * 4]


def test_the_recorded_soak_test_passes_the_current_criterion() -> None:
    cycles = [Cycle(**cycle) for cycle in json.loads(KEPT.read_text(encoding="utf-8"))["cycles"]]
    assert len(cycles) > 4
    assert verdict(cycles) == []


@pytest.mark.parametrize(
    ("later", "problem"),
    [
        ({"memory_halves": (400, 520)}, "memory grew from 400 to 520"),
        ({"handles_halves": (6, 16)}, "file handles grew from 6 to 16"),
        ({"wrong_articles": 1}, "articles lost or wrong"),
    ],
)
def test_growth_or_errors_in_later_runs_are_reported(later: dict[str, Any], problem: str) -> None:
    assert verdict(FLAT) == []
    cycles = [*FLAT[:4], *(replace(cycle, **later) for cycle in FLAT[4:])]
    assert any(problem in wrong for wrong in verdict(cycles))
