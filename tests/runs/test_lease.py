"""Test the lock of a run folder on a file system shared by several machines."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT
from translate.errors import CannotGoOn, RunLocked
from translate.records import Row, Status
from translate.runs import lease
from translate.runs.folder import RunFolder

LEASE_SECONDS = 1.5
_HOLDER = """
import errno, fcntl, socket, sys, time
from pathlib import Path
def without(*_):
    raise OSError(errno.ENOSYS, "Function not implemented")
fcntl.flock = without
if sys.argv[2]:
    socket.gethostname = lambda: sys.argv[2]
from translate.runs import lease
from translate.runs.folder import RunFolder
lease.LEASE_SECONDS = float(sys.argv[3])
with RunFolder(Path(sys.argv[1])).lock():
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def _without_flock(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(*_: object) -> None:
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr(fcntl, "flock", without)
    monkeypatch.setattr(lease, "LEASE_SECONDS", LEASE_SECONDS)
    monkeypatch.setattr(lease, "_SPARE_SECONDS", 1.5)


@contextmanager
def holder(folder: Path, host: str = "") -> Iterator[subprocess.Popen[str]]:
    """Start a process that locks the folder, on this host or under another host name."""
    command = [sys.executable, "-c", _HOLDER, str(folder), host, str(LEASE_SECONDS)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("host", ["", "elsewhere"])
def test_a_run_that_another_process_writes_is_refused_without_flock(tmp_path: Path, host: str) -> None:
    with (
        holder(tmp_path, host),
        pytest.raises(RunLocked, match="another process is writing"),
        RunFolder(tmp_path).lock(),
    ):
        pass


@pytest.mark.parametrize("host", ["", "elsewhere"])
def test_the_lease_of_a_killed_process_is_taken_over(tmp_path: Path, host: str) -> None:
    with holder(tmp_path, host) as process:
        process.kill()
        process.wait()
        with RunFolder(tmp_path).lock():
            assert (tmp_path / ".lease").is_file()
    assert not (tmp_path / ".lease").exists()


@pytest.mark.parametrize("hours", [-5, 5])
def test_a_clock_that_is_wrong_by_hours_neither_frees_a_lease_nor_keeps_one(
    tmp_path: Path, hours: int
) -> None:
    with holder(tmp_path, "elsewhere") as process:
        status = (tmp_path / ".lease").stat()
        os.utime(tmp_path / ".lease", (status.st_atime + 3600 * hours, status.st_mtime + 3600 * hours))
        with pytest.raises(RunLocked), RunFolder(tmp_path).lock():
            pass
        process.kill()
        process.wait()
        os.utime(tmp_path / ".lease", (status.st_atime + 3600 * hours, status.st_mtime + 3600 * hours))
        with RunFolder(tmp_path).lock():
            pass


def test_a_process_that_lost_its_lease_stops_writing(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    with folder.lock():
        folder.write_row(Row("a", Status.DONE))
        held = folder._lease
        assert held is not None
        held._lost = "owner-changed"
        with pytest.raises(CannotGoOn, match="lost its lock on the run folder"):
            folder.write_row(Row("b", Status.DONE))
    assert "b" not in (tmp_path / "rows.partial.jsonl").read_text()
