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
    """A contestant in a separate process, so that its memory is measured alone and no contestant warms up another.

    The context manager kills the process at its end.
    """

    def __init__(self, job: Job) -> None:
        self._log: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
        # A new session, so that Ctrl-C in the terminal reaches only the parent, which then ends its children.
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
        """Wait until the model is loaded; raises ModelError, RequestError or CannotGoOn if that fails."""
        self._ask(self._job.as_dict())

    def run(self, trial: Trial) -> Timing:
        """Translate once; raises CannotGoOn if the process fails."""
        return Timing(**self._ask(trial.as_dict()))

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        orders, answers = self._process.stdin, self._process.stdout
        if orders is None or answers is None:
            raise CannotGoOn("the benchmark process has no pipes")
        try:
            orders.write(json.dumps(order) + "\n")
            orders.flush()
        except BrokenPipeError:
            pass  # the cause of its death is reported below
        line = answers.readline()
        if not line:
            raise self._death()
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise _KINDS_OF_ERROR.get(answer["exit_code"], CannotGoOn)(answer["error"])
        return answer

    def _death(self) -> CannotGoOn:
        """Return an error that says why the process died."""
        code = self._process.wait(_SECONDS_TO_END)
        what = f"{self._job.contestant.kind} ({self._job.contestant.engine}, {self._job.contestant.compute_type})"
        if code == -signal.SIGKILL:
            return OutOfMemory(f"the process of {what} was killed, most likely because memory ran out")
        self._log.seek(0)
        printed = self._log.read().strip().splitlines()
        return CannotGoOn(f"the process of {what} ended: {printed[-1] if printed else f'exit code {code}'}")
