"""The processes that have worked on a run, so that `run.json` can tell what disturbed it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from translate import __version__
from translate.errors import CannotGoOn
from translate.runs.atomic import append_line, read_record

__all__ = ["NAME", "History"]

NAME = "processes.partial.jsonl"


class History:
    """A line when a process begins with a run, and one when it ends before the run does.

    A process that was killed has no second line. The file goes when the run is done; what it told stands in
    `run.json` then.
    """

    def __init__(self, run: Path, versions: Mapping[str, str]) -> None:
        """`versions` are those of the libraries on which an answer may depend."""
        self._path = run / NAME
        self._versions = dict(versions)

    @contextmanager
    def process(self) -> Iterator[None]:
        """Put on record what happens to this process."""
        self._append({"began_at": _now(), "tarjama": __version__, "versions": self._versions})
        try:
            yield
        except BaseException as error:
            with suppress(CannotGoOn):  # what ended the process is what the user should hear of
                self.ended(_ending(error))
            raise

    def ended(self, by: str) -> None:
        """Put on record what ends this process before the run is done."""
        self._append({"ended_at": _now(), "by": by})

    def disturbances(self) -> list[dict[str, Any]]:
        """The earlier processes, each with what ended it, `killed` where it could not tell.

        `versions` are those of its libraries that were not this process's.
        """
        processes: list[dict[str, Any]] = []
        for line in self._lines():
            if "began_at" in line:
                processes.append(line | {"by": "killed"})
                others = self._others(processes[-1].pop("versions", {}))
                if others:
                    processes[-1]["versions"] = others
            elif processes:
                processes[-1] |= {key: line[key] for key in ("ended_at", "by") if key in line}
        return processes[:-1]  # the last one is this process

    def other_versions(self) -> dict[str, str]:
        """The libraries that an earlier process had in another version, with that version."""
        return {name: v for process in self.disturbances() for name, v in process.get("versions", {}).items()}

    def _others(self, versions: object) -> dict[str, str]:
        if not isinstance(versions, dict):
            return {}
        return {name: v for name, v in versions.items() if self._versions.get(name) != v}

    def _append(self, entry: Mapping[str, object]) -> None:
        # The newline first: a crash may have torn the line before.
        append_line(self._path, "\n" + json.dumps(entry))

    def _lines(self) -> Iterator[dict[str, Any]]:
        for line in filter(None, read_record(self._path).decode("utf-8", "replace").split("\n")):
            with suppress(ValueError, RecursionError):
                entry = json.loads(line)
                if isinstance(entry, dict):
                    yield entry


def _ending(error: BaseException) -> str:
    """`Interrupted` and `Terminated` for signals, the error's class for all else."""
    return "Interrupted" if type(error) is KeyboardInterrupt else type(error).__name__.lstrip("_")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
