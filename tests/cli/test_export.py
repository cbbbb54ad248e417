"""Test `tarjama export` and rows of files as a user runs them."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from tests.articles import article_of, line_of, start_run
from tests.conftest import SEEDS, FakeModels
from tests.fakes import english
from translate.cli.commands.export import FORMS
from translate.export.run import BILINGUAL_WRITERS, WRITERS
from translate.records import Row, Status

Tarjama = Callable[..., tuple[int, str, str]]
LONG = "a" * 300


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


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a run of one article; the current folder is its parent."""
    monkeypatch.chdir(tmp_path)
    folder = start_run(tmp_path / "r", "a")
    folder.write_article(article_of(line_of("A title")))
    folder.write_row(Row("a", Status.DONE, "A title", "A summary.", 2, 1))
    return folder.path


@pytest.mark.parametrize("name", ["", "/", "..", "r"])
@pytest.mark.parametrize("command", [("export", "r", "--to", "csv", "--output"), ("table", "r", "--svg")])
def test_an_output_that_names_a_folder_is_refused(
    run: Path, tarjama: Tarjama, command: tuple[str, ...], name: str
) -> None:
    code, _, err = tarjama(*command, name)
    assert code == 2
    assert "is a folder, not a file" in err


def test_an_export_does_not_replace_a_pipe_or_a_device_by_a_file(run: Path, tarjama: Tarjama) -> None:
    os.mkfifo("pipe")
    code, _, err = tarjama("export", "r", "--to", "csv", "--output", "pipe")
    assert code == 2
    assert "pipe: is a pipe or device, not a file" in err
    assert Path("pipe").is_fifo()
    assert tarjama("export", "r", "--to", "csv", "--output", os.devnull)[0] == 2


def test_an_export_to_a_link_replaces_the_file_behind_it(run: Path, tarjama: Tarjama) -> None:
    Path("elsewhere").mkdir()
    Path("latest.csv").symlink_to("elsewhere/today.csv")
    assert tarjama("export", "r", "--to", "csv", "--output", "latest.csv")[0] == 0
    assert Path("latest.csv").is_symlink()
    assert "A title" in Path("elsewhere/today.csv").read_text(encoding="utf-8-sig")


def test_the_message_of_an_export_cannot_control_the_terminal(run: Path, tarjama: Tarjama) -> None:
    code, _, err = tarjama("export", "r", "--to", "csv", "--output", "a\x1b[31m\n.csv")
    assert (code, err) == (0, "1 article in a␛[31m .csv\n")


@pytest.mark.parametrize(
    "command",
    [
        ("table", LONG),
        ("show", LONG),
        ("export", LONG, "--to", "csv"),
        ("export", "r", "--to", "csv", "--output", LONG),
        ("runs", LONG),
        ("compare", f"{LONG}=r"),
        ("report", LONG, "--output", "x.html"),
        ("report", "r", "--output", f"{LONG}.html"),
    ],
    ids=lambda command: " ".join(command).replace(LONG, "LONG"),
)
def test_a_name_that_no_file_can_have_is_not_an_internal_error(
    run: Path, tarjama: Tarjama, command: tuple[str, ...]
) -> None:
    (run.parent / "eval" / "references").mkdir(parents=True)
    (run.parent / "eval" / "references" / "a.en.txt").write_text("A title")
    code, _, err = tarjama(*command)
    assert code == 2
    assert err.rstrip("\n").endswith("File name too long")


def test_a_run_that_the_user_may_not_read_is_not_an_internal_error(
    run: Path, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> NoReturn:
        raise PermissionError(errno.EACCES, "Permission denied", "r/started.json")

    monkeypatch.setattr("translate.runs.folder.RunFolder.started", refused)
    assert tarjama("table", "r") == (4, "", "tarjama: r/started.json: Permission denied\n")
