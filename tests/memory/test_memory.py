from __future__ import annotations

import hashlib
import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.fakes import FakeModel, english
from translate.config.profile import Decoding
from translate.errors import CannotGoOn
from translate.memory.database import Database
from translate.memory.model import RememberingModel
from translate.memory.store import TranslationMemory
from translate.records import Output

ONE = Output("One.", 3, 2, finished=True)
TWO = Output("Two.", 4, 2, finished=False, log_probability=-0.25)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "memory.sqlite3"


def test_a_translation_is_found_in_the_next_process(path: Path) -> None:
    first = TranslationMemory(path)
    first.remember("opus", ["واحد", "اثنان"], [ONE, TWO])
    first.close()
    assert TranslationMemory(path).recall("opus", ["اثنان", "ثلاثة", "واحد"]) == [TWO, None, ONE]


def test_another_model_or_setting_never_gets_a_stale_answer(path: Path) -> None:
    memory = TranslationMemory(path)
    memory.remember("opus, 4 beams", ["واحد"], [ONE])
    assert memory.recall("opus, 1 beam", ["واحد"]) == [None]


def test_the_translation_remembered_first_is_kept(path: Path) -> None:
    memory = TranslationMemory(path)
    memory.remember("opus", ["واحد"], [ONE])
    memory.remember("opus", ["واحد"], [TWO])
    assert memory.recall("opus", ["واحد"]) == [ONE]


def test_many_sentences_are_looked_up_at_once(path: Path) -> None:
    memory = TranslationMemory(path)
    sources = [f"جملة {n}" for n in range(2500)]
    memory.remember("opus", sources, [ONE] * len(sources))
    assert memory.recall("opus", sources) == [ONE] * len(sources)


def test_nobody_else_can_read_what_a_user_translates(path: Path) -> None:
    memory = TranslationMemory(path)
    memory.remember("opus", ["سر"], [ONE])
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_clearing_forgets_everything_and_frees_the_disk_space(path: Path) -> None:
    memory = TranslationMemory(path)
    memory.remember("opus", [f"جملة {n}" for n in range(5000)], [ONE] * 5000)
    assert memory.info().sentences == {"opus": 5000}
    assert memory.clear() == 5000
    assert memory.info().sentences == {}
    memory.close()
    assert path.stat().st_size < 100_000


def test_a_damaged_memory_is_set_aside_and_a_new_one_made(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    memory = TranslationMemory(path)
    assert memory.set_aside is not None
    assert memory.set_aside.read_bytes().startswith(b"SQLite")
    memory.remember("opus", ["واحد"], [ONE])
    assert memory.recall("opus", ["واحد"]) == [ONE]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE outputs SET text = CAST(x'fffe80' AS TEXT)",
        "DROP TABLE outputs",
        "ALTER TABLE outputs DROP COLUMN text",
        "PRAGMA user_version = 0",
        "PRAGMA user_version = 1",
    ],
)
def test_damage_that_sqlite_does_not_find_is_set_aside_too(path: Path, damage: str) -> None:
    first = TranslationMemory(path)
    first.remember("opus", ["واحد"], [ONE])
    first.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(damage)
        connection.commit()

    memory = TranslationMemory(path)

    assert memory.recall("opus", ["واحد"]) == [None]
    memory.remember("opus", ["واحد"], [TWO])
    assert memory.recall("opus", ["واحد"]) == [TWO]
    assert memory.set_aside is not None
    assert memory.set_aside.is_file()


def test_a_damaged_memory_is_not_taken_for_the_new_one_of_another_process(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.parent.mkdir()
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    begin_anew = Database._begin_anew

    def after_another(database: Database) -> None:
        monkeypatch.setattr(Database, "_begin_anew", begin_anew)
        other = TranslationMemory(path)
        other.remember("opus", ["واحد"], [ONE])
        begin_anew(database)

    monkeypatch.setattr(Database, "_begin_anew", after_another)
    assert TranslationMemory(path).recall("opus", ["واحد"]) == [ONE]


def test_a_memory_that_fills_the_disk_can_be_cleared(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("translate.memory.store._forget", full)
    memory = TranslationMemory(path)
    memory.remember("opus", [f"جملة {n}" for n in range(5000)], [ONE] * 5000)

    assert memory.clear() == 5000

    assert memory.info().sentences == {}
    assert memory.info().bytes < 100_000
    memory.remember("opus", ["واحد"], [ONE])
    assert TranslationMemory(path).recall("opus", ["واحد"]) == [ONE]


def test_a_closed_memory_is_an_error_with_a_message(path: Path) -> None:
    memory = TranslationMemory(path)
    memory.close()
    with pytest.raises(CannotGoOn, match="closed"):
        memory.recall("opus", ["واحد"])


def test_an_unavailable_memory_is_reported_with_the_option_to_run_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotGoOn, match="--no-memory"):
        TranslationMemory(tmp_path / "file" / "memory.sqlite3")


def test_two_runs_can_use_the_memory_at_once(path: Path) -> None:
    failures: list[Exception] = []

    def work(number: int) -> None:
        try:
            memory = TranslationMemory(path)
            for n in range(50):
                memory.remember("opus", [f"{number}-{n}", f"both-{n}"], [ONE, TWO])
            memory.close()
        except (CannotGoOn, sqlite3.Error) as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert TranslationMemory(path).info().sentences == {"opus": 250}


def test_a_batch_with_a_new_member_runs_again_with_the_same_members(path: Path) -> None:
    inner = FakeModel()
    model = RememberingModel(inner, TranslationMemory(path), Decoding())
    outputs = model.generate(["a", "b"])
    assert model.recall(["a", "b"]) == outputs
    assert model.known(["b", "c"]) == [True, False]
    assert model.recall(["b", "c"]) is None
    model.generate(["b", "c"])
    assert inner.batches == [("a", "b"), ("b", "c")]


def test_a_known_sentence_keeps_its_translation_in_another_batch(path: Path) -> None:
    RememberingModel(FakeModel(), TranslationMemory(path), Decoding()).generate(["a"])
    changed = RememberingModel(FakeModel(lambda _: "other"), TranslationMemory(path), Decoding())
    assert [o.text for o in changed.generate(["a", "b"])] == [english("a"), "other"]


def test_other_decoding_settings_never_get_a_stale_answer(path: Path) -> None:
    RememberingModel(FakeModel(), TranslationMemory(path), Decoding()).generate(["a"])
    inner = FakeModel()
    RememberingModel(inner, TranslationMemory(path), Decoding(beams=4)).generate(["a"])
    assert inner.batches == [("a",)]


def test_a_memory_of_version_0_1_keeps_its_translations(path: Path) -> None:
    path.parent.mkdir()
    former = sqlite3.connect(path)
    former.executescript(
        """
        CREATE TABLE systems (id INTEGER PRIMARY KEY, description TEXT NOT NULL UNIQUE);
        CREATE TABLE outputs (
            system INTEGER NOT NULL REFERENCES systems (id), source BLOB NOT NULL, text TEXT NOT NULL,
            source_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, finished INTEGER NOT NULL,
            PRIMARY KEY (system, source)
        ) WITHOUT ROWID;
        PRAGMA user_version = 1;
        INSERT INTO systems VALUES (1, 'opus');
        """
    )
    key = hashlib.sha256("واحد".encode()).digest()
    former.execute("INSERT INTO outputs VALUES (1, ?, 'One.', 3, 2, 1)", (key,))
    former.commit()
    former.close()
    for _ in range(2):  # the second opening finds the file already changed
        memory = TranslationMemory(path)
        memory.remember("opus", ["اثنان"], [TWO])
        assert memory.recall("opus", ["واحد", "اثنان"]) == [ONE, TWO]
        memory.close()
