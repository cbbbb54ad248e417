"""Test runs over files with an article per row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import FakeModels
from tests.fakes import FakeModel, english
from tests.pipeline.made import files, repeat_until_finished, run_over
from translate.errors import RunFolderError
from translate.pipeline.run import RunResult
from translate.records import Status


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
