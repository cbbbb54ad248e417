"""Test runs as separate processes: killed, in parallel, and repeated."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.pipeline import kills, scale
from translate.runs.folder import RunFolder


def test_a_run_killed_at_random_moments_ends_with_the_bytes_of_an_undisturbed_one(
    tmp_path: Path, marian_folder: Path
) -> None:
    result = kills.series(tmp_path, marian_folder, kills=2, articles=60)
    assert result.differing == ()
    assert result.kills == 2
    assert result.more <= 0.1


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory: pytest.TempPathFactory, marian_folder: Path) -> Path:
    """Return a folder with the runs `one` and `two` over `in`, which ran at once and shared the memory in `cache`."""
    folder = tmp_path_factory.mktemp("two")
    articles = kills.write_articles(folder / "in", 60)
    profile = kills.write_profile(folder / "two.toml", marian_folder)
    processes = [kills.started(articles, profile, folder / name, folder / "cache") for name in ("one", "two")]
    assert [process.wait(timeout=240) for process in processes] == [0, 0]
    return folder


def test_two_runs_at_once_share_the_memory_and_both_finish(two_runs: Path) -> None:
    for name in ("one", "two"):
        assert len(list((two_runs / name / "articles").glob("*.json"))) == 60
        assert {row.status.value for row in RunFolder(two_runs / name).rows()} == {"done"}
    assert kills.remembered(two_runs / "cache") >= 60 * kills.SENTENCES_PER_ARTICLE


def test_a_finished_run_is_shown_without_loading_model_libraries(two_runs: Path) -> None:
    # sentencepiece is allowed: a Marian model's vocabulary decides how its source is normalised, which names the run.
    heavy = "{'torch', 'transformers', 'tokenizers', 'datasets'}"
    command = (
        "import sys; from translate.cli import main; code = main(sys.argv[1:]); "
        f"print(sorted({heavy} & sys.modules.keys()), file=sys.stderr); sys.exit(code)"
    )
    arguments: list[str | Path] = [
        "run",
        two_runs / "in",
        "--profile",
        two_runs / "two.toml",
        "--output",
        two_runs / "one",
    ]
    again = subprocess.run(
        [sys.executable, "-c", command, *arguments],
        env=os.environ | {"TARJAMA_CACHE": str(two_runs / "cache")},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        cwd=ROOT,
    )
    assert again.stderr.rstrip().endswith("[]")
    assert "a0059" in again.stdout


def test_ten_times_the_articles_take_no_more_memory_and_ten_times_the_time(tmp_path: Path) -> None:
    few, many = (scale.cost(tmp_path, articles, model=None) for articles in (60, 600))
    assert many.peak_bytes <= 1.3 * few.peak_bytes
    assert many.seconds <= 11 * few.seconds
