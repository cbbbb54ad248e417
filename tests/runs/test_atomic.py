import errno
import os
from pathlib import Path

import pytest

from translate.errors import CannotGoOn, OutOfSpace
from translate.runs.atomic import append_line, replacing, write_atomic, writing


def test_a_full_disk_leaves_the_old_file_whole_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    write_atomic(path, "old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutOfSpace, match=r"a\.json: no space left; free some space"):
        write_atomic(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotGoOn, match="file"):
        write_atomic(tmp_path / "file" / "a.json", "")


def test_newlines_are_written_as_they_are(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a", "a\r\nb\n")
    assert (tmp_path / "a").read_bytes() == b"a\r\nb\n"


def test_a_refusal_that_a_library_has_wrapped_is_known_as_one(tmp_path: Path) -> None:
    path = tmp_path / "a"
    in_rust = Exception("Error while serializing: I/O error: No space left on device (os error 28)")
    over_it = RuntimeError("unexpected pos 704 vs 598")
    over_it.__context__ = OSError(errno.ENOSPC, "No space left on device")
    for error in (in_rust, over_it):
        with pytest.raises(OutOfSpace, match="a: no space left"), writing(path):
            raise error
    with pytest.raises(RuntimeError, match="of the writer"), writing(path):
        raise RuntimeError("a defect of the writer")


def test_a_line_is_appended_through_no_link_and_to_no_pipe(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"mine\n")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe"):
        with pytest.raises(CannotGoOn, match=name):
            append_line(tmp_path / name, "theirs")
    assert (tmp_path / "mine").read_bytes() == b"mine\n"


def test_two_machines_that_write_one_file_do_not_share_its_temporary_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.getpid", lambda: 7)
    names: set[str] = set()
    for host in ("node-1", "node-1", "узел.2 x"):
        monkeypatch.setattr("socket.gethostname", lambda host=host: host)
        with replacing(tmp_path / ("ا" * 110)) as file:
            names.add(Path(file.name).name)
    assert len(names) == 3
    assert all(name.startswith(".") and name.endswith("-7-" + name[-16:]) for name in names)
    assert sum(name.startswith(".node-1-7-") for name in names) == 2
