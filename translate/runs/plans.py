"""Record which sentences of each window the translation memory contained when the window was started.

The batches of a window consist of the other sentences. A resumed run finds its own sentences in the memory as well;
they must not change the batches, because a sentence may translate differently in another batch.
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
    """One line: the window's number, the digest of its texts, and one bit per text, the lowest for the first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    window: int
    texts: str
    known: str


class PlanRecord:
    """A file with a line for each started window; removed when the run is finished."""

    def __init__(self, run: Path) -> None:
        self._path = run / NAME
        self._plans = dict(self._read())

    def known(self, window: int, texts: Sequence[str]) -> list[bool] | None:
        """Return which texts were known; None if the window was not started, or had other texts."""
        plan = self._plans.get(window)
        if plan is None or plan.texts != _digest(texts):
            return None
        bits = int(plan.known, 16)
        return [bool(bits >> i & 1) for i in range(len(texts))]

    def keep(self, window: int, texts: Sequence[str], known: Sequence[bool]) -> None:
        """Record a window; it is on disk when this returns."""
        bits = sum(1 << i for i, is_known in enumerate(known) if is_known)
        # Newline first: a crash may have left the last line incomplete.
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
