"""Runs as processes of their own: killed, side by side, and over again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT
from tests.pipeline import kills
from translate.runs.folder import RunFolder


def test_a_run_killed_at_random_moments_ends_with_the_bytes_of_an_undisturbed_one(
    tmp_path: Path, marian_folder: Path
) -> None:
    result = kills.series(tmp_path, marian_folder, kills=2, articles=60)
    assert result.differing == ()
    assert result.kills == 2
    assert result.more <= 0.1


def test_two_runs_at_once_share_the_memory_and_both_come_to_their_end(
    tmp_path: Path, marian_folder: Path
) -> None:
    articles = kills.write_articles(tmp_path / "in", 60)
    profile = kills.write_profile(tmp_path / "two.toml", marian_folder)
    cache = tmp_path / "cache"
    processes = [kills.started(articles, profile, tmp_path / name, cache) for name in ("one", "two")]
    assert [process.wait(timeout=240) for process in processes] == [0, 0]
    for name in ("one", "two"):
        assert len(list((tmp_path / name / "articles").glob("*.json"))) == 60
        assert {row.status.value for row in RunFolder(tmp_path / name).rows()} == {"done"}
    assert kills.remembered(cache) >= 60 * kills.SENTENCES_PER_ARTICLE


def test_a_run_that_is_done_is_shown_without_loading_what_runs_models(
    tmp_path: Path, marian_folder: Path
) -> None:
    articles = kills.write_articles(tmp_path / "in", 5)
    profile = kills.write_profile(tmp_path / "again.toml", marian_folder)
    first = kills.started(articles, profile, tmp_path / "run", tmp_path / "cache")
    assert first.wait(timeout=240) == 0
    heavy = "{'torch', 'transformers', 'tokenizers', 'sentencepiece', 'datasets'}"
    command = (
        "import sys; from translate.cli import main; code = main(sys.argv[1:]); "
        f"print(sorted({heavy} & sys.modules.keys()), file=sys.stderr); sys.exit(code)"
    )
    again = subprocess.run(
        [sys.executable, "-c", command, "run", articles, "--profile", profile, "--output", tmp_path / "run"],
        env=os.environ | {"TARJAMA_CACHE": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        cwd=ROOT,
    )
    assert again.stderr.rstrip().endswith("[]")
    assert "a0004" in again.stdout
