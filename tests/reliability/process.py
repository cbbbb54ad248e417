"""Run the command as a separate process: start it, stop it at a gate, disturb it, and start it again.

workshop   a tiny model, its converted copy, articles, and the files of an undisturbed run; made once
bench      one case with its own input, profile, cache and output folder; relative paths are the same in every case,
           so that the files of any two runs can be compared byte by byte
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.tiny_models import PAIRS, build_marian

HOOKS = Path(__file__).parent / "hooks"
ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 120.0  # undisturbed, a command takes two to five seconds
COMMAND = ("run", "in", "--profile", "profile.toml", "--output", "run")
_PROFILE = """
[translation]
model = "{model}"
engine = "ctranslate2"
compute_type = "float32"
[summary]
model = "lead"
[batching]
batch_tokens = 64
window_sentences = 32
"""


class Hang(AssertionError):
    """A process did not end or did not reach its gate."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: its exit code (negative if a signal killed it) and its output."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def clean(self) -> bool:
        """Return whether errors were reported without a traceback."""
        return not any(word in self.err for word in ("Traceback", "internal error", "terminate called"))


@dataclass(slots=True)
class Child:
    """A running command; it is killed with its bench."""

    process: subprocess.Popen[str]
    gate: Path
    began: float
    patience_seconds: float = PATIENCE_SECONDS

    def reach_gate(self) -> None:
        """Wait until the process is at its gate."""
        deadline = time.monotonic() + self.patience_seconds
        while not (self.gate / "reached").exists():
            if self.process.poll() is not None:
                ended = self.end()
                raise AssertionError(f"ended with {ended.code} before its gate:\n{ended.err}")
            if time.monotonic() > deadline:
                self.process.kill()
                raise Hang("the gate was not reached")
            time.sleep(0.002)

    def let_go(self) -> None:
        """Open the gate."""
        (self.gate / "go").touch()

    def kill(self) -> None:
        """Kill the process if it has not ended."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()

    def end(self) -> Ended:
        """Wait for the end."""
        try:
            out, err = self.process.communicate(timeout=self.patience_seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise Hang(f"no end within {self.patience_seconds:.0f} s") from None
        return Ended(self.process.returncode, out or "", err or "", time.monotonic() - self.began)


@dataclass(frozen=True, slots=True)
class Bench:
    """The folder of one case."""

    path: Path
    settings: Mapping[str, str]
    children: list[Child] = field(default_factory=list)

    @property
    def run(self) -> Path:
        return self.path / "run"

    @property
    def input(self) -> Path:
        return self.path / "in"

    @property
    def cache(self) -> Path:
        return self.path / "cache"

    def start(
        self,
        gate: int = 0,
        illness: str = "",
        command: Sequence[str] = COMMAND,
        stdout: int = subprocess.PIPE,
        module: str = "translate",
    ) -> Child:
        """Start the command; with `gate` it waits before it renames or links that article's JSON."""
        place = self.path / "gate"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        environment = dict(self.settings)
        if gate:
            environment |= {
                "PYTHONPATH": f"{HOOKS}{os.pathsep}{ROOT}",
                "TARJAMA_TEST_GATE": f"{gate}:{place}",
                "TARJAMA_TEST_ILLNESS": illness,
            }
        process = subprocess.Popen(
            [sys.executable, "-m", module, *command],
            cwd=self.path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
        child = Child(process, place, time.monotonic())
        self.children.append(child)
        return child

    def at_gate(self, gate: int, illness: str = "", command: Sequence[str] = COMMAND) -> Child:
        """Start the command and wait until it is at its gate."""
        child = self.start(gate, illness, command)
        child.reach_gate()
        return child

    def again(self) -> Ended:
        """Run the same command undisturbed."""
        return self.start().end()


@dataclass(frozen=True, slots=True)
class Workshop:
    """What all cases share; `files` are those of an undisturbed run, which takes `seconds`."""

    path: Path
    articles: int
    files: Mapping[str, bytes]
    seconds: float

    @contextmanager
    def bench(self, name: str) -> Iterator[Bench]:
        """Make the folder of a case; remove it afterwards."""
        bench = make_bench(self.path / "cases" / name, self.path)
        try:
            yield bench
        finally:
            for child in bench.children:
                child.kill()
            shutil.rmtree(bench.path, ignore_errors=True)

    def differences(self, bench: Bench) -> list[str]:
        """Return the files of a run that differ from those of an undisturbed one."""
        there = files_of(bench.run)
        return sorted(name for name in {*there, *self.files} if there.get(name) != self.files.get(name))

    def lost(self, bench: Bench) -> int:
        """Return how many articles of an undisturbed run are missing."""
        there = files_of(bench.run)
        return sum(name.endswith(".en.txt") and name not in there for name in self.files)


def hear_signals() -> None:
    """Stop ignoring SIGINT and SIGHUP, which shells and nohup set for background commands and children inherit."""
    for number, handler in (
        (signal.SIGINT, signal.default_int_handler),
        (signal.SIGHUP, signal.SIG_DFL),
    ):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler)


def make_workshop(path: Path, articles: int = 72, model: Path | None = None) -> Workshop:
    """Build the model if none is given, write the articles, and run once undisturbed."""
    hear_signals()
    path.mkdir(parents=True, exist_ok=True)
    if model is None:
        build_marian(path / "model")
    else:
        shutil.copytree(model, path / "model")
    write_articles(path / "in", articles)
    (path / "profile.toml").write_text(_PROFILE.format(model=path / "model"), encoding="utf-8")
    (path / "cache").mkdir()
    first = make_bench(path / "cases" / "undisturbed", path)
    ended = first.again()
    if ended.code != 0:
        raise AssertionError(f"the undisturbed run ended with {ended.code}:\n{ended.err}")
    shutil.copytree(first.cache / "models", path / "cache" / "models")
    files = files_of(first.run)
    shutil.rmtree(first.path)
    second = make_bench(path / "cases" / "undisturbed", path)
    warm = second.again()  # the model is converted now, so this is the time of a run
    if files_of(second.run) != files:
        raise AssertionError("two undisturbed runs differ, so no run can be compared with them")
    shutil.rmtree(second.path)
    return Workshop(path, articles, files, warm.seconds)


def make_bench(path: Path, workshop: Path) -> Bench:
    """Copy input, profile and cache for a case."""
    path.mkdir(parents=True)
    shutil.copytree(workshop / "in", path / "in")
    shutil.copytree(workshop / "cache", path / "cache")
    shutil.copy(workshop / "profile.toml", path)
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TARJAMA_"))}
    settings |= {"TARJAMA_CACHE": str(path / "cache"), "HF_HUB_OFFLINE": "1", "HF_HOME": str(path / "hub")}
    return Bench(path, settings)


def write_articles(folder: Path, count: int, sentences: int = 4) -> None:
    """Write articles of the pairs that the model has learnt, in different orders and with numbers."""
    folder.mkdir(parents=True)
    for number in range(count):
        pairs = random.Random(number).sample(PAIRS, sentences)
        text = "\n".join(f"{arabic} {number}{place}" for place, (arabic, _) in enumerate(pairs))
        (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")


def files_of(run: Path) -> dict[str, bytes]:
    """Return the files of a run to compare: all but hidden ones and `run.json`, which contains times."""
    return {
        path.relative_to(run).as_posix(): path.read_bytes()
        for path in sorted(run.rglob("*"))
        if path.is_file() and path.name != "run.json" and not path.name.startswith(".")
    }
