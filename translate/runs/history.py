"""Record the processes of a run, so that `run.json` can list its interruptions."""

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
    """A file with a line for the start of each process, and one if it ended before the run was finished.

    A killed process has no second line. When the run is finished, its content moves to `run.json` and the file is
    removed.
    """

    def __init__(self, run: Path, versions: Mapping[str, str]) -> None:
        """Set the file and `versions`, the versions of libraries that can change the output."""
        self._path = run / NAME
        self._versions = dict(versions)

    @contextmanager
    def process(self) -> Iterator[None]:
        """Record the start of this process."""
        self._append({"began_at": _now(), "tarjama": __version__, "versions": self._versions})
        try:
            yield
        except BaseException as error:
            with suppress(CannotGoOn):  # the user should see the error that ended the process, not this one
                self.ended(_ending(error))
            raise

    def ended(self, by: str) -> None:
        """Record why this process ended before the run was finished."""
        self._append({"ended_at": _now(), "by": by})

    def disturbances(self) -> list[dict[str, Any]]:
        """Return the earlier processes, each with the reason for its end; `killed` if it left none.

        `versions` lists the libraries whose version differed from this process's.
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
        """Return the libraries that an earlier process used in another version, with that version."""
        return {name: v for process in self.disturbances() for name, v in process.get("versions", {}).items()}

    def _others(self, versions: object) -> dict[str, str]:
        if not isinstance(versions, dict):
            return {}
        return {name: v for name, v in versions.items() if self._versions.get(name) != v}

    def _append(self, entry: Mapping[str, object]) -> None:
        # Newline first: a crash may have left the last line incomplete.
        append_line(self._path, "\n" + json.dumps(entry))

    def _lines(self) -> Iterator[dict[str, Any]]:
        for line in filter(None, read_record(self._path).decode("utf-8", "replace").split("\n")):
            with suppress(ValueError, RecursionError):
                entry = json.loads(line)
                if isinstance(entry, dict):
                    yield entry


def _ending(error: BaseException) -> str:
    """Return `Interrupted` or `Terminated` for signals, otherwise the class name of the error."""
    return "Interrupted" if type(error) is KeyboardInterrupt else type(error).__name__.lstrip("_")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
