"""Test `tarjama export` and rows of files as a user runs them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import SEEDS, FakeModels
from tests.fakes import english
from translate.cli.commands.export import FORMS
from translate.export.run import BILINGUAL_WRITERS, WRITERS

Tarjama = Callable[..., tuple[int, str, str]]


def test_export_offers_every_format() -> None:
    assert tuple({**WRITERS, **BILINGUAL_WRITERS}) == FORMS


def test_rows_of_a_file_are_run_and_exported_under_their_own_ids(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [
        {"key": f"no/{n}", "body": f"الخبر رقم {n} في نشرة اليوم.", "url": f"https://news.example/{n}"}
        for n in range(3)
    ]
    rows.append({"key": "x", "body": "All of this one is in English."})
    (tmp_path / "feed.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    arguments = ("feed.jsonl", "--text-field", "body", "--id-field", "key", "--profile", "embedded")
    code, _, _ = tarjama("run", *arguments, "--output", "r", "--quiet")
    assert code == 0
    code, out, err = tarjama("export", "r", "--to", "jsonl")
    assert (code, out) == (0, "")
    assert "3 articles in r.jsonl (1 skipped)" in err
    exported = [json.loads(line) for line in Path("r.jsonl").read_text().splitlines()]
    assert [row["id"] for row in exported] == ["feed/no_0", "feed/no_1", "feed/no_2", "feed/x"]
    for row, original in zip(exported[:3], rows[:3], strict=True):
        assert row["translation"] == english(str(original["body"]))
        assert row["metadata"] == {"url": original["url"]}
    assert (tmp_path / "r" / "articles" / "feed" / "no_0.en.txt").is_file()


def test_a_field_missing_in_the_rows_is_refused_with_the_fields_they_have(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path
) -> None:
    (tmp_path / "feed.csv").write_text("key,city\n1,Cairo\n", encoding="utf-8")
    code, _, err = tarjama("run", tmp_path / "feed.csv", "--profile", "embedded")
    assert code == 2
    assert "no field 'text'; available: 'key', 'city'; name one with --text-field" in err


def test_another_text_field_starts_another_run(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path
) -> None:
    (tmp_path / "feed.csv").write_text("a,b\nنص قصير.,نص آخر.\n", encoding="utf-8")
    common = ("run", tmp_path / "feed.csv", "--profile", "embedded", "--output", tmp_path / "r", "--quiet")
    assert tarjama(*common, "--text-field", "a")[0] == 0
    code, _, err = tarjama(*common, "--text-field", "b")
    assert code == 2
    assert "input" in err


def test_a_limit_reads_no_more_rows_than_it_needs(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path
) -> None:
    good = json.dumps({"text": "الخبر الأول."})
    (tmp_path / "feed.jsonl").write_text(f"{good}\n{good}\nnot JSON at all\n")
    code, _, _ = tarjama(
        "run", tmp_path, "--profile", "embedded", "--limit", 2, "--output", tmp_path / "r", "--quiet"
    )
    assert code == 0


def test_exporting_a_folder_that_is_not_a_run_is_refused(tarjama: Tarjama) -> None:
    code, _, err = tarjama("export", SEEDS, "--to", "csv")
    assert code == 2
    assert "not a run" in err
