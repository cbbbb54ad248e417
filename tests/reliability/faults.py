"""The faults, one function each: it disturbs a running run, yields how that ended, and then undoes the disturbance."""

from __future__ import annotations

import errno
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.hub_server import LARGE_BYTES, Fault, Hub, serving, sha256
from tests.reliability.process import COMMAND, Bench, Child, Ended, Workshop, files_of

Steps = Iterator[Ended]


class NotHere(Exception):
    """A fault cannot be injected on this machine."""


GATE = 2  # the article before whose JSON the fault occurs: most others are not read yet


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault: the allowed exit codes of the command, and its required message."""

    name: str
    codes: tuple[int, ...]
    says: str
    inject: Callable[[Bench], Steps]
    attempts: int = 1  # of the same command until it finishes


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a case; `problems` is empty if it passed."""

    kind: str
    seconds: float
    problems: tuple[str, ...]
    lost: int
    differences: int


KINDS: dict[str, Kind] = {}


def _kind(name: str, code: int | tuple[int, ...], says: str) -> Callable[[Callable[[Bench], Steps]], Kind]:
    def declare(inject: Callable[[Bench], Steps]) -> Kind:
        codes = (code,) if isinstance(code, int) else code
        return KINDS.setdefault(name, Kind(name, codes, says, inject))

    return declare


def try_fault(kind: Kind, workshop: Workshop, again: Callable[[Bench], Ended] = Bench.again) -> Outcome:
    """Inject the fault, check how the command ended, run it again, and compare the files."""
    began = time.monotonic()
    problems: list[str] = []
    with workshop.bench(kind.name.replace(" ", "-").replace("/", "-")) as bench:
        steps = kind.inject(bench)
        ended = next(steps)
        if ended.code not in kind.codes:
            problems.append(f"ended with {ended.code}, not {kind.codes}: {ended.err[-600:]}")
        reported = kind.says in ended.out + ended.err or (ended.code == 0 and kind.codes != (0,))
        if not ended.clean or not reported:
            problems.append(f"did not say '{kind.says}' but: {ended.out[-300:]} {ended.err[-600:]}")
        problems.extend(f"ended with {later.code} besides: {later.err[-600:]}" for later in steps)
        second = again(bench)
        if second.code != 0 or not second.clean:
            problems.append(f"the same command again ended with {second.code}: {second.err[-600:]}")
        differences = workshop.differences(bench)
        if differences:
            problems.append(f"other files than undisturbed: {', '.join(differences[:5])}")
        lost = workshop.lost(bench)
    return Outcome(kind.name, time.monotonic() - began, tuple(problems), lost, len(differences))


def _after(child: Child) -> Ended:
    child.let_go()
    return child.end()


# --- signals


def _signalled(number: signal.Signals) -> Callable[[Bench], Steps]:
    def inject(bench: Bench) -> Steps:
        child = bench.at_gate(GATE)
        child.process.send_signal(number)
        yield _after(child)

    return inject


_kind("SIGINT", 130, "interrupted; run the same command again to resume")(_signalled(signal.SIGINT))
_kind("SIGTERM", 143, "terminated; run the same command again to resume")(_signalled(signal.SIGTERM))
_kind("SIGHUP, the terminal closed", 143, "terminated; run the same command again to resume")(
    _signalled(signal.SIGHUP)
)
_kind("SIGKILL", -signal.SIGKILL, "")(_signalled(signal.SIGKILL))
_kind("SIGSEGV, like a crash in native code", -signal.SIGSEGV, "")(_signalled(signal.SIGSEGV))


@_kind("stopped and continued", 0, "")
def _stopped(bench: Bench) -> Steps:
    child = bench.at_gate(GATE)
    child.process.send_signal(signal.SIGSTOP)
    time.sleep(0.05)
    child.process.send_signal(signal.SIGCONT)
    yield _after(child)


# --- streams


@_kind("standard output closed by its reader", 0, "")
def _reader_gone(bench: Bench) -> Steps:
    reading, writing = os.pipe()
    child = bench.start(GATE, stdout=writing)
    os.close(writing)
    os.close(reading)
    child.reach_gate()
    yield _after(child)


@_kind("standard output on a full disk", 4, "standard output cannot be written: No space left")
def _full_output(bench: Bench) -> Steps:
    with Path("/dev/full").open("wb") as full:
        child = bench.start(GATE, stdout=full.fileno())
        child.reach_gate()
        yield _after(child)


# --- disk


@_kind("disk full", 4, "no space left; free some space")
def _disk_full(bench: Bench) -> Steps:
    with _own_disk(bench.run, 4 << 20):
        child = bench.at_gate(GATE)
        filler = bench.run / ".filler"
        _fill(filler)
        ended = _after(child)
        filler.unlink()
    yield ended


@_kind("file size limit reached", 4, "File too large")
def _file_size(bench: Bench) -> Steps:
    child = bench.at_gate(GATE, command=(*COMMAND, "--no-memory"))
    resource.prlimit(child.process.pid, resource.RLIMIT_FSIZE, (64, 64))
    yield _after(child)


@_kind("no more files may be opened", 4, "Too many open files")
def _no_files(bench: Bench) -> Steps:
    child = bench.at_gate(GATE, command=(*COMMAND, "--no-memory"))
    resource.prlimit(child.process.pid, resource.RLIMIT_NOFILE, (3, 3))
    yield _after(child)


@_kind("output folder deleted", 4, "the run folder was deleted or moved")
def _deleted(bench: Bench) -> Steps:
    child = bench.at_gate(GATE)
    aside = bench.run.rename(
        bench.path / "aside"
    )  # renamed first, because other threads of the process continue to write
    shutil.rmtree(aside)
    yield _after(child)


@_kind("output folder read-only", 4, "cannot be written")
def _read_only(bench: Bench) -> Steps:
    if os.geteuid() == 0:
        child = bench.at_gate(GATE)
        aside = (
            bench.path / "aside"
        )  # made read-only there, because the process writes into its own folder meanwhile
        aside.mkdir()
        with _mounted("--bind", str(bench.run), on=aside):
            _mount("-o", "remount,bind,ro", str(aside))
            with _mounted("--bind", str(aside), on=bench.run):
                ended = _after(child)
        yield ended
        return
    child = bench.at_gate(GATE)
    (bench.run / "articles").chmod(0o500)
    ended = _after(child)
    (bench.run / "articles").chmod(0o700)
    yield ended


@_kind("a file in place of the articles folder", 4, "cannot be written")
def _replaced(bench: Bench) -> Steps:
    child = bench.at_gate(GATE)
    (bench.run / "articles").rename(bench.run / "aside")
    (bench.run / "articles").touch()
    ended = _after(child)
    (bench.run / "articles").unlink()
    (bench.run / "aside").rename(bench.run / "articles")
    yield ended


# --- memory and workers


@_kind("memory limit reached", (0, 4), "memory")  # 0 if its memory is enough
def _memory_limit(bench: Bench) -> Steps:
    child = bench.at_gate(GATE)
    pages = int((Path("/proc") / str(child.process.pid) / "statm").read_text().split()[0])
    used = pages * resource.getpagesize()
    resource.prlimit(child.process.pid, resource.RLIMIT_AS, (used, used))
    yield _after(child)


@_kind("no batch fits into memory", 4, "memory")
def _no_memory(bench: Bench) -> Steps:
    yield _after(bench.at_gate(GATE, "memory"))


@_kind("one batch does not fit into memory", 0, "")
def _tight(bench: Bench) -> Steps:
    yield _after(bench.at_gate(GATE, "tight"))


@_kind("the engine's worker dies", 4, "the worker has died")
def _engine(bench: Bench) -> Steps:
    yield _after(bench.at_gate(GATE, "engine"))


@_kind("the clock set back by a day", 0, "")
def _clock(bench: Bench) -> Steps:
    yield _after(bench.at_gate(GATE, "clock"))


# --- what is kept between runs


def _killed(bench: Bench) -> None:
    child = bench.at_gate(GATE)
    child.process.kill()
    child.end()


@_kind("converted model damaged", (0, 3), "")
def _model_damaged(bench: Bench) -> Steps:
    for weights in (bench.cache / "models").rglob("model.bin"):
        os.truncate(weights, weights.stat().st_size // 2)
    yield bench.again()


@_kind("converted model left incomplete by a killed process", 0, "")
def _model_half_written(bench: Bench) -> Steps:
    for folder in list((bench.cache / "models").iterdir()):
        if folder.is_dir():
            half = folder.with_name(f".{folder.name}.tmp-killed")
            folder.rename(half)
            next(half.iterdir()).unlink()
    yield bench.again()


def _memory_file(bench: Bench) -> Path:
    return bench.cache / "memory.sqlite3"


@_kind("translation memory is not a database", 0, "the translation memory was damaged")
def _memory_garbage(bench: Bench) -> Steps:
    _killed(bench)
    _settle(_memory_file(bench))
    _memory_file(bench).write_bytes(b"no database" * 1000)
    yield bench.again()


@_kind("translation memory incompletely written", 0, "the translation memory was damaged")
def _memory_half(bench: Bench) -> Steps:
    _killed(bench)
    _settle(_memory_file(bench))
    os.truncate(_memory_file(bench), _memory_file(bench).stat().st_size // 2)
    yield bench.again()


@_kind("translation memory with a damaged page", 0, "the translation memory was damaged")
def _memory_pages(bench: Bench) -> Steps:
    _killed(bench)
    _settle(_memory_file(bench))
    data = bytearray(_memory_file(bench).read_bytes())
    data[4096:] = random.Random(0).randbytes(
        len(data) - 4096
    )  # all pages but the first, which has the schema
    _memory_file(bench).write_bytes(data)
    yield bench.again()


@_kind("translation memory damaged during the run", 0, "")
def _memory_pages_now(bench: Bench) -> Steps:
    child = bench.at_gate(GATE)
    path = _memory_file(bench)
    for file in (path, path.with_name(f"{path.name}-wal")):
        if file.exists():
            size = file.stat().st_size
            with file.open("r+b") as stream:
                stream.write(random.Random(0).randbytes(size))
    yield _after(child)


@_kind("translation memory locked by another program", 0, "")
def _memory_locked(bench: Bench) -> Steps:
    child = bench.at_gate(GATE)
    other = sqlite3.connect(_memory_file(bench), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    child.let_go()
    time.sleep(1)
    other.rollback()
    other.close()
    yield child.end()


@_kind("a row incompletely written", 0, "")
def _torn_row(bench: Bench) -> Steps:
    _killed(bench)
    journal = bench.run / "rows.partial.jsonl"
    if journal.is_file():
        os.truncate(journal, journal.stat().st_size - 7)
    with (bench.run / "processes.partial.jsonl").open("ab") as file:
        file.write(b'{"began_at": "20')
    yield bench.again()


@_kind("an article's file emptied by a power cut", 0, "")
def _empty_article(bench: Bench) -> Steps:
    _killed(bench)
    for path in sorted((bench.run / "articles").glob("*.json"))[:2]:
        os.truncate(path, 0)
    yield bench.again()


@_kind("temporary files left by a killed process", 0, "")
def _stale(bench: Bench) -> Steps:
    _killed(bench)
    (bench.run / "articles" / ".00001.json.999999.tmp").write_bytes(b"{")
    (bench.run / ".lock").touch()
    yield bench.again()


# --- the input


@_kind("an article changed during the run", 1, "changed")
def _changed(bench: Bench) -> Steps:
    last = sorted(bench.input.iterdir())[-1]
    child = bench.at_gate(GATE)
    before = last.read_bytes()
    last.write_text("نص آخر تماما.", encoding="utf-8")
    ended = _after(child)
    last.write_bytes(before)
    yield ended


@_kind("an article removed during the run", 1, "gone")
def _removed(bench: Bench) -> Steps:
    last = sorted(bench.input.iterdir())[-1]
    child = bench.at_gate(GATE)
    last.rename(bench.path / "aside")
    ended = _after(child)
    (bench.path / "aside").rename(last)
    yield ended


# --- other processes


@_kind("two runs into one folder", 4, "another process is writing this run")
def _two(bench: Bench) -> Steps:
    child = bench.at_gate(GATE)
    second = bench.again()
    first = _after(child)
    yield second
    if first.code != 0:
        yield first


@_kind("hub fails during a download", 3, "cannot fetch owner/some-model")
def _hub(bench: Bench) -> Steps:
    profile = bench.path / "profile.toml"
    text = profile.read_text(encoding="utf-8")
    model = Path(text.partition('model = "')[2].partition('"')[0])
    files = {path.name: path.read_bytes() for path in model.iterdir()}
    weights = files["model.safetensors"]
    if len(weights) < LARGE_BYTES:
        raise AssertionError("the weights are too small for an interrupted download")
    with serving(Hub(files)) as hub:
        hub.faults = [Fault(sha256(weights), cut_after=LARGE_BYTES // 2)]
        settings = dict(bench.settings) | {"HF_ENDPOINT": hub.endpoint, "HF_HUB_OFFLINE": "0"}
        command = ("run", "in", "--profile", "profile.toml", "--model", "owner/some-model", "--quiet")
        cut = Bench(bench.path, settings)
        yield cut.start(command=(*command, "--output", "of-the-hub")).end()
        hub.faults = []
        whole = cut.start(command=(*command, "--output", "of-the-hub")).end()
        if whole.code != 0:
            yield whole
        calm = Bench(bench.path, settings | {"HF_HOME": str(bench.path / "other-hub")})
        undisturbed = calm.start(command=(*command, "--no-memory", "--output", "undisturbed")).end()
        if undisturbed.code != 0:
            yield undisturbed
    there, wanted = files_of(bench.path / "of-the-hub"), files_of(bench.path / "undisturbed")
    others = sorted(name for name in {*there, *wanted} if there.get(name) != wanted.get(name))
    if others or not wanted:
        raise AssertionError(f"other files than undisturbed: {others}")


def _settle(database: Path) -> None:
    """Move the content of the write-ahead log into the database file."""
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


@contextmanager
def _own_disk(folder: Path, size_bytes: int) -> Iterator[None]:
    """Mount a separate disk of that size at `folder`; its files are kept when it is unmounted."""
    folder.mkdir()
    kept = folder.with_name("kept")
    with _mounted("-t", "tmpfs", "-o", f"size={size_bytes}", "tmpfs", on=folder):
        yield
        shutil.copytree(folder, kept)
    folder.rmdir()
    kept.rename(folder)


def _fill(path: Path) -> None:
    """Fill the disk of `path`."""
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 16))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise


@contextmanager
def _mounted(*arguments: str, on: Path) -> Iterator[None]:
    _mount(*arguments, str(on))
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(on)], check=True, capture_output=True)


def _mount(*arguments: str) -> None:
    try:
        subprocess.run(["mount", *arguments], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NotHere("only root can mount a disk") from error
