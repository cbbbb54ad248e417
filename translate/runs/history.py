"""The processes that have worked on a run, so that `run.json` can tell what disturbed it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from translate import __version__
from translate.errors import CannotGoOn
from translate.runs.atomic import append_line, writing


class History:
    """A line when a process begins with a run, and one when it ends before the run does.

    A process that was killed has no second line. The file goes when the run is done; what it told stands in
    `run.json` then.
    """

    def __init__(self, run: Path) -> None:
        self._path = run / "processes.partial.jsonl"

    @contextmanager
    def process(self) -> Iterator[None]:
        """Put on record what happens to this process."""
        self._append({"began_at": _now(), "tarjama": __version__})
        try:
            yield
        except BaseException as error:
            with suppress(CannotGoOn):  # what ended the process is what the user should hear of
                self._append({"ended_at": _now(), "by": type(error).__name__.lstrip("_")})
            raise

    def disturbances(self) -> list[dict[str, Any]]:
        """The earlier processes, each with what ended it; `killed` where it could not tell."""
        processes: list[dict[str, Any]] = []
        for line in self._lines():
            if "began_at" in line:
                processes.append(line | {"by": "killed"})
            elif processes:
                processes[-1] |= line
        return processes[:-1]  # the last one is this process

    def clear(self) -> None:
        """Remove the file."""
        with writing(self._path):
            self._path.unlink(missing_ok=True)

    def _append(self, entry: dict[str, str]) -> None:
        # The newline first: a crash may have torn the line before.
        append_line(self._path, "\n" + json.dumps(entry))

    def _lines(self) -> Iterator[dict[str, Any]]:
        if not self._path.is_file():
            return
        for line in self._path.read_text(encoding="utf-8", errors="replace").split("\n"):
            with suppress(ValueError):
                entry = json.loads(line)
                if isinstance(entry, dict):
                    yield entry


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
