"""Test the commands as a user runs them."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.conftest import ROOT, SEEDS, FakeModels
from tests.corpus.privileges import file_modes_hold
from tests.fakes import FakeModel, fake_files
from translate import __version__
from translate.cli import main
from translate.config.profile import SummarySettings, TranslationSettings
from translate.errors import OutOfSpace

Tarjama = Callable[..., tuple[int, str, str]]
ENDPOINT = "openai:qwen3@http://127.0.0.1:9/v1"


@pytest.fixture
def seeds_run(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    monkeypatch.chdir(ROOT)
    folder = tmp_path / "run"
    code, _, _ = tarjama("run", SEEDS, "--profile", "embedded", "--output", folder, "--quiet")
    assert code == 0
    return folder


def test_a_run_ends_with_a_row_for_each_article(seeds_run: Path, tarjama: Tarjama) -> None:
    code, out, _ = tarjama("table", seeds_run)
    assert code == 0
    assert all(seed.stem[:3] in out for seed in SEEDS.glob("*.txt"))
    assert "\x1b" not in out


def test_the_table_as_json_has_the_documented_fields(seeds_run: Path, tarjama: Tarjama) -> None:
    _, out, _ = tarjama("table", seeds_run, "--json")
    (run,) = json.loads(out)["runs"]
    assert (run["run"], run["system"], run["summarizer"]) == (str(seeds_run), "embedded", "embedded")
    rows = run["articles"]
    assert [row["id"] for row in rows] == sorted(seed.stem for seed in SEEDS.glob("*.txt"))
    for row in rows:
        assert set(row) >= {"id", "title", "summary", "words", "sentences", "flags", "status", "chrf"}
        assert 0 <= row["chrf"] <= 100


def test_the_table_as_csv_is_read_back_by_a_spreadsheet(seeds_run: Path, tarjama: Tarjama) -> None:
    _, out, _ = tarjama("table", seeds_run, "--csv")
    assert len(list(csv.DictReader(io.StringIO(out)))) == 5


def test_the_table_as_a_picture_is_complete(seeds_run: Path, tarjama: Tarjama, tmp_path: Path) -> None:
    picture = tmp_path / "table.svg"
    assert tarjama("table", seeds_run, "--svg", picture)[0] == 0
    assert ElementTree.parse(picture).getroot().tag.endswith("svg")
    assert "c092617c02053add" in picture.read_text(encoding="utf-8")


def test_the_table_of_an_unfinished_run_shows_what_is_finished(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path
) -> None:
    fake_models.translator = FakeModel(stop_after_batches=1)
    code, _, err = tarjama("run", SEEDS, "--profile", "embedded", "--output", tmp_path / "run", "--quiet")
    assert code == 130
    assert "run the same command again to resume" in err
    code, out, _ = tarjama("table", tmp_path / "run", "--json")
    assert code == 0
    assert {row["status"] for row in json.loads(out)["runs"][0]["articles"]} == {"pending"}


def test_scores_are_printed_with_their_signatures(seeds_run: Path, tarjama: Tarjama) -> None:
    code, out, _ = tarjama("score", seeds_run)
    assert code == 0
    assert "nrefs:1|case:mixed" in out
    code, out, _ = tarjama("score", seeds_run, "--json")
    score = json.loads(out)
    assert set(score["metrics"]) == {"chrf", "bleu", "chrf++", "ter"}
    assert len(score["per_article"]) == 5


def test_summaries_are_made_again_without_translating_again(
    seeds_run: Path, fake_models: FakeModels, tarjama: Tarjama
) -> None:
    fake_models.opened.clear()
    code, _, _ = tarjama("summarize", seeds_run, "--summarizer", "lead", "--words", "30")
    assert code == 0
    assert fake_models.opened == []
    rows = [json.loads(line) for line in (seeds_run / "summaries.jsonl").read_text().splitlines()]
    assert all(row["summary"].startswith("Sentence") for row in rows)
    assert json.loads((seeds_run / "run.json").read_text())["settings"]["summary"]["model"] == "lead"


def test_summarize_restores_rows_that_are_missing(seeds_run: Path, tarjama: Tarjama) -> None:
    summaries = seeds_run / "summaries.jsonl"
    whole = summaries.read_text()
    summaries.write_text("".join(whole.splitlines(keepends=True)[:2]))
    assert tarjama("summarize", seeds_run)[0] == 0
    assert summaries.read_text() == whole


def test_run_json_names_what_summarize_used_and_nothing_else(
    seeds_run: Path, fake_models: FakeModels, tarjama: Tarjama
) -> None:
    def facts() -> dict[str, dict[str, dict[str, object]]]:
        facts: dict[str, dict[str, dict[str, object]]] = json.loads((seeds_run / "run.json").read_text())
        return facts

    before = facts()
    assert set(before["engines"]) == set(before["licences"]) == {"translation", "summary"}

    assert tarjama("summarize", seeds_run, "--summarizer", "lead")[0] == 0
    assert set(facts()["engines"]) == set(facts()["licences"]) == {"translation"}

    assert tarjama("summarize", seeds_run, "--summarizer", "distilbart")[0] == 0
    assert facts()["settings"]["summary"]["model"] == "distilbart"
    assert facts()["engines"] == before["engines"]
    assert facts()["licences"] == before["licences"]


@pytest.mark.parametrize("device", ["auto", "cpu", "cuda"])
def test_the_device_of_the_command_line_reaches_both_models(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path, device: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from translate.pipeline import run as run_module
    from translate.pipeline import summarization

    asked: list[str] = []
    real = summarization.prepare_summarizer

    def prepare_summarizer(settings: SummarySettings, *others: Any) -> object:
        asked.append(settings.device)
        return real(settings, *others)

    def describe_model(_files: object, settings: TranslationSettings, *_: object) -> object:
        asked.append(settings.device)
        return fake_models.translator.identity

    monkeypatch.setattr(run_module, "prepare_summarizer", prepare_summarizer)
    monkeypatch.setattr(run_module, "describe_model", describe_model)
    code, _, err = tarjama(
        "run", SEEDS, "--profile", "embedded", "--device", device, "--output", tmp_path / "run", "--quiet"
    )
    assert (code, asked) == (0, [device, device]), err


def test_a_run_with_later_summaries_says_so(seeds_run: Path, tarjama: Tarjama) -> None:
    run = ("run", SEEDS, "--profile", "embedded", "--output", seeds_run, "--quiet")
    assert "summarize" not in tarjama(*run)[2]
    tarjama("summarize", seeds_run, "--summarizer", "none")
    assert "replaced by `tarjama summarize`" in tarjama(*run)[2]


def test_an_unavailable_second_model_is_reported_before_the_first_runs(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from translate.errors import ModelNotFound
    from translate.pipeline import run as run_module

    def prepare_model(name: str, *_: object) -> object:
        if name == "gone":
            raise ModelNotFound("no model 'gone'")
        return fake_files(name)

    monkeypatch.setattr(run_module, "prepare_model", prepare_model)
    monkeypatch.chdir(tmp_path)
    code, _, err = tarjama(
        "run", SEEDS, "--profile", "embedded", "--model", "one", "--model", "gone", "--quiet"
    )
    assert (code, "no model 'gone'" in err) == (3, True)
    assert fake_models.opened == []


def test_summarizer_none_makes_no_summary(fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path) -> None:
    arguments = (
        "run",
        SEEDS,
        "--profile",
        "embedded",
        "--summarizer",
        "none",
        "--output",
        tmp_path / "r",
        "--quiet",
    )
    assert tarjama(*arguments)[0] == 0
    assert fake_models.opened == ["translate"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("run", "nowhere"), 2, "nowhere"),
        (("run", "seeds", "--profile", "fast"), 2, "choose default, embedded"),
        (("run", "seeds", "--words", "1"), 2, "summary.words"),
        (("run", "seeds", "--limit", "0"), 2, "at least 1"),
        (("run", "seeds", "--model", "opus-mt", "--model", "nllb-600m", "--output", "x"), 2, "leave it out"),
        (("run", "seeds", "--model", "opus"), 3, "opus-mt-big"),
        (("table", "nowhere"), 2, "no such folder"),
        (("table", "seeds"), 2, "not a run"),
        (("score", "seeds"), 2, "not a run"),
        (("summarize", "seeds"), 2, "not a run"),
        (("models", "fetch"), 2, "needs the name"),
        (("models", "where", "opus"), 3, "opus-mt-big"),
        (("models", "where", "openai:a@localhost/v1"), 2, "openai:NAME@URL"),
        (("models", "where", ENDPOINT), 3, f"no folder on this machine; use it as `--model {ENDPOINT}`"),
        (("models", "fetch", ENDPOINT), 3, f"nothing to download; use it as `--model {ENDPOINT}`"),
        (("models", "verify", ENDPOINT), 2, "only a model's own files can be verified"),
    ],
)
def test_a_wrong_request_ends_in_one_message_with_the_choices(
    tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int, message: str
) -> None:
    monkeypatch.chdir(ROOT)
    ended, out, err = tarjama(*arguments)
    assert ended == code
    assert message in " ".join(err.split())
    assert "Traceback" not in err
    assert out == ""


def test_the_memory_reports_its_content_and_can_be_cleared(seeds_run: Path, tarjama: Tarjama) -> None:
    _, out, _ = tarjama("memory")
    assert "sentences by fake" in out
    assert "sentences deleted" in tarjama("memory", "clear")[1]
    assert "sentences by" not in tarjama("memory", "info")[1]


def test_an_unknown_sort_key_is_refused_with_the_keys(seeds_run: Path, tarjama: Tarjama) -> None:
    code, _, err = tarjama("table", seeds_run, "--sort", "size")
    assert code == 2
    assert "chrf" in err


def test_references_of_other_line_counts_are_refused_by_file(
    seeds_run: Path, tarjama: Tarjama, tmp_path: Path
) -> None:
    references = tmp_path / "references"
    references.mkdir()
    (references / "000_c092617c02053add.en.txt").write_text("Only one line")
    code, _, err = tarjama("score", seeds_run, "--references", references)
    assert code == 2
    assert "000_c092617c02053add.en.txt" in err
    assert "27" in err


def test_an_internal_error_is_reported_without_a_traceback(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: str) -> str:
        raise ZeroDivisionError("division by zero")

    fake_models.translator = FakeModel(broken)
    code, _, err = tarjama("run", SEEDS, "--profile", "embedded", "--output", tmp_path / "r", "--quiet")
    assert code == 4
    assert "internal error: ZeroDivisionError" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("command", ["table", "score", "summarize"])
def test_a_folder_without_permission_is_named_and_no_internal_error(
    seeds_run: Path, tarjama: Tarjama, command: str
) -> None:
    seeds_run.chmod(0)
    try:
        with file_modes_hold():
            code, _, err = tarjama(command, seeds_run)
    finally:
        seeds_run.chmod(0o755)
    assert code == 4
    assert "started.json: Permission denied" in err
    assert "internal" not in err


def test_a_run_that_is_closed_to_the_user_does_not_stop_a_new_one(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert tarjama("run", SEEDS, "--limit", "1", "--quiet")[0] == 0
    (theirs,) = (tmp_path / "outputs").iterdir()
    theirs.chmod(0)
    try:
        with file_modes_hold():
            code, _, err = tarjama("run", SEEDS, "--limit", "1", "--summarizer", "lead", "--quiet")
    finally:
        theirs.chmod(0o755)
    assert code == 0, err


def test_a_name_that_no_file_can_have_is_a_wrong_request(tarjama: Tarjama) -> None:
    code, _, err = tarjama("score", "x" * 300, "--references", ROOT / "eval" / "references")
    assert code == 2
    assert "File name too long" in err


def _shortest_seconds(*arguments: str) -> float:
    """Return the shortest of five times, so that other work on the machine does not count."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "translate", *arguments], check=True, capture_output=True, cwd=ROOT
        )
        times.append(time.perf_counter() - began)
    return min(times)


def test_help_answers_at_once() -> None:
    assert _shortest_seconds("--help") < 0.3


@pytest.mark.parametrize("command", ["table", "score", "models"])
def test_commands_that_need_no_model_import_no_torch(command: str, seeds_run: Path) -> None:
    arguments = [command] if command == "models" else [command, str(seeds_run)]
    program = (
        "import sys; from translate.cli import main\n"
        f"code = main({arguments!r})\n"
        "heavy = {'torch', 'transformers', 'ctranslate2'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, env=os.environ, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_library_error_caused_by_a_signal_is_reported_as_the_signal(
    sent: signal.Signals, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def importing(_argv: object) -> int:
        try:
            signal.raise_signal(sent)
        except KeyboardInterrupt as error:
            raise ImportError("initialization failed") from error
        return 0

    monkeypatch.setattr("translate.cli._execute", importing)
    assert main(["run"]) == code
    assert "run the same command again to resume" in capsys.readouterr().err


def test_a_full_disk_is_reported_even_after_a_swallowed_signal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def writing(_argv: object) -> int:
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
        raise OutOfSpace("out: no space left")

    monkeypatch.setattr("translate.cli._execute", writing)
    assert main(["table"]) == 4
    assert "no space left" in capsys.readouterr().err


def test_a_process_that_waits_for_a_thread_at_exit_can_be_interrupted() -> None:
    script = (
        "import os, signal, sys, threading, time\n"
        "from translate.cli import command\n"
        "threading.Thread(target=time.sleep, args=(60,)).start()\n"
        "threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM)).start()\n"
        "sys.argv = ['tarjama', '--version']; command()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=40, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert __version__ in done.stdout


def test_an_ignored_signal_stays_ignored_until_exit() -> None:
    script = (
        "import atexit, signal, sys\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "atexit.register(print, 'the end')\n"
        "atexit.register(signal.raise_signal, signal.SIGHUP)\n"
        "from translate.cli import command\n"
        "sys.argv = ['tarjama', '--version']; command()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("the end\n")


@pytest.mark.parametrize("sent", ["SIGINT", "SIGTERM"])
def test_a_signal_while_python_exits_changes_nothing(sent: str) -> None:
    script = (
        "import atexit, signal, sys\n"
        f"atexit.register(signal.raise_signal, signal.{sent})\n"
        "from translate.cli import command\n"
        "sys.argv = ['tarjama', '--version']; command()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert __version__ in done.stdout


def _damage(file: Path, *, inside: bool) -> None:
    """Overwrite the whole file, or all but its first page, which has the schema."""
    data = bytearray(file.read_bytes())
    start = 4096 if inside else 0
    data[start:] = b"\xa7" * (len(data) - start)
    file.write_bytes(data)


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.usefixtures("seeds_run")
def test_a_damaged_memory_is_not_shown_as_empty(
    tarjama: Tarjama, caplog: pytest.LogCaptureFixture, *, inside: bool
) -> None:
    from translate.memory.database import memory_path

    assert tarjama("memory", "info")[0] == 0
    _damage(memory_path(), inside=inside)
    assert tarjama("memory", "info")[0] == 4
    assert "the translation memory was damaged" in caplog.text
    assert tarjama("memory", "info")[0] == 0


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.usefixtures("seeds_run")
def test_clearing_a_damaged_memory_leaves_no_private_text_and_a_memory_that_works(
    tarjama: Tarjama, *, inside: bool
) -> None:
    from translate.memory.database import memory_path
    from translate.memory.store import TranslationMemory
    from translate.records import Output

    damaged = memory_path().with_name(f"{memory_path().name}.damaged")
    _damage(memory_path(), inside=inside)
    code, out, _ = tarjama("memory", "clear")
    assert code == 0
    assert f"{damaged}: the damaged memory was deleted" in out
    assert not damaged.exists()
    memory = TranslationMemory()
    memory.remember("opus", ["واحد"], [Output("one", 2, 2, finished=True)])
    memory.close()
    assert "1 sentence deleted" in tarjama("memory", "clear")[1]


def test_clearing_deletes_a_memory_that_an_earlier_run_found_damaged(tarjama: Tarjama) -> None:
    from translate.memory.database import memory_path

    damaged = memory_path().with_name(f"{memory_path().name}.damaged")
    damaged.parent.mkdir(parents=True, exist_ok=True)
    damaged.write_bytes(b"private")
    code, out, _ = tarjama("memory", "clear")
    assert (code, damaged.exists()) == (0, False)
    assert str(damaged) in out


def test_summarize_accepts_the_device_that_its_error_suggests(
    tarjama: Tarjama, seeds_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from translate.pipeline.summarization import prepare_summarizer

    asked: list[str] = []

    def prepare(settings: SummarySettings, *others: Any) -> object:
        asked.append(settings.device)
        return prepare_summarizer(settings, *others)

    monkeypatch.setattr("translate.pipeline.resummarize.prepare_summarizer", prepare)
    assert tarjama("summarize", seeds_run, "--device", "cpu")[0] == 0
    assert tarjama("summarize", seeds_run)[0] == 0
    assert asked == ["cpu", "auto"]  # the device is not part of the run's record


@pytest.mark.parametrize("inside", [False, True])
def test_a_quiet_run_reports_a_damaged_memory_and_finishes(seeds_run: Path, *, inside: bool) -> None:
    from translate.memory.database import memory_path

    _damage(memory_path(), inside=inside)
    code = (
        "import pytest, sys\n"
        "from tests.conftest import install_fakes\n"
        "from translate.cli import main\n"
        "install_fakes(pytest.MonkeyPatch())\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    run = ("run", str(SEEDS), "--profile", "embedded", "--output", str(seeds_run.parent / "again"), "--quiet")
    done = subprocess.run(
        [sys.executable, "-c", code, *run], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("the translation memory was damaged") == 1
