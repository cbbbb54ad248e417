"""A run folder from a stranger: read as data, refused by name, and nothing outside is touched."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_hostile_text import IDS, run
from tests.conftest import FakeModels
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
def stranger(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a run, to be made odd."""
    monkeypatch.chdir(tmp_path)
    return shutil.copytree(run, tmp_path / "stranger", symlinks=True)


def told(tarjama: Tarjama, reader: tuple[str, ...], folder: Path) -> tuple[int, str]:
    code, out, err = tarjama(reader[0], folder, *reader[1:])
    assert "Traceback" not in err
    assert "a defect of Tarjama" not in err
    assert len(err) < 10_000
    return code, out + err


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", ["started.json", f"articles/{IDS['markup']}.json", "rows.partial.jsonl"])
def test_an_odd_file_in_a_strangers_run_is_named(
    stranger: Path, tarjama: Tarjama, name: str, odd: str
) -> None:
    (stranger / name).write_bytes(ODD[odd].encode("utf-8", "surrogatepass"))
    answers = [told(tarjama, reader, stranger) for reader in READERS]
    assert {code for code, _ in answers} <= {0, 2}
    assert any(code == 2 and Path(name).name in text for code, text in answers) or odd in _HARMLESS[name]


# An empty file is as good as none; what is no row at the end of a journal is what a crash leaves.
_HARMLESS = {
    "started.json": set[str](),
    f"articles/{IDS['markup']}.json": {"nothing"},
    "rows.partial.jsonl": set(ODD),
}


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_run_json_of_a_stranger_stops_no_reader_without_a_word(
    stranger: Path, tarjama: Tarjama, odd: str
) -> None:
    (stranger / "rows.partial.jsonl").rename(stranger / "summaries.jsonl")
    (stranger / "run.json").write_bytes(ODD[odd].encode("utf-8", "surrogatepass"))
    for reader in (*READERS, ("score", "--references", str(stranger.parent))):
        code, _ = told(tarjama, reader, stranger)
        assert code in (0, 2)


@pytest.mark.parametrize(
    "identity", ["../../secret", "/etc/passwd", "a/../../../secret", "..", "a\x00b", "x" * 5000]
)
def test_an_id_of_a_strangers_run_leads_nowhere_outside(
    stranger: Path, tarjama: Tarjama, identity: str
) -> None:
    secret = stranger.parent / "secret.json"
    secret.write_text(json.dumps({"password": "hunter2"}), encoding="utf-8")
    started = json.loads((stranger / "started.json").read_text(encoding="utf-8"))
    started["documents"].insert(0, identity)
    (stranger / "started.json").write_text(json.dumps(started), encoding="utf-8")
    for reader in (*READERS, ("show", identity)):
        code, text = told(tarjama, reader, stranger)
        assert code in (0, 2)
        assert "hunter2" not in text


def test_a_link_in_a_strangers_run_shows_no_other_file(stranger: Path, tarjama: Tarjama) -> None:
    secret = stranger.parent / "secret.txt"
    secret.write_text("password: hunter2", encoding="utf-8")
    path = stranger / "articles" / f"{IDS['markup']}.json"
    path.unlink()
    path.symlink_to(secret)
    for reader in READERS:
        code, text = told(tarjama, reader, stranger)
        assert "hunter2" not in text
        assert code == (0 if reader[0] == "table" else 2)


def test_fresh_does_not_follow_a_link_out_of_the_folder(stranger: Path) -> None:
    kept = stranger.parent / "kept"
    (stranger / "articles").rename(kept)
    (stranger / "articles").symlink_to(kept)
    before = sorted(path.name for path in kept.iterdir())
    with pytest.raises(Exception, match="cannot be written"):
        RunFolder(stranger).clear()
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
def test_a_link_in_a_strangers_run_has_nothing_written_elsewhere(
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


def test_a_pipe_for_a_journal_in_a_strangers_run_is_not_waited_for(stranger: Path) -> None:
    (stranger / "rows.partial.jsonl").unlink()
    os.mkfifo(stranger / "rows.partial.jsonl")
    with (
        pytest.raises(RunFolderError, match=r"rows\.partial\.jsonl: no file of a run"),
        RunFolder(stranger).lock(),
    ):
        pass
