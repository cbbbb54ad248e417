"""Search for a finished run with the same translations; `tarjama summarize` can replace its summaries."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from translate.errors import RunFolderError
from translate.runs.files import StartedFile
from translate.runs.folder import RunFolder

__all__ = ["OtherSummaries", "find_other_summaries", "summarize_command"]

_Identify = Callable[[dict[str, Any], dict[str, dict[str, str]]], str]


@dataclass(frozen=True, slots=True)
class OtherSummaries:
    """A finished run with the same translations, and the command that makes the requested summaries in it."""

    path: Path
    command: str


def find_other_summaries(folder: Path, started: StartedFile, identify: _Identify) -> OtherSummaries | None:
    """Return a finished run in the same place as `folder` that differs only in its summaries; None if there is none.

    `identify` returns the identity of a run over the same articles with the given settings and models.
    """
    same_articles = folder.name.rpartition("-")[0]
    for path in sorted(folder.parent.glob(f"{_literal(same_articles)}-*")):
        there = RunFolder(path)
        with suppress(RunFolderError, OSError):  # for example a run of another user
            if not there.done:
                continue
            found = there.started()
            settings = {**started.settings, "summary": found.settings.get("summary")}
            models = {**started.models, "summary": found.models.get("summary", {})}
            if found.identity == identify(settings, models):
                return OtherSummaries(path, summarize_command(path, started))
    return None


def summarize_command(path: Path, started: StartedFile) -> str:
    """Return the `tarjama summarize` command that makes the summaries of `started` in the run at `path`."""
    summary = started.settings.get("summary", {})
    words = ["tarjama", "summarize", str(path), "--summarizer", str(summary.get("model", "none"))]
    if summary.get("model") != "none" and "words" in summary:
        words += ["--words", str(summary["words"])]
    return shlex.join(words)


def _literal(name: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in name)
