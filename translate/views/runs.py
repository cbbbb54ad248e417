"""Print the list of runs, or return it as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.records import Status
from translate.views.terminal import isolated, plain_table, show, styled

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["ListedRun", "print_runs", "runs_json"]

_NAME_SHARE = 2  # the names take at most one half of the width


@dataclass(frozen=True, slots=True)
class ListedRun:
    """A run in the list; `date` in ISO 8601 and UTC. `problem` says why the folder cannot be read."""

    run: str
    input: str = ""
    system: str = ""
    summarizer: str = ""
    date: str = ""
    finished: bool = False
    counts: Mapping[Status, int] = field(default_factory=dict)
    problem: str = ""

    @property
    def state(self) -> str:
        """Return the progress of the run in words."""
        total = sum(self.counts.values())
        others = [
            f"{self.counts[s]:,} {s.value}" for s in (Status.FAILED, Status.SKIPPED) if self.counts.get(s)
        ]
        done = f"{self.counts.get(Status.DONE, 0):,} of {total:,} done"
        return ", ".join([done, *others, *([] if self.finished else ["unfinished"])])


def runs_json(runs: Sequence[ListedRun]) -> dict[str, Any]:
    """Return the `runs` document, without its version."""
    return {
        "runs": [
            {
                "run": run.run,
                "input": run.input,
                "system": run.system,
                "summarizer": run.summarizer,
                "date": run.date,
                "finished": run.finished,
                "articles": {status.value: run.counts.get(status, 0) for status in Status},
                "problem": run.problem,
            }
            for run in runs
        ]
    }


def print_runs(runs: Sequence[ListedRun], folder: Path, target: Console) -> None:
    """Print one row per run, latest first."""
    if not runs:
        show(target, styled(f"{folder}: no runs; start one with `tarjama run INPUT`"))
        return
    table = plain_table()
    name_width = max(8, min(max(len(run.run) for run in runs), target.width // _NAME_SHARE))
    table.add_column("Run", width=name_width, overflow="fold")
    table.add_column("Date", width=len("2026-01-31 00:00"))
    table.add_column("Translated by, summarised by; articles", overflow="fold")
    left = max(8, target.width - name_width - len("2026-01-31 00:00") - 4)
    for run in runs:
        date = f"{datetime.fromisoformat(run.date).astimezone():%Y-%m-%d %H:%M}" if run.date else ""
        description = run.problem or f"{run.system}, {run.summarizer}; {run.state}"
        table.add_row(
            isolated(run.run, name_width), date, isolated(description, left, "red" if run.problem else "")
        )
    show(target, table)
