"""A run folder of unknown origin is read as data: invalid files are refused by name, nothing outside is touched."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_hostile_text import IDS, run
from tests.conftest import FakeModels, install_fakes
from translate.cli import main
from translate.errors import RunFolderError
from translate.runs.folder import RunFolder

__all__ = ["run"]  # the fixture
Tarjama = Callable[..., tuple[int, str, str]]

SENTENCE = "قال الوزير إن الخطة جاهزة. وأضاف أن العمل يبدأ غدا في المدينة."
NESTED = "[" * 100_000 + "]" * 100_000
ODD = {
    "nested": NESTED,
    "nested in an object": f'{{"format": 1, "id": {NESTED}}}',
    "giant number": '{"format": ' + "9" * 100_000 + "}",
    "giant text": json.dumps({"format": 1, "x": "y" * 20_000_000}),
    "not a number": '{"format": NaN}',
    "a list": "[1, 2]",
    "nothing": "",
    "bytes": "\x00\x01\x02",
    "lone surrogate": '{"format": 1, "id": "\\ud800"}',
}
READERS = (("table",), ("show", IDS["markup"]), ("export", "--to", "jsonl", "--output", "x.jsonl"))


@pytest.fixture
def untrusted(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of a run for a test to corrupt."""
    monkeypatch.chdir(tmp_path)
    return shutil.copytree(run, tmp_path / "untrusted", symlinks=True)


@pytest.fixture
def finished_copy(
    done: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_models: FakeModels
) -> Path:
    """Return a copy of the folder of `done` for a test to corrupt."""
    monkeypatch.chdir(shutil.copytree(done, tmp_path / "finished_copy"))
    return tmp_path / "finished_copy"


def read_by(tarjama: Tarjama, reader: tuple[str, ...], folder: Path) -> tuple[int, str]:
    return output_of(tarjama, (reader[0], str(folder), *reader[1:]))


def output_of(tarjama: Tarjama, command: tuple[str, ...]) -> tuple[int, str]:
    code, out, err = tarjama(*command)
    assert "Traceback" not in err
    assert "internal error" not in err
    assert len(err) < 10_000
    return code, out + err


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", ["started.json", f"articles/{IDS['markup']}.json", "rows.partial.jsonl"])
def test_an_invalid_file_in_an_untrusted_run_is_named(
    untrusted: Path, tarjama: Tarjama, name: str, odd: str
) -> None:
    (untrusted / name).write_bytes(ODD[odd].encode("utf-8", "surrogatepass"))
    answers = [read_by(tarjama, reader, untrusted) for reader in READERS]
    assert {code for code, _ in answers} <= {0, 2}
    assert any(code == 2 and Path(name).name in text for code, text in answers) or odd in _HARMLESS[name]


# An empty file counts as missing; a journal may end with an incomplete row after a crash.
_HARMLESS = {
    "started.json": set[str](),
    f"articles/{IDS['markup']}.json": {"nothing"},
    "rows.partial.jsonl": set(ODD),
}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with `run`, a finished run of `news`, and `references` for it."""
    folder = tmp_path_factory.mktemp("done")
    for name, suffix, text in (("news", ".txt", SENTENCE), ("references", ".en.txt", "A plan is ready.")):
        (folder / name).mkdir()
        for article in "ab":
            (folder / name / f"{article}{suffix}").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        install_fakes(patch)
        assert main(["run", str(folder / "news"), "--output", str(folder / "run")]) == 0
    return folder


COMMANDS: dict[str, tuple[str, ...]] = {
    "table": ("table", "run"),
    "show": ("show", "run", "a"),
    "export": ("export", "run", "--to", "jsonl", "--output", "x.jsonl"),
    "score": ("score", "run", "--references", "references"),
    "compare": ("compare", "run", "b=references", "--references", "references"),
    "report": ("report", "run", "--references", "references", "--output", "x.html"),
    "summarize": ("summarize", "run"),
    "run": ("run", "news", "--output", "run"),
}
# The commands that need each file; others may ignore an invalid one.
_NEED: dict[str, set[str]] = {
    "started.json": set(COMMANDS),
    "run.json": {"score", "compare", "report", "summarize", "run"},
    "articles/a.json": {"show", "export", "score", "compare", "report", "summarize"},
    "summaries.jsonl": {"table", "show", "export", "score", "compare", "report", "summarize", "run"},
}


def _leaves(value: object, leaf: object) -> object:
    """Return the same structure with other leaves."""
    if isinstance(value, dict):
        return {key: _leaves(entry, leaf) for key, entry in value.items()}
    return [_leaves(entry, leaf) for entry in value] if isinstance(value, list) else leaf


def _changed(text: str, change: str) -> str:
    """Return the text of a well-formed but invalid file of a run."""
    value = json.loads(text)
    match change:
        case "leaves":
            value = _leaves(value, "odd")
        case "tables":
            value = {key: 7 if isinstance(entry, dict | list) else entry for key, entry in value.items()}
        case "nothing":
            value = {}
        case _:
            return ODD[change]
    return json.dumps(value)


@pytest.mark.parametrize("change", ["leaves", "tables", "nothing", "nested", "giant number", "a list"])
@pytest.mark.parametrize("name", _NEED)
@pytest.mark.parametrize("command", COMMANDS)
def test_an_invalid_file_crashes_no_command_and_is_named_by_those_that_need_it(
    finished_copy: Path, tarjama: Tarjama, command: str, name: str, change: str
) -> None:
    path = finished_copy / "run" / name
    first, newline, rest = path.read_text(encoding="utf-8").partition("\n" if name.endswith("l") else "\0")
    path.write_text(_changed(first, change) + newline + rest, encoding="utf-8")
    code, text = output_of(tarjama, COMMANDS[command])
    assert code == (2 if command in _NEED[name] else 0)
    assert (name in text) == (code == 2)


SETTINGS: dict[str, dict[str, object]] = {
    "none": {},
    "no table": {"summary": [], "batching": 7},
    "empty tables": {"summary": {}, "batching": {"batch_tokens": {}}},
    "odd values": {"summary": {"model": 7, "words": "many"}, "batching": {"batch_tokens": "odd"}},
    "no words": {"summary": {"model": "lead", "words": -(10**30)}, "batching": {"batch_tokens": -1}},
}


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("name", ["started.json", "run.json"])
@pytest.mark.parametrize("command", COMMANDS)
def test_invalid_settings_crash_no_command(
    finished_copy: Path, tarjama: Tarjama, command: str, name: str, settings: str
) -> None:
    path = finished_copy / "run" / name
    file = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(file | {"settings": SETTINGS[settings], "models": {}}), encoding="utf-8")
    code, text = output_of(tarjama, COMMANDS[command])
    assert code in (0, 2)
    assert code == 0 or name in text
    if command == "summarize":
        assert code == 2


def test_summarising_again_keeps_all_other_fields_of_run_json(finished_copy: Path, tarjama: Tarjama) -> None:
    path = finished_copy / "run" / "run.json"
    before = json.loads(path.read_text(encoding="utf-8"))
    assert tarjama("summarize", "run", "--summarizer", "lead")[0] == 0
    after = json.loads(path.read_text(encoding="utf-8"))
    assert [*after] == [*before]
    assert {key for key in after if after[key] != before[key]} == {
        "engines",
        "licences",
        "models",
        "settings",
    }


@pytest.mark.parametrize(
    "identity", ["../../secret", "/etc/passwd", "a/../../../secret", "..", "a\x00b", "x" * 5000]
)
def test_an_id_in_an_untrusted_run_cannot_name_a_file_outside(
    untrusted: Path, tarjama: Tarjama, identity: str
) -> None:
    secret = untrusted.parent / "secret.json"
    secret.write_text(json.dumps({"password": "hunter2"}), encoding="utf-8")
    started = json.loads((untrusted / "started.json").read_text(encoding="utf-8"))
    started["documents"].insert(0, identity)
    (untrusted / "started.json").write_text(json.dumps(started), encoding="utf-8")
    for reader in (*READERS, ("show", identity)):
        code, text = read_by(tarjama, reader, untrusted)
        assert code in (0, 2)
        assert "hunter2" not in text


def test_a_link_in_an_untrusted_run_shows_no_other_file(untrusted: Path, tarjama: Tarjama) -> None:
    secret = untrusted.parent / "secret.txt"
    secret.write_text("password: hunter2", encoding="utf-8")
    path = untrusted / "articles" / f"{IDS['markup']}.json"
    path.unlink()
    path.symlink_to(secret)
    for reader in READERS:
        code, text = read_by(tarjama, reader, untrusted)
        assert "hunter2" not in text
        assert code == (0 if reader[0] == "table" else 2)


def test_fresh_does_not_follow_a_link_out_of_the_folder(untrusted: Path) -> None:
    kept = untrusted.parent / "kept"
    (untrusted / "articles").rename(kept)
    (untrusted / "articles").symlink_to(kept)
    before = sorted(path.name for path in kept.iterdir())
    with pytest.raises(Exception, match="cannot be written"):
        RunFolder(untrusted).clear()
    assert sorted(path.name for path in kept.iterdir()) == before


@pytest.mark.parametrize(
    "name",
    [
        "articles",
        "articles/below",
        "rows.partial.jsonl",
        "plans.partial.jsonl",
        "processes.partial.jsonl",
        ".lock",
    ],
)
@pytest.mark.parametrize("command", ["run", "run --fresh", "summarize"])
def test_a_link_in_an_untrusted_run_cannot_redirect_writes(
    tmp_path: Path, tarjama: Tarjama, fake_models: FakeModels, name: str, command: str
) -> None:
    news, output, elsewhere = tmp_path / "news", tmp_path / "out", tmp_path / "elsewhere"
    (news / "below").mkdir(parents=True)
    (news / "below" / "a.txt").write_text(SENTENCE, encoding="utf-8")
    (news / "b.txt").write_text(SENTENCE, encoding="utf-8")
    begin = ("run", news, "--output", output)
    assert tarjama(*begin)[0] == 0
    if command != "summarize":
        (output / "run.json").unlink()
    elsewhere.mkdir()
    (elsewhere / "file").write_text("mine\n", encoding="utf-8")
    place = output / name
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    place.symlink_to(elsewhere if name.startswith("articles") else elsewhere / "file")
    again = {"run": begin, "run --fresh": (*begin, "--fresh"), "summarize": ("summarize", output)}[command]
    code, _, err = tarjama(*again)
    assert code == 2
    assert f"{place}: " in err
    assert [path.name for path in elsewhere.iterdir()] == ["file"]
    assert (elsewhere / "file").read_text(encoding="utf-8") == "mine\n"


RECORDS = ODD | {
    "no bits": '{"window": 0, "texts": "a", "known": "zz"}',
    "odd versions": '{"began_at": 1}\n{"versions": 5, "began": []}\n{"began_at": 2, "versions": 7}\n',
}


@pytest.mark.parametrize("odd", [*RECORDS, "too large"])
@pytest.mark.parametrize("name", ["plans.partial.jsonl", "processes.partial.jsonl"])
def test_an_invalid_record_in_an_untrusted_run_is_ignored_or_named(
    finished_copy: Path, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch, name: str, odd: str
) -> None:
    if odd == "too large":
        monkeypatch.setattr("translate.runs.atomic.MAX_RECORD_BYTES", 1000)
    for file in ("run.json", "summaries.jsonl", "articles/b.json"):  # as in an unfinished run
        (finished_copy / "run" / file).unlink()
    (finished_copy / "run" / name).write_bytes(RECORDS.get(odd, "x" * 1001).encode("utf-8", "surrogatepass"))
    code, text = output_of(tarjama, COMMANDS["run"])
    if odd == "too large":
        assert code == 2
        assert f"{name}: too large: limit " in text
    else:
        assert code == 0


def test_a_pipe_as_journal_in_an_untrusted_run_is_not_waited_for(untrusted: Path) -> None:
    (untrusted / "rows.partial.jsonl").unlink()
    os.mkfifo(untrusted / "rows.partial.jsonl")
    with (
        pytest.raises(RunFolderError, match=r"rows\.partial\.jsonl: not a file but a link"),
        RunFolder(untrusted).lock(),
    ):
        pass
