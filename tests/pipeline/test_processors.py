"""Test runs made on more than one kind of processor."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, FakeModels
from tests.fakes import FakeModel
from tests.pipeline import kills
from tests.pipeline.made import write_uneven_articles
from translate.engines.machine import read_machine
from translate.pipeline.run_models import RunModels

Tarjama = Callable[..., tuple[int, str, str]]


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def on(kind: str) -> None:
        monkeypatch.setattr(RunModels, "processor_kind", lambda _self: kind)

    return on


def test_a_run_resumed_on_another_processor_says_so_at_its_start_and_end(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path, on: Callable[[str], None]
) -> None:
    profile = tmp_path / "small.toml"
    profile.write_text(
        "[translation]\nmodel = 'embedded'\n"
        "[batching]\nwindow_sentences = 8\nbatch_tokens = 60\n[summary]\nmodel = 'lead'\n"
    )
    source = write_uneven_articles(tmp_path / "in", 12)
    command = ("run", source, "--profile", profile, "--output", tmp_path / "run", "--no-memory")
    on("old avx2")
    fake_models.translator = FakeModel(stop_after_batches=4)
    assert tarjama(*command)[0] == 130
    on("new avx512f")
    fake_models.translator = FakeModel()
    code, _, printed = tarjama(*command)
    assert code == 0
    printed = " ".join(printed.split())
    assert "started on another kind of processor (old avx2; here new avx512f)" in printed
    assert "Made on 2 kinds of processors (old avx2; new avx512f)" in printed
    made_by = json.loads((tmp_path / "run/run.json").read_text())["made_by"]
    assert set(made_by) == {"old avx2", "new avx512f"}
    assert made_by["old avx2"].startswith("0-")
    assert made_by["new avx512f"].endswith("5")
    assert not [p for p in (tmp_path / "run/articles").iterdir() if "avx" in p.read_text()]


def test_a_run_on_one_kind_of_processor_says_nothing(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path, on: Callable[[str], None]
) -> None:
    on("one avx2")
    _, _, printed = tarjama(
        "run", write_uneven_articles(tmp_path / "in", 3), "--output", tmp_path / "run", "--no-memory"
    )
    assert "processor" not in printed


@pytest.mark.skipif("avx2" not in read_machine().instructions, reason="needs AVX2")
@pytest.mark.slow
def test_the_same_instructions_are_pinned_before_the_engine_is_loaded(
    marian_folder: Path, tmp_path: Path
) -> None:
    source = kills.write_articles(tmp_path / "in", 2)
    profile = kills.write_profile(tmp_path / "p.toml", marian_folder)
    command = ["run", source, "--profile", profile, "--output", tmp_path / "run", "--no-memory", "--same-isa"]
    made = subprocess.run(
        [sys.executable, "-m", "translate", *map(str, command)],
        cwd=ROOT,
        env=os.environ | {"CT2_VERBOSE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    assert "Selected ISA: AVX2" in made.stderr
    assert json.loads((tmp_path / "run/run.json").read_text())["made_by"] == {"AVX2 (--same-isa)": "0"}
