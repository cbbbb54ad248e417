"""Test what `tarjama summarize` keeps when it is interrupted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, FakeModels
from tests.fakes import FakeModel
from translate.runs.summary_journal import NAME

Tarjama = Callable[..., tuple[int, str, str]]
ARTICLES = 40  # three groups
GROUP = 16

# `tarjama summarize` in its own process, ended by a signal when the model gets its third batch.
STOPPED = """
import os, sys
import pytest
from tests.conftest import install_fakes
from tests.fakes import FakeModel
from translate.cli import command
calls = 0
def answer(text):
    global calls
    calls += 1
    if calls == {article}:
        os.kill(os.getpid(), {signal})
    return f"New summary of {{len(text)}} letters."
models = install_fakes(pytest.MonkeyPatch())
models.summarizer = FakeModel(answer, max_input_tokens=400)
sys.argv = ["tarjama", *sys.argv[1:]]
command()
"""


def new(text: str) -> str:
    return f"New summary of {len(text)} letters."


@pytest.fixture
def run(fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for n in range(ARTICLES):
        text = f"وصل الوزير رقم {n} إلى المدينة. " * (n % 3 + 12)
        (tmp_path / "in" / f"a{n:02}.txt").write_text(text, encoding="utf-8")
    folder = tmp_path / "run"
    arguments = ("--profile", "embedded", "--output", folder, "--quiet", "--no-memory")
    assert tarjama("run", tmp_path / "in", *arguments)[0] == 0
    return folder


def summaries(run: Path) -> list[str]:
    lines = (run / "summaries.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line)["summary"] for line in lines if line]


def undisturbed(run: Path, fake_models: FakeModels, tarjama: Tarjama) -> bytes:
    fake_models.summarizer = FakeModel(new, max_input_tokens=400)
    assert tarjama("summarize", run, "--words", "40", "--quiet")[0] == 0
    return (run / "summaries.jsonl").read_bytes()


def stopped(run: Path, sent: signal.Signals, article: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-c",
            STOPPED.format(article=article, signal=int(sent)),
            "summarize",
            str(run),
            "--words",
            "40",
        ],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("sent", "code"),
    [(signal.SIGKILL, -9), (signal.SIGINT, 130), (signal.SIGTERM, 143)],
    ids=["kill", "ctrl-c", "term"],
)
def test_a_resumed_summarize_does_not_repeat_finished_summaries(
    run: Path, fake_models: FakeModels, tarjama: Tarjama, sent: signal.Signals, code: int
) -> None:
    before = summaries(run)

    done = stopped(run, sent, 2 * GROUP + 3)

    assert done.returncode == code, done.stderr
    if code > 0:
        assert "run the same command again to resume" in done.stderr
    assert summaries(run) == before  # the old ones are kept until all are finished
    asked: list[str] = []

    def counted(text: str) -> str:
        asked.append(text)
        return new(text)

    fake_models.summarizer = FakeModel(counted, max_input_tokens=400)
    assert tarjama("summarize", run, "--words", "40", "--quiet")[0] == 0
    assert len(asked) == ARTICLES - 2 * GROUP
    assert not (run / NAME).exists()
    resumed = (run / "summaries.jsonl").read_bytes()
    assert b"New summary of" in resumed
    assert resumed == undisturbed(run, fake_models, tarjama)


def test_summaries_of_another_length_are_not_reused(
    run: Path, fake_models: FakeModels, tarjama: Tarjama
) -> None:
    assert stopped(run, signal.SIGKILL, 2 * GROUP + 3).returncode == -9
    asked: list[str] = []

    def counted(text: str) -> str:
        asked.append(text)
        return "Another summary."

    fake_models.summarizer = FakeModel(counted, max_input_tokens=400)
    assert tarjama("summarize", run, "--words", "41", "--quiet")[0] == 0

    assert len(asked) == ARTICLES
    assert set(summaries(run)) == {"Another summary."}


def test_a_summary_truncated_by_a_crash_is_made_again(
    run: Path, fake_models: FakeModels, tarjama: Tarjama
) -> None:
    assert stopped(run, signal.SIGKILL, 2 * GROUP + 3).returncode == -9
    journal = run / NAME
    journal.write_bytes(journal.read_bytes()[:-30])

    document = json.loads(tarjama("summarize", run, "--words", "40", "--quiet", "--json")[1])

    assert len(document["runs"][0]["articles"]) == ARTICLES
    assert all(summary.strip() for summary in summaries(run))


def test_a_fresh_run_forgets_the_summaries_of_the_run_before(
    run: Path, fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path
) -> None:
    assert stopped(run, signal.SIGKILL, 2 * GROUP + 3).returncode == -9

    arguments = ("--profile", "embedded", "--output", run, "--quiet", "--no-memory", "--fresh")
    assert tarjama("run", tmp_path / "in", *arguments)[0] == 0

    assert not (run / NAME).exists()
