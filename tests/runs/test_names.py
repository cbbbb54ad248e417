"""Test difficult file names in a whole run: undecodable bytes, and a run inside its own input."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import FakeModels
from tests.fakes import FakeModel
from tests.runs.test_folder import started, translated
from translate.records import Row, Status
from translate.runs.conversions import article_json, parse_row, row_json
from translate.runs.files import StartedFile, printable_path
from translate.runs.folder import RunFolder

Tarjama = Callable[..., tuple[int, str, str]]

BAD = os.fsdecode(b"bad\xff.txt")
TEXT = "عنوان المقال هنا\n\nأعلنت الشركة عن خطة جديدة. وقال الوزير إن الخطة جاهزة."


def make_bad(folder: Path, name: str) -> None:
    """Write a file of this name if the file system accepts it (that of macOS does not)."""
    try:
        (folder / name).write_text(TEXT, encoding="utf-8")
    except OSError:
        pytest.skip("this file system has no such names")


def test_an_undecodable_name_can_be_read_in_the_files_of_a_run() -> None:
    assert printable_path(Path("خبر", BAD)) == r"خبر/bad\xff.txt"
    article = translated()
    bad = replace(article, article=replace(article.article, path=Path(BAD)))
    assert json.loads(article_json(bad))["path"] == r"bad\xff.txt"


@pytest.mark.parametrize(("bad", "written"), [(BAD, r"bad\xff.txt"), ("a\ud800", r"a\ud800")])
def test_a_reason_with_an_undecodable_name_does_not_end_the_run(bad: str, written: str) -> None:
    row = Row("a", Status.SKIPPED, reason=f"{bad}: a .xyz file")
    assert parse_row(row_json(row)).reason == f"{written}: a .xyz file"
    values = started().model_dump() | {"paths": [bad], "input": bad}
    file = StartedFile.model_validate_json(StartedFile(**values).model_dump_json())
    assert (file.paths, file.input) == ([written], written)


def test_an_undecodable_name_affects_no_other_article(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path
) -> None:
    source, run = tmp_path / "in", tmp_path / "run"
    source.mkdir()
    make_bad(source, "good.txt")
    make_bad(source, BAD)
    make_bad(source, os.fsdecode(b"bad\xff.xyz"))
    arguments = ("run", source, source / BAD, "--profile", "embedded", "--output", run)
    code, _, err = tarjama(*arguments)
    assert code == 0, err
    rows = {row.id: row for row in RunFolder(run).rows()}
    assert [rows[i].status for i in ("good", "bad_.txt")] == [Status.DONE, Status.DONE]
    assert rows["bad_.xyz"].reason.endswith(r"bad\xff.xyz: unsupported file type .xyz")
    assert tarjama(*arguments)[0] == 0


def test_a_run_inside_its_own_input_resumes_with_the_same_articles(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b", "c"):
        Path(f"{name}.txt").write_text(f"{TEXT * 8} {name}", encoding="utf-8")
    arguments = ("run", ".", "--profile", "embedded", "--output", "out/run", "--no-memory")
    fake_models.summarizer = FakeModel(stop_after_batches=0, max_input_tokens=400)
    assert tarjama(*arguments)[0] == 130
    assert list(Path("out/run/articles").iterdir())
    translated_before = len(fake_models.translator.batches)
    fake_models.summarizer = FakeModel(max_input_tokens=400)
    for _ in range(2):
        code, _, err = tarjama(*arguments)
        assert code == 0, err
        assert RunFolder(Path("out/run")).started().documents == ["a", "b", "c"]
    assert len(fake_models.translator.batches) == translated_before
    assert json.loads(Path("out/run/articles/a.json").read_text(encoding="utf-8"))["path"] == "a.txt"
