"""The result of `tarjama models verify`, and its record on this machine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

from translate.config.catalogue import Task
from translate.config.paths import cache_dir
from translate.runs.atomic import write_atomic
from translate.scoring.metrics import CHRF

__all__ = ["Comparison", "Verdict", "Verification", "agreement", "keep_verification", "verdict_of"]

# "sound": nothing is published, but the summaries passed every check of this project.
Verdict = Literal["yes", "sound", "no", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of a verification; `good` is None if it does not affect the verdict.

    `published` says whether `wanted` is a published output or score.
    """

    what: str
    found: str
    wanted: str
    good: bool | None
    published: bool = False


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of verifying a model for one task."""

    name: str
    task: Task
    folder: str
    revision: str
    fingerprint: str
    comparisons: tuple[Comparison, ...]

    @property
    def verdict(self) -> Verdict:
        """Return "no" if a comparison failed, "yes" if a published one matched, else "sound" or "cannot tell"."""
        if any(c.good is False for c in self.comparisons):
            return "no"
        if any(c.good and c.published for c in self.comparisons):
            return "yes"
        return "sound" if self.task == "summarize" else "cannot tell"


def agreement(ours: Sequence[str], theirs: Sequence[str], least_chrf: float) -> Comparison:
    """Compare the outputs of two engines; they agree if the chrF of one against the other reaches `least_chrf`."""
    same = sum(a == b for a, b in zip(ours, theirs, strict=True))
    score = CHRF.of_corpus(ours, theirs)
    found = f"{same} of {len(ours)} the same, chrF {score:.1f}"
    return Comparison("both engines", found, f"chrF {least_chrf:.0f}", score >= least_chrf)


def keep_verification(found: Verification) -> None:
    """Save the result of a verification on this machine, for `tarjama models`."""
    known = _read_record()
    known[_key(found.name, found.task)] = asdict(found) | {
        "verdict": found.verdict,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    write_atomic(_record(), json.dumps(known, ensure_ascii=False, indent=1) + "\n")


def verdict_of(name: str, task: Task, folder: Path) -> Verdict | None:
    """Return the saved verdict on the model in this folder for a task; None if it was not verified."""
    found = _read_record().get(_key(name, task))
    if not isinstance(found, dict) or found.get("folder") != str(folder):
        return None
    verdict = found.get("verdict")
    return verdict if verdict in get_args(Verdict) else None


def _key(name: str, task: Task) -> str:
    return f"{task} {name}"


def _record() -> Path:
    return cache_dir() / "verified-models.json"


def _read_record() -> dict[str, object]:
    try:
        known = json.loads(_record().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
