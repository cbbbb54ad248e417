"""Test commands whose pipe, disk or terminal accepts no more output."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

from tests.conftest import ROOT, SEEDS, FakeModels
from tests.fakes import FakeModel
from translate.cli import main

Tarjama = Callable[..., tuple[int, str, str]]
ARABIC_ID = "مقال"
FULL = Path("/dev/full")


class Terminal(io.TextIOWrapper):
    """A stream that reports itself as a terminal."""

    def isatty(self) -> bool:
        return True


@contextmanager
def unread(kind: type[io.TextIOWrapper] = io.TextIOWrapper) -> Iterator[io.TextIOWrapper]:
    """Return a pipe whose reader has closed it."""
    reader, writer = os.pipe()
    os.close(reader)
    with kind(open(writer, "wb"), encoding="utf-8", line_buffering=True) as stream:  # noqa: PTH123
        yield stream


def arguments(articles: Path, folder: Path) -> list[str]:
    return ["run", str(articles), "--profile", "embedded", "--output", str(folder), "--no-memory"]


@pytest.fixture
def folder(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    monkeypatch.chdir(tmp_path)  # a folder without references
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    articles = tmp_path / "in"
    articles.mkdir()
    text = (SEEDS / "000_c092617c02053add.txt").read_text(encoding="utf-8")
    (articles / f"{ARABIC_ID}.txt").write_text(text, encoding="utf-8")
    assert tarjama(*arguments(articles, tmp_path / "run"), "--quiet")[0] == 0
    return tmp_path / "run"


def ended(*command: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "translate", *map(str, command)],
        capture_output=True,
        env=os.environ | environment,
        check=False,
    )


def ended_into(stdout: io.TextIOWrapper, *command: object) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "translate", *map(str, command)],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("form", [[], ["--json"], ["--csv"]], ids=["table", "json", "csv"])
def test_a_closed_pipe_ends_the_table_without_a_message(folder: Path, form: list[str]) -> None:
    with unread() as stdout:
        assert ended_into(stdout, "table", folder, *form) == (0, "")


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["table", "json"])
def test_a_full_disk_is_reported_and_is_not_an_internal_error(folder: Path, form: list[str]) -> None:
    with FULL.open("w") as stdout:
        code, printed = ended_into(stdout, "table", folder, *form)

    assert code == 4
    message = "standard output cannot be written: No space left on device"
    assert (json.loads(printed)["error"]["message"] if form else printed) == (
        message if form else f"tarjama: {message}\n"
    )


@pytest.mark.parametrize("kind", [io.TextIOWrapper, Terminal], ids=["log", "terminal"])
def test_a_run_finishes_even_if_nobody_reads_its_progress_bars(
    fake_models: FakeModels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[io.TextIOWrapper]
) -> None:
    monkeypatch.setattr("translate.views.progress.SECONDS_BETWEEN_LINES", 0.0)
    with unread(kind) as stderr:
        monkeypatch.setattr(sys, "stderr", stderr)
        code = main(arguments(SEEDS, tmp_path / "run"))
        assert sys.stderr is stderr

    assert code == 0
    assert len(list((tmp_path / "run" / "articles").glob("*.en.txt"))) == 5
    assert (tmp_path / "run" / "run.json").is_file()


def test_a_run_keeps_its_exit_code_even_if_nobody_reads_its_table(
    fake_models: FakeModels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = tmp_path / "in"
    articles.mkdir()
    (articles / "damaged.txt").write_bytes("خبر".encode() + b"\x00\x01\xff\xfe" * 40)
    with unread() as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        code = main([*arguments(articles, tmp_path / "run"), "--quiet"])

    assert code == 1
    assert (tmp_path / "run" / "run.json").is_file()


def test_a_broken_pipe_inside_a_run_is_not_reported_as_success(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path
) -> None:
    def broken(_: str) -> NoReturn:
        raise BrokenPipeError(32, "Broken pipe")

    fake_models.translator = FakeModel(broken)
    code, _, printed = tarjama(*arguments(SEEDS, tmp_path / "run"), "--quiet")

    assert code == 4
    assert "BrokenPipeError" in printed


def test_a_terminal_that_is_not_utf_8_does_not_stop_json_and_csv(folder: Path) -> None:
    asked_as_json = ended("table", folder, "--json", PYTHONIOENCODING="ascii")
    asked_as_csv = ended("table", folder, "--csv", PYTHONIOENCODING="ascii")
    shown = ended("show", folder, ARABIC_ID, "--json", PYTHONIOENCODING="ascii")

    assert [row["id"] for row in json.loads(asked_as_json.stdout)["runs"][0]["articles"]] == [ARABIC_ID]
    rows = csv.DictReader(io.StringIO(asked_as_csv.stdout.decode("utf-8")))
    assert [row["id"] for row in rows] == [ARABIC_ID]
    assert json.loads(shown.stdout)["id"] == ARABIC_ID


@pytest.mark.parametrize("encoding", ["latin-1", "ascii:replace", "cp1256:ignore", "utf-16"])
@pytest.mark.parametrize("command", [("show", "{run}", ARABIC_ID), ("show", "{run}"), ("table", "{run}")])
def test_a_pipe_of_another_encoding_gets_its_arabic_in_utf_8(
    folder: Path, encoding: str, command: tuple[str, ...]
) -> None:
    words = [word.replace("{run}", str(folder)) for word in command]

    done = ended(*words, PYTHONIOENCODING=encoding)

    assert done.returncode == 0
    assert ARABIC_ID in done.stdout.decode("utf-8")
    assert b"????" not in done.stdout


def test_a_message_with_arabic_reaches_a_log_of_another_encoding(folder: Path) -> None:
    done = ended("show", folder, "لا شيء", PYTHONIOENCODING="ascii:replace")

    assert done.returncode == 2
    assert "لا شيء" in done.stderr.decode("utf-8")


def test_a_terminal_without_arabic_shows_codes_and_says_so(folder: Path) -> None:
    pexpect = pytest.importorskip("pexpect")
    child = pexpect.spawn(
        sys.executable,
        ["-m", "translate", "show", str(folder), ARABIC_ID],
        env=os.environ | {"PYTHONIOENCODING": "ascii:replace", "TERM": "dumb"},
        dimensions=(40, 400),
        timeout=60,
    )
    out = child.read().decode("ascii")
    child.close()

    assert child.exitstatus == 0
    assert "\\u0645\\u0642\\u0627\\u0644" in out
    assert "encoding (ascii) lacks some characters" in out
    assert "????" not in out


def test_a_document_is_written_to_a_standard_output_without_a_byte_stream(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stdout", written)

    assert main(["table", str(folder), "--json"]) == 0
    assert json.loads(written.getvalue())["runs"][0]["articles"][0]["id"] == ARABIC_ID


def test_an_interrupt_while_the_command_starts_shows_no_traceback(
    tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted() -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr("translate.cli.parser.build_parser", interrupted)
    code, _, printed = tarjama("run")

    assert code == 130
    assert printed == "tarjama: interrupted; run the same command again to resume\n"


def test_a_name_of_two_models_tells_which_path_is_whose(
    tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("translate.models.registry.find_prepared", lambda entry, name: Path("/models") / name)

    assert tarjama("models", "where", "embedded")[1] == (
        "translate: /models/embedded\nsummarize: /models/embedded\n"
    )
    assert tarjama("models", "where", "opus-mt")[1] == "/models/opus-mt\n"


def test_a_length_of_the_command_line_is_not_blamed_on_the_run(folder: Path, tarjama: Tarjama) -> None:
    code, _, printed = tarjama("summarize", folder, "--words", "3")

    assert code == 2
    assert printed.startswith("tarjama: command line: ")
    assert "run.json" not in printed


def test_a_closed_standard_output_shows_no_traceback(folder: Path) -> None:
    command = [sys.executable, "-m", "translate", "table", str(folder)]
    closed = "tarjama: standard output cannot be written: it is closed\n"
    for form, code, message in (([], 0, ""), (["--csv"], 4, closed)):
        done = subprocess.run(
            ["sh", "-c", 'exec "$@" >&-', "sh", *command, *form],
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (code, message)
