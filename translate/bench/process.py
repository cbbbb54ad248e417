"""The parent's side of a contestant's process."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from types import TracebackType
from typing import IO, Any, Self

from translate.bench.contestants import Job, Timing, Trial
from translate.errors import CannotGoOn, ExitCode, ModelError, OutOfMemory, RequestError, TarjamaError

__all__ = ["Process"]

_SECONDS_TO_END = 5.0
_KINDS_OF_ERROR: dict[int, type[TarjamaError]] = {
    ExitCode.BAD_REQUEST: RequestError,
    ExitCode.NO_MODEL: ModelError,
}


class Process:
    """A contestant in a process of its own, so that its memory is its own, and nothing of one way warms another.

    As a context manager it ends the process, whatever it is at.
    """

    def __init__(self, job: Job) -> None:
        self._log: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
        # A session of its own: the terminal's Ctrl-C goes to the parent alone, which ends the others in order.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "translate.bench.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            encoding="utf-8",
            start_new_session=True,
        )
        self._job = job

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()
        self._log.close()

    def load(self) -> None:
        """Wait for the model to be loaded; raises ModelError, RequestError or CannotGoOn where that fails."""
        self._ask(self._job.as_dict())

    def run(self, trial: Trial) -> Timing:
        """Translate once; raises CannotGoOn where the process fails."""
        return Timing(**self._ask(trial.as_dict()))

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        orders, answers = self._process.stdin, self._process.stdout
        if orders is None or answers is None:
            raise CannotGoOn("a process that was to be timed has no pipes")
        try:
            orders.write(json.dumps(order) + "\n")
            orders.flush()
        except BrokenPipeError:
            pass  # what it died of is told below
        line = answers.readline()
        if not line:
            raise self._death()
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise _KINDS_OF_ERROR.get(answer["exit_code"], CannotGoOn)(answer["error"])
        return answer

    def _death(self) -> CannotGoOn:
        """Why the process is no more."""
        code = self._process.wait(_SECONDS_TO_END)
        what = f"{self._job.contestant.kind} ({self._job.contestant.engine}, {self._job.contestant.compute_type})"
        if code == -signal.SIGKILL:
            return OutOfMemory(f"the process of {what} was killed, most likely for want of memory")
        self._log.seek(0)
        told = self._log.read().strip().splitlines()
        return CannotGoOn(f"the process of {what} ended: {told[-1] if told else f'exit code {code}'}")
