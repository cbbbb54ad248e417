"""What the translation memory knew of each window when the run came to it: its batches are made of the rest.

A run that goes on finds its own sentences in the memory too. They must not change the batches, for a sentence may be
answered otherwise in other company.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from translate.runs.atomic import append_line, read_record

__all__ = ["NAME", "PlanRecord"]

NAME = "plans.partial.jsonl"


class _Plan(BaseModel):
    """A line: the window's number, the digest of its texts, and a bit for each, the first the lowest."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    window: int
    texts: str
    known: str


class PlanRecord:
    """A line for each window that was begun; the file goes when the run is done."""

    def __init__(self, run: Path) -> None:
        self._path = run / NAME
        self._plans = dict(self._read())

    def known(self, window: int, texts: Sequence[str]) -> list[bool] | None:
        """Which of the texts were known; None where the window was not begun, or held other texts."""
        plan = self._plans.get(window)
        if plan is None or plan.texts != _digest(texts):
            return None
        bits = int(plan.known, 16)
        return [bool(bits >> i & 1) for i in range(len(texts))]

    def keep(self, window: int, texts: Sequence[str], known: Sequence[bool]) -> None:
        """Put a window on record, on disk when this returns."""
        bits = sum(1 << i for i, is_known in enumerate(known) if is_known)
        # The newline first: a crash may have torn the line before.
        append_line(
            self._path, "\n" + json.dumps({"window": window, "texts": _digest(texts), "known": f"{bits:x}"})
        )

    def _read(self) -> list[tuple[int, _Plan]]:
        plans = []
        for line in filter(None, read_record(self._path).split(b"\n")):
            with suppress(ValueError):
                plan = _Plan.model_validate_json(line)
                int(plan.known, 16)
                plans.append((plan.window, plan))
        return plans


def _digest(texts: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()[:16]
