"""Test typing errors of users, and errors as programs read them."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, SEEDS, FakeModels
from tests.views.making import TerminalStream
from translate.views.progress import TerminalProgress

Tarjama = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    monkeypatch.chdir(tmp_path)
    code, _, _ = tarjama(
        "run", SEEDS, "--profile", "embedded", "--output", tmp_path / "outputs" / "one", "--quiet"
    )
    assert code == 0
    return tmp_path / "outputs" / "one"


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (("tabel", "x"), "'table'"),
        (("table", "x", "--flaged"), "'--flagged'"),
        (("run", "x", "--engine", "tocrh"), "'torch'"),
    ],
)
def test_a_misspelt_word_is_refused_with_the_nearest_valid_one(
    tarjama: Tarjama, arguments: tuple[str, ...], meant: str
) -> None:
    code, out, err = tarjama(*arguments)
    assert (code, out) == (2, "")
    assert f"did you mean {meant}?" in err


@pytest.mark.parametrize(
    "arguments", [("table", "nowhere"), ("score", "nowhere"), ("runs", "nowhere"), ("run",)]
)
def test_a_program_that_asked_for_json_gets_the_error_as_json(
    tarjama: Tarjama, arguments: tuple[str, ...]
) -> None:
    code, out, err = tarjama(*arguments, "--json")
    assert out == ""
    assert err.count("\n") == 1  # the last line of a log is the whole document
    error = json.loads(err)["error"]
    assert error["exit_code"] == code == 2
    assert error["kind"]
    assert error["message"]


def test_the_list_of_runs_distinguishes_them(folder: Path, tarjama: Tarjama) -> None:
    (folder.parent / "broken").mkdir()
    (folder.parent / "broken" / "started.json").write_text("{")

    _, out, _ = tarjama("runs", "--json")
    found = {Path(run["run"]).name: run for run in json.loads(out)["runs"]}
    assert found["one"]["articles"]["done"] == 5
    assert (found["one"]["system"], found["one"]["finished"], found["one"]["problem"]) == (
        "embedded",
        True,
        "",
    )
    assert found["broken"]["problem"]
    assert "5 of 5 done" in tarjama("runs")[1]


def test_several_runs_are_distinguished_in_every_form(folder: Path, tarjama: Tarjama) -> None:
    other = folder.with_name("two")
    assert (
        tarjama("run", SEEDS, "--profile", "embedded", "--limit", "2", "--output", other, "--quiet")[0] == 0
    )

    documents = json.loads(tarjama("table", folder, other, "--json")[1])["runs"]
    assert [len(run["articles"]) for run in documents] == [5, 2]
    assert [Path(run["run"]).name for run in documents] == ["one", "two"]
    lines = tarjama("table", folder, other, "--csv")[1].splitlines()
    assert [line.split(",")[0].rsplit("/", 1)[-1] for line in lines] == ["run", *["one"] * 5, *["two"] * 2]


def test_default_references_that_do_not_fit_cause_no_error(folder: Path, tarjama: Tarjama) -> None:
    references = Path("eval/references")
    references.mkdir(parents=True)
    (references / "another.en.txt").write_text("A line")
    _, out, err = tarjama("table", folder)
    assert (err, "chrF" in out) == ("", False)


def test_a_misspelt_folder_of_references_is_an_error(folder: Path, tarjama: Tarjama) -> None:
    code, _, err = tarjama("table", folder, "--references", "eval/refernces")
    assert code == 2
    assert "eval/refernces" in err


def test_files_that_macos_adds_are_not_taken_for_references(folder: Path, tarjama: Tarjama) -> None:
    references = Path("own")
    references.mkdir()
    seed = next(iter(sorted(SEEDS.glob("*.txt"))))
    lines = seed.read_text(encoding="utf-8").split("\n")
    (references / f"{seed.stem}.en.txt").write_text("\n".join("A line." for _ in lines))
    (references / f"._{seed.stem}.en.txt").write_bytes(b"\x00\x05\x16\x07")
    code, out, _ = tarjama("score", folder, "--references", references, "--json")
    assert code == 0
    assert [article["id"] for article in json.loads(out)["per_article"]] == [seed.stem]


def test_a_row_id_with_a_dot_is_kept(fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path) -> None:
    text = "أعلنت الشركة عن نتائجها اليوم في مدينة دبي."
    (tmp_path / "news.csv").write_text(f"id,text\n10.0,{text}\n10.5,{text}\n", encoding="utf-8")
    (tmp_path / "refs" / "news").mkdir(parents=True)
    (tmp_path / "refs" / "news" / "10.5.en.txt").write_text("The company announced its results.")
    run = tmp_path / "run"
    assert tarjama("run", tmp_path / "news.csv", "--profile", "embedded", "--output", run, "--quiet")[0] == 0
    (document,) = json.loads(tarjama("table", run, "--references", tmp_path / "refs", "--json")[1])["runs"]
    scored = {row["id"]: row["chrf"] is not None for row in document["articles"]}
    assert scored == {"news/10.0": False, "news/10.5": True}


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("compare a b", "; run the same command again to start over"),
        ("run seeds", "; run the same command again to resume"),
        ("run seeds --dry-run", "; run the same command again to start over"),
        ("run seeds --fresh", "again without --fresh to resume, with --fresh to start over"),
        ("summarize outputs/x", "; run the same command again to resume"),
        ("models fetch embedded", "; run the same command again to resume"),
        ("models verify embedded", "; run the same command again to start over"),
    ],
)
def test_an_interrupted_command_says_what_running_it_again_does(
    tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch, command: str, message: str
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("translate.cli.parser.build_parser", interrupted)
    assert tarjama(*command.split())[2].rstrip().endswith(message)


def test_no_message_on_a_terminal_is_broken_inside_a_word(folder: Path, tmp_path: Path) -> None:
    pexpect = pytest.importorskip("pexpect")
    words = tmp_path / "a" / "folder-with-a-long-name" / "nowhere"
    for arguments in (("table", str(words)), ("run", str(words)), ("show", str(folder), "nothing")):
        child = pexpect.spawn(
            sys.executable,
            ["-m", "translate", *arguments],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            dimensions=(24, 40),
            timeout=60,
        )
        shown = child.read().decode().split("\r\n")
        child.close()
        assert child.exitstatus == 2
        message = " ".join(shown).split()
        assert all(len(line) <= 40 or " " not in line.strip() for line in shown), shown
        assert str(words) in " ".join(message) or "nothing" in " ".join(message)


def test_a_note_is_wrapped_between_words_on_a_terminal_and_whole_in_a_log() -> None:
    note = "a note about something that is rather long and has words of many letters in it"
    for stream, width in ((TerminalStream(), 30), (io.StringIO(), 200)):
        progress = TerminalProgress(stream)
        progress._console.width = 30
        progress.note(note)
        lines = stream.getvalue().rstrip("\n").split("\n")
        assert max(map(len, lines)) <= width
        assert " ".join(" ".join(lines).split()) == note
