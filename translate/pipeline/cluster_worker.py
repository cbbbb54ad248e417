"""Worker process of a cluster run; it translates whole windows exactly as a run on one machine does."""

from __future__ import annotations

import os
import pickle
import secrets
import socket
import time
import traceback
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from translate.errors import ExitCode, ModelError, TarjamaError
from translate.pipeline.run_models import RunModels
from translate.pipeline.stages import do_window
from translate.pipeline.translation import Tally
from translate.pipeline.windows import Window
from translate.pipeline.writing import Writer
from translate.records import Row
from translate.runs.folder import RunFolder
from translate.runs.past_windows import MadeBy

__all__ = ["COUNTED", "Assignment", "Failure", "Result", "Worker"]


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
    """The result of a window: its rows, counts and time. Its articles are already on disk."""

    number: int
    documents: int
    host: str
    rows: tuple[Row, ...]
    counts: Mapping[str, int | float] = field(default_factory=dict)
    seconds: float = 0.0
    changed: tuple[str, ...] = ()
    engines: Mapping[str, Mapping[str, str | int]] = field(default_factory=dict)


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


class Worker:
    """A callable for Ray Data that takes one pickled Assignment and returns one pickled Result or Failure.

    Errors are returned, not raised: Ray would drop the window, or print a traceback.
    """

    def __init__(
        self, folder: Path, open_models: Callable[[], RunModels], identities: Mapping[str, Any]
    ) -> None:
        self._folder = RunFolder(folder)
        self._host = socket.gethostname()
        self._failure: Failure | None = None
        self._made = MadeBy(folder, f"{self._host}-{os.getpid()}-{secrets.token_hex(4)}")
        try:
            self._models = open_models()
            if self._models.identities() != identities:
                raise ModelError("the models differ from those of the machine that started the run")
            self._models.translator()
        except TarjamaError as error:
            self._failure = self._failed(error)
        except Exception as error:  # any kind: a worker is useless without its model
            self._failure = Failure(f"{self._host}: the model cannot be loaded: {error}", ExitCode.NO_MODEL)

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
            return Failure(f"{self._host}: internal error:\n{traceback.format_exc()}", ExitCode.CANNOT_GO_ON)

    def _do(self, assignment: Assignment) -> Result:
        began = time.monotonic()
        tally = Tally(shortage=self._models.shortage)
        with _CollectedRows(self._folder) as writer:
            past = _Past(assignment.settled, self._made)
            do_window(assignment.window, self._folder, past, self._models, tally, writer)
        return Result(
            assignment.window.number,
            assignment.window.documents,
            self._host,
            tuple(writer.collected),
            {name: getattr(tally, name) for name in COUNTED},
            time.monotonic() - began,
            assignment.changed,
            self._models.engines(),
        )

    def _failed(self, error: TarjamaError) -> Failure:
        return Failure(f"{self._host}: {error}", error.exit_code)


@dataclass(frozen=True, slots=True)
class _Past:
    settled: Container[str]
    _made: MadeBy

    def begin(self, number: int, by: str) -> None:
        self._made.begin(number, by)
