"""Each fault of the real process is reported with the right exit code, and the next run recovers.

`make reliability` injects all kinds, kills a run a hundred times, and runs the second command as a process too.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.reliability.faults import KINDS, NotHere, try_fault
from tests.reliability.process import COMMAND, Bench, Ended, Workshop, make_workshop

# One of the faults that take the same path through the product; the full series has all.
SHORT = (
    "SIGINT",
    "SIGHUP, the terminal closed",
    "SIGKILL",
    "standard output on a full disk",
    "disk full",
    "output folder deleted",
    "output folder read-only",
    "memory limit reached",
    "one batch does not fit into memory",
    "the engine's worker dies",
    "the clock set back by a day",
    "converted model damaged",
    "translation memory with a damaged page",
    "translation memory locked by another program",
    "an article's file emptied by a power cut",
    "an article changed during the run",
    "two runs into one folder",
    "hub fails during a download",
)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory, marian_folder: Path) -> Workshop:
    return make_workshop(tmp_path_factory.mktemp("reliability") / "workshop", model=marian_folder)


@pytest.mark.enable_socket  # the stand-in for the hub, at 127.0.0.1
@pytest.mark.parametrize("name", SHORT)
def test_after_a_fault_the_same_command_ends_with_the_bytes_of_an_undisturbed_run(
    name: str, workshop: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def again(bench: Bench) -> Ended:
        """Run the command in this process, which has the libraries loaded."""
        from translate.cli import main

        with monkeypatch.context() as patch:
            patch.chdir(bench.path)
            patch.setenv("TARJAMA_CACHE", str(bench.cache))
            began = time.monotonic()
            code = main(list(COMMAND))
        out, err = capsys.readouterr()
        return Ended(code, out, err, time.monotonic() - began)

    try:
        outcome = try_fault(KINDS[name], workshop, again)
    except NotHere as error:
        pytest.skip(str(error))
    assert not outcome.problems, "\n".join(outcome.problems)
    assert (outcome.lost, outcome.differences) == (0, 0)


def test_every_kind_of_fault_has_a_message_or_needs_none() -> None:
    silent = {0, -9, -11}  # finished nevertheless, or dead immediately
    assert len(KINDS) >= 30
    assert all(kind.says for kind in KINDS.values() if not silent.intersection(kind.codes))
    assert set(SHORT) <= set(KINDS)


def test_a_gate_only_pauses_the_process(workshop: Workshop) -> None:
    with workshop.bench("gate") as bench:
        child = bench.at_gate(1)
        assert not (bench.run / "run.json").exists()
        child.let_go()
        assert child.end().code == 0
        assert workshop.differences(bench) == []
    assert not list((workshop.path / "cases").iterdir())
