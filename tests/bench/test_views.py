"""Test how the results of a bench are shown."""

from __future__ import annotations

import io

import pytest

from translate.bench.contestants import Contestant, Kind, Timing, Trial
from translate.bench.results import BenchReport, Ratio, Row
from translate.views.bench import print_bench
from translate.views.terminal import console

MACHINE = {
    "processor": "A processor",
    "cores": 2,
    "device": "cpu",
    "instructions": ["avx2"],
    "date": "2026-01-02",
    "versions": {"python": "3.11"},
    "output_tokens": 32,
    "rounds": 2,
}


def row(kind: Kind, seconds: tuple[float, ...], beams: int = 4) -> Row:
    timings = tuple(Timing(s, 10, 320, 2, 1, 0.8 * s, 1_500_000_000) for s in seconds)
    return Row("opus-mt", Contestant(kind, "ctranslate2", "int8"), Trial(10, beams), timings)


def printed(report: BenchReport) -> str:
    out = io.StringIO()
    print_bench(report, console(out))
    return out.getvalue()


def test_the_table_shows_speed_overhead_and_memory() -> None:
    run, loop = row(Kind.RUN, (1.0, 1.0)), row(Kind.LOOP, (12.0, 13.0))
    text = printed(BenchReport(MACHINE, (run, loop), (Ratio.of(run, loop),)))
    assert "tarjama run" in text
    assert "320" in text
    assert "20.0%" in text
    assert "1.50" in text
    assert "12.5 (12.0 to 13.0) times one sentence at a time" in text
    assert "A processor, 2 cores" in text


def test_no_number_is_cut_on_a_narrow_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    defaults = row(Kind.DEFAULTS, (1.0, 1.0))
    text = printed(BenchReport(MACHINE, (row(Kind.RUN, (1.0, 1.0)), defaults), ()))
    assert "…" not in text
    assert text.count("1.50") == 2


def test_greedy_search_gets_a_separate_table() -> None:
    text = printed(BenchReport(MACHINE, (row(Kind.RUN, (1.0,)), row(Kind.RUN, (0.5,), beams=1)), ()))
    assert "opus-mt, 4 beams" in text
    assert "opus-mt, greedy" in text
