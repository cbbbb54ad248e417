"""Inputs of many megabytes end with a reason or a translation within limits of time and memory."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.corpus.alone import run_alone
from tests.corpus.case import TRANSLATED, Case
from tests.corpus.checking import NEIGHBOUR, Outcome, fits
from tests.corpus.recipes import giants
from tests.corpus.results import record

CASES = giants.cases()
REFUSED = [case for case in CASES if case.ends != (TRANSLATED,)]
LONG = [case for case in CASES if case.ends == (TRANSLATED,)]
MAX_BYTES = 3 << 30


def run_giants(cases: list[Case], place: Path) -> dict[str, str]:
    """Run cases together; check time, memory and the good article; return the results by name."""
    (place / "in").mkdir()
    (place / "in" / "neighbour.txt").write_text(NEIGHBOUR, encoding="utf-8")
    for case in cases:
        (place / "in" / case.name).mkdir()
        case.plant(place / "in" / case.name)
    seconds = max(case.seconds for case in cases)
    arguments = ["run", str(place / "in"), "--output", str(place / "run"), "--profile", "embedded", "--quiet"]
    taken = run_alone(arguments, place / "cache", seconds)
    assert "Traceback" not in taken.err + taken.out
    assert taken.peak_bytes < MAX_BYTES
    lines = (place / "run" / "summaries.jsonl").read_text(encoding="utf-8").splitlines()
    rows = {row["id"].partition("/")[0]: row for row in map(json.loads, lines)}
    assert rows.pop("neighbour")["status"] == "done"
    ends = {
        name: TRANSLATED if row["status"] == "done" else f"{row['status']}: {row['reason']}"
        for name, row in rows.items()
    }
    for case in cases:
        record(case, Outcome(taken.code, (ends[case.name],), taken.seconds / len(cases)))
        assert fits(case.ends[0], ends[case.name]), ends[case.name]
    assert taken.code == int(any(end != TRANSLATED for end in ends.values()))
    return ends


def test_files_too_large_for_an_article_are_refused_at_once_and_cost_no_memory(tmp_path: Path) -> None:
    assert len(run_giants(REFUSED, tmp_path)) == len(REFUSED)


@pytest.mark.skipif("TARJAMA_CORPUS_ALL" not in os.environ, reason="takes minutes: make corpus")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("case", LONG, ids=lambda case: case.name)
def test_the_largest_files_that_are_read_are_translated_within_bounds(case: Case, tmp_path: Path) -> None:
    assert run_giants([case], tmp_path) == {case.name: TRANSLATED}


def test_the_measured_memory_of_a_run_is_not_that_of_the_process_that_starts_it(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "neighbour.txt").write_text(NEIGHBOUR, encoding="utf-8")
    large = b"x" * (1 << 30)
    arguments = [
        "run",
        str(tmp_path / "in"),
        "--output",
        str(tmp_path / "run"),
        "--profile",
        "embedded",
        "--quiet",
    ]
    taken = run_alone(arguments, tmp_path / "cache", 60)
    assert taken.code == 0
    assert taken.peak_bytes < len(large)
