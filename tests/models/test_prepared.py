"""A prepared folder is complete or absent, whatever fails meanwhile."""

from __future__ import annotations

import errno
import threading
from pathlib import Path

import pytest

from translate.errors import CannotGoOn, OutOfSpace
from translate.models.prepared import prepare_once
from translate.progress import Silent


def write(folder: Path) -> None:
    (folder / "model").write_text("weights")


def test_a_preparation_that_fails_leaves_nothing_that_looks_like_a_model(tmp_path: Path) -> None:
    target = tmp_path / "model"

    def fail(folder: Path) -> None:
        write(folder)
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        prepare_once(target, fail, Silent())
    assert [p.name for p in tmp_path.iterdir() if p.is_dir()] == []
    assert (prepare_once(target, write, Silent()) / "model").read_text() == "weights"


def test_what_is_prepared_is_not_prepared_again(tmp_path: Path) -> None:
    target = prepare_once(tmp_path / "model", write, Silent())

    def never(_folder: Path) -> None:
        pytest.fail("built twice")

    assert prepare_once(target, never, Silent()) == target


def test_two_runs_at_once_prepare_one_model_once(tmp_path: Path) -> None:
    built: list[Path] = []
    started, go_on = threading.Event(), threading.Event()

    def slow(folder: Path) -> None:
        built.append(folder)
        write(folder)
        started.set()
        assert go_on.wait(10)

    class Watching(Silent):
        def note(self, message: str) -> None:
            assert "another process" in message
            go_on.set()

    first = threading.Thread(target=prepare_once, args=(tmp_path / "model", slow, Silent()))
    first.start()
    assert started.wait(10)
    prepare_once(tmp_path / "model", slow, Watching())
    first.join(10)
    assert len(built) == 1


def test_leftovers_of_a_killed_process_are_removed(tmp_path: Path) -> None:
    left = tmp_path / ".model.tmp-abc"
    left.mkdir()
    (left / "half").write_text("x")
    prepare_once(tmp_path / "model", write, Silent())
    assert not left.exists()


def test_a_full_disk_is_reported_with_advice(tmp_path: Path) -> None:
    def full(_folder: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OutOfSpace, match="TARJAMA_CACHE"):
        prepare_once(tmp_path / "model", full, Silent())


def test_an_unusable_cache_is_reported_with_its_path_and_advice(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    target = tmp_path / "file" / "models" / "model"

    with pytest.raises(CannotGoOn, match=r"(?s)file/models: .*TARJAMA_CACHE"):
        prepare_once(target, write, Silent())


def test_the_cache_is_not_blamed_for_a_source_that_cannot_be_read(tmp_path: Path) -> None:
    def unreadable(_folder: Path) -> None:
        (tmp_path / "weights").read_bytes()

    with pytest.raises(FileNotFoundError):
        prepare_once(tmp_path / "model", unreadable, Silent())
