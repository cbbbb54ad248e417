"""Test a run in shards, and their merging."""

from __future__ import annotations

import json
import os
import resource
import shutil
from collections.abc import Callable
from contextlib import ExitStack
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


def test_a_done_article_whose_files_are_lost_is_not_merged_silently(
    fake_models: FakeModels, tarjama: Tarjama, command: tuple[object, ...], tmp_path: Path
) -> None:
    output = tmp_path / "run"
    run_shards(tarjama, command, output, 1, 2, 3)
    for name in ("000.json", "000.en.txt"):
        lost = output / "shard-1-of-3/articles" / name
        content = lost.read_bytes()
        lost.unlink()
        code, _, err = tarjama("merge", output)
        assert (code, f"{lost}: missing or empty" in err.replace("\n", "")) == (2, True), err
        assert "shard-1-of-3 completely" in " ".join(err.split())
        lost.write_bytes(content)
    assert tarjama("merge", output, "--quiet")[0] == 0
    (output / "shard-1-of-3/articles/000.json").write_bytes(b"")  # as after a power cut
    code, _, err = tarjama("merge", output, "--quiet", "--fresh")
    assert (code, "missing or empty" in err) == (2, True)
    assert (output / "run.json").is_file()  # the run that was to be replaced


def test_a_shard_without_its_rows_is_not_merged(
    fake_models: FakeModels, tarjama: Tarjama, command: tuple[object, ...], tmp_path: Path
) -> None:
    output = tmp_path / "run"
    run_shards(tarjama, command, output, 1, 2, 3)
    rows = output / "shard-2-of-3/summaries.jsonl"
    content = rows.read_bytes()
    rows.unlink()
    code, _, err = tarjama("merge", output)
    assert (code, "no shard has the article '003'" in err) == (2, True)
    rows.write_bytes(content + (output / "shard-1-of-3/summaries.jsonl").read_bytes())
    code, _, err = tarjama("merge", output)
    assert (code, "the article '000' is also in" in err) == (2, True)


def test_an_outdated_merged_run_is_not_returned_as_the_result_of_new_shards(
    fake_models: FakeModels, tarjama: Tarjama, command: tuple[object, ...], tmp_path: Path
) -> None:
    output = tmp_path / "run"
    run_shards(tarjama, command, output, 1, 2, 3)
    assert tarjama("merge", output, "--quiet")[0] == 0
    (tmp_path / "in/000.txt").write_text("نص آخر تماما.", encoding="utf-8")
    for number in (1, 2, 3):
        assert tarjama(*command, "--output", output, "--shard", f"{number}/3", "--fresh")[0] in (0, 1)
    for _ in ("finished", "stopped"):
        code, _, err = tarjama("merge", output)
        err = " ".join(err.split())
        assert code == 2
        assert "the articles have changed since" in err
        assert "use --fresh to replace it by the merged shards" in err
        assert "--output" not in err
        (output / "run.json").unlink(missing_ok=True)
    assert tarjama("merge", output, "--quiet", "--fresh")[0] == 0
    assert tarjama(*command, "--output", tmp_path / "one", "--no-memory")[0] == 0
    for number in (1, 2, 3):
        shutil.rmtree(output / f"shard-{number}-of-3")
    assert files(output) == files(tmp_path / "one")


def test_a_stopped_merge_does_not_keep_articles_of_an_earlier_run_of_a_shard(
    fake_models: FakeModels, tarjama: Tarjama, command: tuple[object, ...], tmp_path: Path
) -> None:
    output = tmp_path / "run"
    run_shards(tarjama, command, output, 1, 2, 3)
    assert tarjama("merge", output, "--quiet")[0] == 0
    (output / "run.json").unlink()
    fake_models.translator = Swayed()  # as on another kind of processor
    assert tarjama(*command, "--output", output, "--shard", "1/3", "--fresh")[0] == 0
    assert tarjama("merge", output, "--quiet")[0] == 0
    merged, shard = output / "articles", output / "shard-1-of-3/articles"
    assert "in company" in (merged / "000.en.txt").read_text()
    for path in shard.iterdir():
        assert (merged / path.name).read_bytes() == path.read_bytes()


def test_a_merged_run_is_complete_without_its_shards(
    fake_models: FakeModels, tarjama: Tarjama, command: tuple[object, ...], tmp_path: Path
) -> None:
    output = tmp_path / "run"
    run_shards(tarjama, command, output, 1, 2, 3)
    assert tarjama("merge", output, "--quiet")[0] == 0
    for number in (1, 2, 3):
        shutil.rmtree(output / f"shard-{number}-of-3")
        code, _, err = tarjama("merge", output, "--quiet")
        assert (code, "already finished" in err) == (0, True)
        code, _, err = tarjama("merge", output, "--fresh")
        assert (code, "already finished" in err) == (2, False)
    assert len(list((output / "articles").glob("*.json"))) == 34


def test_the_summaries_of_a_single_shard_are_not_replaced(
    fake_models: FakeModels, tarjama: Tarjama, command: tuple[object, ...], tmp_path: Path
) -> None:
    output = tmp_path / "run"
    run_shards(tarjama, command, output, 1, 2, 3)
    code, _, err = tarjama("summarize", output / "shard-2-of-3", "--summarizer", "none")
    assert (code, f"`tarjama merge {output}`" in err.replace("\n", " ")) == (2, True)
    assert tarjama("merge", output, "--quiet")[0] == 0
    assert tarjama("summarize", output, "--summarizer", "none")[0] == 0
    code, _, err = tarjama(*command, "--output", output, "--shard", "2/3", "--summarizer", "none")
    assert (code, "--fresh" in err, "tarjama summarize" in err) == (2, True, False)


def test_many_shards_are_merged_with_few_open_files(
    fake_models: FakeModels, tarjama: Tarjama, command: tuple[object, ...], tmp_path: Path
) -> None:
    output = tmp_path / "run"
    for number in range(1, 41):
        assert tarjama(*command, "--output", output, "--shard", f"{number}/40")[0] in (0, 1)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    with ExitStack() as free:  # RLIMIT_NOFILE limits the numbers of descriptors, and open ones may have gaps
        numbers = [free.enter_context(Path(os.devnull).open("rb")).fileno() for _ in range(20)]
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(numbers) + 1, limits[1]))
    try:
        code, _, err = tarjama("merge", output, "--quiet")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert code == 0, err


def test_run_json_of_a_merged_run_has_the_usage_and_versions_of_all_shards(
    fake_models: FakeModels, tarjama: Tarjama, command: tuple[object, ...], tmp_path: Path
) -> None:
    output = tmp_path / "run"
    run_shards(tarjama, command, output, 1, 2, 3)
    for number in (1, 2, 3):
        path = output / f"shard-{number}-of-3/run.json"
        facts = json.loads(path.read_text())
        facts["endpoints"] = {"translation": {"server": "http://one", "requests": number, "price": 0.1}}
        facts["reproducible"] = False
        facts["versions"]["torch"] = "2.1" if number == 1 else "2.2"
        facts["engines"]["translation"]["device"] = "cuda" if number == 3 else "cpu"
        path.write_text(json.dumps(facts))
    code, _, err = tarjama("merge", output)
    assert code == 0
    assert "different versions (torch 2.1, 2.2)" in " ".join(err.split())
    facts = json.loads((output / "run.json").read_text())
    assert facts["endpoints"] == {"translation": {"server": "http://one", "requests": 6, "price": 0.3}}
    assert facts["versions"]["torch"] == ["2.1", "2.2"]
    assert isinstance(facts["versions"]["python"], str)
    assert facts["engines"]["translation"]["device"] == ["cpu", "cuda"]
    assert [shard["versions"]["torch"] for shard in facts["shards"]] == ["2.1", "2.2", "2.2"]
    code, _, err = tarjama("summarize", output, "--summarizer", "none")
    assert code == 0, err


@pytest.mark.parametrize("kinds", [("old avx2", "new avx512f"), ("old avx2", "old avx2")])
def test_merge_says_if_the_shards_were_made_on_different_processors(
    fake_models: FakeModels,
    tarjama: Tarjama,
    command: tuple[object, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kinds: tuple[str, str],
) -> None:
    for number in (1, 2, 3):
        monkeypatch.setattr(RunModels, "processor_kind", lambda _self, number=number: kinds[number % 2])
        run_shards(tarjama, command, tmp_path / "run", number)
    for _ in range(2):  # the second finds the run already merged
        _, _, err = tarjama("merge", tmp_path / "run", "--quiet")
        printed = "Made on 2 kinds of processors (new avx512f; old avx2)" in " ".join(err.split())
        assert printed == (len(set(kinds)) == 2)


@pytest.mark.parametrize(
    "reading",
    [
        ("table", "run"),
        ("show", "run"),
        ("export", "run", "--to", "jsonl"),
        ("summarize", "run"),
        ("score", "run", "--references", "in"),
    ],
)
def test_a_command_on_unmerged_shards_names_them_and_suggests_merge(
    fake_models: FakeModels,
    tarjama: Tarjama,
    command: tuple[object, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    reading: tuple[str, ...],
) -> None:
    run_shards(tarjama, command, tmp_path / "run", 1, 3)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in/000.en.txt").write_text("One.\n")
    code, _, err = tarjama(*reading)
    err = " ".join(err.split())
    assert (code, "not merged (1/3, 3/3)" in err, "tarjama merge run" in err) == (2, True, True), err


def test_runs_lists_unmerged_shards(
    fake_models: FakeModels, tarjama: Tarjama, command: tuple[object, ...], tmp_path: Path
) -> None:
    output = tmp_path / "outputs/run"
    run_shards(tarjama, command, output, 1, 2, 3)
    listed = json.loads(tarjama("runs", tmp_path / "outputs", "--json")[1])["runs"]
    assert [run["run"] for run in listed] == [str(output)]
    assert f"tarjama merge {output}" in listed[0]["problem"]
    assert tarjama("merge", output, "--quiet")[0] == 0
    listed = json.loads(tarjama("runs", tmp_path / "outputs", "--json")[1])["runs"]
    assert [(run["run"], run["problem"]) for run in listed] == [(str(output), "")]


@pytest.mark.parametrize("shard", ["0/3", "4/3", "3", "a/b", "1/0", "-1/3", "1/3/2"])
def test_a_shard_that_does_not_exist_is_refused(
    fake_models: FakeModels, tarjama: Tarjama, command: tuple[object, ...], shard: str
) -> None:
    code, _, err = tarjama(*command, f"--shard={shard}")
    assert (code, "such as 3/16" in err) == (2, True)
