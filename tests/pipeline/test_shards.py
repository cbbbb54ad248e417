"""Test a run in shards, and their merging."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import FakeModels
from tests.fakes import FakeModel
from tests.pipeline.made import Swayed, files, write_uneven_articles
from translate.pipeline.run_models import RunModels
from translate.runs import article_ids

Tarjama = Callable[..., tuple[int, str, str]]
SHARDS = 3


@pytest.fixture
def command(tmp_path: Path) -> tuple[object, ...]:
    """Return a run over twelve windows of three articles each, one of them in English and one without text."""
    source = write_uneven_articles(tmp_path / "in", 36)
    (source / "004.txt").write_text(
        "This one is in English, and so it will be left out of the run, every word."
    )
    (source / "017.txt").write_bytes(b"")
    profile = tmp_path / "small.toml"
    profile.write_text(
        "[translation]\nmodel = 'embedded'\n[batching]\nwindow_sentences = 12\nbatch_tokens = 60\n"
        "[summary]\nmodel = 'lead'\n"
    )
    return ("run", source, "--profile", profile, "--quiet")


def run_shards(tarjama: Tarjama, command: tuple[object, ...], output: Path, *numbers: int) -> None:
    for number in numbers:
        assert tarjama(*command, "--output", output, "--shard", f"{number}/{SHARDS}")[0] in (0, 1)


@pytest.mark.parametrize("subfolders", [False, True])
def test_merged_shards_have_the_bytes_of_a_run_on_one_machine(
    fake_models: FakeModels,
    tarjama: Tarjama,
    command: tuple[object, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    subfolders: bool,
) -> None:
    if subfolders:
        monkeypatch.setattr(article_ids, "MOST_IN_ONE_FOLDER", 10)
    fake_models.translator = Swayed()
    one = tarjama(*command, "--output", tmp_path / "one", "--no-memory")[0]
    translated = len(fake_models.translator.sentences_seen)
    output = tmp_path / "run"
    fake_models.translator = Swayed()
    for number in (2, 3, 1):
        monkeypatch.setattr(RunModels, "processor_kind", lambda _self, number=number: f"kind {number % 2}")
        run_shards(tarjama, command, output, number)
    assert len(fake_models.translator.sentences_seen) == translated
    assert tarjama("merge", output, "--quiet")[0] == one
    for number in (1, 2, 3):
        shutil.rmtree(output / f"shard-{number}-of-3")
    assert files(output) == files(tmp_path / "one")
    facts, whole = (json.loads((p / "run.json").read_text()) for p in (output, tmp_path / "one"))
    for key in ("counts", "left_out", "identity", "settings", "models"):
        assert facts[key] == whole[key], key
    for key in ("sentences_translated", "source_tokens", "output_tokens"):
        assert facts["last_process"][key] == whole["last_process"][key], key
    assert facts["made_by"] == {"kind 1": "0, 2-3, 5-6, 8-9, 11", "kind 0": "1, 4, 7, 10"}
    assert [shard["shard"] for shard in facts["shards"]] == ["1/3", "2/3", "3/3"]


def test_missing_and_unfinished_shards_are_named(
    fake_models: FakeModels, tarjama: Tarjama, command: tuple[object, ...], tmp_path: Path
) -> None:
    output = tmp_path / "run"
    code, _, err = tarjama("merge", tmp_path)
    assert (code, "contains no shards" in err) == (2, True)
    run_shards(tarjama, command, output, 2)
    code, _, err = tarjama("merge", output)
    assert (code, "missing: 1/3, 3/3" in err) == (2, True)
    run_shards(tarjama, command, output, 1)
    fake_models.translator = FakeModel(stop_after_batches=2)
    assert tarjama(*command, "--output", output, "--shard", "3/3")[0] == 130
    code, _, err = tarjama("merge", output)
    assert (code, "unfinished: 3/3" in err) == (2, True)
    fake_models.translator = FakeModel()
    run_shards(tarjama, command, output, 3)
    assert tarjama("merge", output)[0] in (0, 1)
    assert tarjama("merge", output)[0] in (0, 1)


def test_shards_of_another_input_are_refused(
    fake_models: FakeModels, tarjama: Tarjama, command: tuple[object, ...], tmp_path: Path
) -> None:
    output = tmp_path / "run"
    run_shards(tarjama, command, output, 1, 2)
    (tmp_path / "in/000.txt").write_text("نص آخر تماما.", encoding="utf-8")
    run_shards(tarjama, command, output, 3)
    code, _, err = tarjama("merge", output)
    assert code == 2
    assert "the articles have changed since" in err
    assert "internal" not in err


def test_a_stopped_shard_resumes(
    fake_models: FakeModels, tarjama: Tarjama, command: tuple[object, ...], tmp_path: Path
) -> None:
    run_shards(tarjama, command, tmp_path / "whole", 2)
    output = tmp_path / "run"
    fake_models.translator = FakeModel(stop_after_batches=3)
    assert tarjama(*command, "--output", output, "--shard", "2/3")[0] == 130
    fake_models.translator = FakeModel()
    run_shards(tarjama, command, output, 2)
    assert files(output) == files(tmp_path / "whole")


@pytest.mark.parametrize("shard", ["0/3", "4/3", "3", "a/b", "1/0", "-1/3", "1/3/2"])
def test_a_shard_that_does_not_exist_is_refused(
    fake_models: FakeModels, tarjama: Tarjama, command: tuple[object, ...], shard: str
) -> None:
    code, _, err = tarjama(*command, f"--shard={shard}")
    assert (code, "such as 3/16" in err) == (2, True)
