"""Worker process of a cluster run; it translates whole windows exactly as a run on one machine does."""

from __future__ import annotations

import os
import pickle
import secrets
import time
import traceback
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from translate.engines.selection import sees_gpu
from translate.errors import CannotGoOn, ExitCode, ModelError, RunFolderError, TarjamaError
from translate.pipeline.cluster_nodes import this_node
from translate.pipeline.run_models import RunModels
from translate.pipeline.stages import do_window
from translate.pipeline.tally import Tally
from translate.pipeline.windows import Window
from translate.pipeline.writing import Writer
from translate.records import Row, TranslatedArticle
from translate.runs.folder import RunFolder
from translate.runs.past_windows import MadeBy

__all__ = ["COUNTED", "Assignment", "Failure", "FolderOfRun", "Result", "Worker"]


@dataclass(frozen=True, slots=True)
class Failure:
    """The error that stopped a worker or the reader; `exit_code` becomes the run's exit code."""

    message: str
    exit_code: ExitCode


@dataclass(frozen=True, slots=True)
class Assignment:
    """A window to process, the ids of its settled articles, and the ids of articles whose input has changed."""

    window: Window
    settled: frozenset[str]
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a window: its rows, counts and time. Its articles are already on disk.

    `used` are the counts of `RunModels.used` for this window.
    """

    number: int
    documents: int
    node: str
    rows: tuple[Row, ...]
    counts: Mapping[str, int | float] = field(default_factory=dict)
    seconds: float = 0.0
    changed: tuple[str, ...] = ()
    engines: Mapping[str, Mapping[str, str | int]] = field(default_factory=dict)
    processor_kind: str = ""
    used: Mapping[str, int] = field(default_factory=dict)


# Fields of `Tally` that each worker counts; the run sums them.
COUNTED = (
    "articles_set_aside",
    "articles_translated",
    "articles_summarised",
    "sentences_done",
    "sentences_known",
    "sentences_retried",
    "retries_kept",
    "tokens_done",
    "tokens_known",
    "output_tokens",
    "words_translated",
    "words_summarised",
    "words_to_summarise",
    "seconds_summarising",
)


class _CollectedRows(Writer):
    """A writer that writes articles, and collects rows for the main process, the only one that writes the journal."""

    def __init__(self, folder: RunFolder) -> None:
        super().__init__(folder)
        self.collected: list[Row] = []

    def rows(self, rows: Sequence[Row]) -> None:
        self.collected.extend(rows)


class FolderOfRun(RunFolder):
    """A run folder, for a process of the cluster, that is written only while it contains the run of this process.

    Such a process has no lock. If the command was killed and another run replaced this one (`--fresh`), the process may
    still live until Ray notices that the connection is lost.
    """

    def __init__(self, path: Path, run: str) -> None:
        super().__init__(path)
        self._run = run
        self._checked = (0, 0)  # inode and time of `started.json`

    def check(self) -> None:
        """Raise CannotGoOn if the folder contains another run by now."""
        try:
            # Opened, because NFS asks the server for the state of a file only then.
            with (self.path / "started.json").open("rb") as file:
                status = os.fstat(file.fileno())
            state = status.st_ino, status.st_mtime_ns
            same = state == self._checked or self.started().identity == self._run
        except (OSError, RunFolderError):
            same = False
        if not same:
            raise CannotGoOn(f"{self.path}: this run was deleted, or replaced by another one")
        self._checked = state

    def write_article(self, translated: TranslatedArticle) -> None:
        """Write the two files of an article; raises the error of `check`."""
        self.check()
        super().write_article(translated)


class Worker:
    """A callable for Ray Data that takes one pickled Assignment and returns one pickled Result or Failure.

    Errors are returned, not raised: Ray would drop the window, or print a traceback.
    """

    def __init__(
        self,
        folder: FolderOfRun,
        open_models: Callable[[], RunModels],
        identities: Mapping[str, Any],
        gpus: float,
    ) -> None:
        self._folder = folder
        self._node = this_node()
        self._failure: Failure | None = None
        self._made = MadeBy(folder.path, f"{self._node}-{os.getpid()}-{secrets.token_hex(4)}")
        try:
            if gpus and not sees_gpu():
                raise CannotGoOn(_without_gpu(gpus))
            self._models = open_models()
            if other := _difference(identities, self._models.identities()):
                raise ModelError(f"the models differ from those of the machine that started the run: {other}")
            self._models.translator()
        except TarjamaError as error:
            self._failure = self._failed(error)
        except Exception as error:  # any kind: a worker is useless without its model
            self._failure = Failure(f"{self._node}: the model cannot be loaded: {error}", ExitCode.NO_MODEL)

    def __call__(self, batch: Mapping[str, Sequence[bytes]]) -> dict[str, list[bytes]]:
        """Process a batch of one window, and return its pickled result."""
        return {"result": [pickle.dumps(self._answer(item)) for item in batch["item"]]}

    def _answer(self, item: bytes) -> Result | Failure:
        assignment: Assignment | Failure = pickle.loads(item)  # noqa: S301 - made by this run
        if isinstance(assignment, Failure):
            return assignment
        if self._failure is not None:
            return self._failure
        try:
            return self._do(assignment)
        except TarjamaError as error:
            return self._failed(error)
        except Exception:  # if raised, Ray would drop the window
            return Failure(f"{self._node}: internal error:\n{traceback.format_exc()}", ExitCode.CANNOT_GO_ON)

    def _do(self, assignment: Assignment) -> Result:
        self._folder.check()
        began, used = time.monotonic(), self._models.used()
        tally = Tally(shortage=self._models.shortage)
        with _CollectedRows(self._folder) as writer:
            past = _Past(assignment.settled, self._made)
            do_window(assignment.window, self._folder, past, self._models, tally, writer)
        return Result(
            assignment.window.number,
            assignment.window.documents,
            self._node,
            tuple(writer.collected),
            {name: getattr(tally, name) for name in COUNTED},
            time.monotonic() - began,
            assignment.changed,
            self._models.engines(),
            self._models.processor_kind(),
            self._models.used() - used,
        )

    def _failed(self, error: TarjamaError) -> Failure:
        return Failure(f"{self._node}: {error}", error.exit_code)


def _without_gpu(gpus: float) -> str:
    visible = os.environ.get("CUDA_VISIBLE_DEVICES", "not set")
    return (
        f"Ray reserved {gpus:g} GPUs for this worker (CUDA_VISIBLE_DEVICES: {visible}), but it finds no CUDA device; "
        "check `nvidia-smi` there, or run without --gpus-per-worker"
    )


def _difference(there: Mapping[str, Mapping[str, str]], here: Mapping[str, Mapping[str, str]]) -> str:
    """Return the first differing value of two descriptions of the models; empty if there is none."""
    for task, model in there.items():
        for name, value in model.items():
            if here[task].get(name) != value:
                return f"{task} {name} {value} there, {here[task].get(name)} here"
    return ""


@dataclass(frozen=True, slots=True)
class _Past:
    settled: Container[str]
    _made: MadeBy

    def begin(self, number: int, by: str) -> None:
        self._made.begin(number, by)
