"""Test runs over files with an article per row."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import FakeModels
from tests.fakes import FakeModel, english
from tests.pipeline.made import files, repeat_until_finished, run_over
from translate.config.profile import Decoding
from translate.errors import CannotGoOn, RunFolderError
from translate.pipeline import stages
from translate.pipeline.run import RunResult
from translate.records import Output, Status
from translate.runs.folder import RunFolder


def start(source: Path, target: Path) -> RunResult:
    return run_over(source, target, memory=True, batching={"window_sentences": 10, "batch_tokens": 30})


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a folder with a file of 30 rows, two of them bad, and two articles in separate files."""
    folder = tmp_path / "in"
    folder.mkdir()
    rows = [json.dumps({"text": f"الخبر رقم {n}. وهذا تفصيله رقم {n}."}) for n in range(30)]
    rows[7] = "no JSON"
    rows[20] = json.dumps({"text": ""})
    (folder / "b.jsonl").write_text("\n".join(rows))
    (folder / "a.txt").write_text("المقال الأول.", encoding="utf-8")
    (folder / "c.txt").write_text("المقال الأخير.", encoding="utf-8")
    return folder


def test_every_row_has_its_own_translation_and_a_bad_one_stops_no_other(
    fake_models: FakeModels, source: Path, tmp_path: Path
) -> None:
    result = start(source, tmp_path / "run")
    assert [row.id for row in result.rows] == ["a", *(f"b/{n}" for n in range(1, 31)), "c"]
    others = {row.id: row.status for row in result.rows if row.status is not Status.DONE}
    assert others == {"b/8": Status.FAILED, "b/21": Status.SKIPPED}
    for n in (0, 6, 8, 29):
        text = f"الخبر رقم {n}. وهذا تفصيله رقم {n}."
        sentences = result.folder.article(f"b/{n + 1}").article.sentences
        assert " ".join(s.text for s in sentences) == text
        translated = (tmp_path / "run" / "articles" / "b" / f"{n + 1}.en.txt").read_text()
        assert translated == " ".join(english(s.text) for s in sentences)


def test_a_resumed_run_over_rows_gives_the_same_bytes_as_an_undisturbed_one(
    fake_models: FakeModels, source: Path, tmp_path: Path
) -> None:
    start(source, tmp_path / "undisturbed")

    def attempt() -> None:
        fake_models.translator = FakeModel(stop_after_batches=3)
        start(source, tmp_path / "stopped")

    repeat_until_finished(attempt)
    assert files(tmp_path / "stopped") == files(tmp_path / "undisturbed")


def test_a_changed_row_is_not_taken_for_the_same_run(
    fake_models: FakeModels, source: Path, tmp_path: Path
) -> None:
    start(source, tmp_path / "run")
    path = source / "b.jsonl"
    path.write_text(path.read_text().replace("no JSON", json.dumps({"text": "خبر."})))
    with pytest.raises(RunFolderError, match="the articles have changed"):
        start(source, tmp_path / "run")


def other_text(path: Path) -> None:
    path.write_text(path.read_text().replace(" 2", " 3"))


def rows_gone(path: Path) -> None:
    path.write_text("\n".join(path.read_text().split("\n")[:12]))


@pytest.mark.parametrize("disturb", [Path.unlink, other_text, rows_gone])
@pytest.mark.parametrize("when", ["before the first row", "between two windows"])
def test_rows_of_a_file_that_was_changed_or_moved_are_neither_translated_nor_failed(
    fake_models: FakeModels,
    source: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    disturb: Callable[[Path], None],
    when: str,
) -> None:
    path = source / "b.jsonl"
    original = path.read_text()
    started = RunFolder.start

    def start_and_disturb(*arguments: Any) -> None:
        started(*arguments)
        disturb(path)

    once = iter([disturb])  # batches may be generated at the same time

    class Disturbed(FakeModel):
        def generate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[Output]:
            for change in once:
                change(path)
            return super().generate(texts, decoding)

    with monkeypatch.context() as disturbed:
        if when == "before the first row":
            disturbed.setattr(RunFolder, "start", start_and_disturb)
        else:
            fake_models.translator = Disturbed()
            disturbed.setattr(
                stages, "ahead", nullcontext
            )  # else the short file is read before the first batch
        with pytest.raises(CannotGoOn, match=r"b\.jsonl: changed or gone since the run began"):
            start(source, tmp_path / "run")
    run = RunFolder(tmp_path / "run")
    assert not run.done
    assert {row.id for row in run.rows() if row.status is Status.FAILED} <= {"b/8"}

    path.write_text(original)
    fake_models.translator = FakeModel()
    for name in ("run", "undisturbed"):
        start(source, tmp_path / name)
    assert files(tmp_path / "run") == files(tmp_path / "undisturbed")


def test_a_file_that_was_only_touched_is_read_on(
    fake_models: FakeModels, source: Path, tmp_path: Path
) -> None:
    class Touching(FakeModel):
        def generate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[Output]:
            (source / "b.jsonl").touch()
            return super().generate(texts, decoding)

    fake_models.translator = Touching()
    assert start(source, tmp_path / "run").rows[-1].status is Status.DONE
