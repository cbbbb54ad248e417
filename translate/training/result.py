"""What a training leaves when it is done."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from translate.errors import RunFolderError
from translate.runs.atomic import write_atomic
from translate.training.checkpoint import TrainingState
from translate.training.dev import dev_signatures
from translate.training.loop import CURVES_FILE
from translate.training.settings import TrainingSettings
from translate.training.student import Base

RESULT_FILE = "training.json"


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """What a training made. `before` and `after` are dev (BLEU, chrF), 0-100; None without dev pairs.

    `signatures` are sacrebleu's, of `bleu` and `chrf`.
    """

    model: Path
    adapter: Path | None
    curves: Path
    steps: int
    before: tuple[float, float] | None
    after: tuple[float, float] | None
    signatures: dict[str, str]


def write_result(output: Path, state: TrainingState, settings: TrainingSettings, base: Base) -> None:
    """Write what a training did; that the file is there says that the training is done."""
    scored = [entry for entry in state.history if "bleu" in entry]
    document = {
        "fingerprint": state.fingerprint,
        "base": {"name": base.name, "sha256": base.sha256},
        "steps": state.step,
        "tokens": state.tokens,
        "before": scored[0] if scored else None,
        "after": max(scored[1:], key=lambda entry: entry["chrf"]) if scored else None,
        "signatures": dev_signatures(),
        "settings": settings.model_dump(mode="json"),
    }
    write_atomic(output / RESULT_FILE, json.dumps(document, indent=2) + "\n")


def read_result(output: Path, fingerprint: str) -> TrainingResult:
    """Read what a finished training made; raises RunFolderError where it is another one's, or no record at all."""
    path = output / RESULT_FILE
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        before, after = document["before"], document["after"]
        if document["fingerprint"] != fingerprint:
            raise RunFolderError(
                f"{output}: holds another training (other settings, pairs or base); name another output folder"
            )
        adapter = output / "adapter"
        return TrainingResult(
            model=output / "model",
            adapter=adapter if adapter.is_dir() else None,
            curves=output / CURVES_FILE,
            steps=document["steps"],
            before=None if before is None else (before["bleu"], before["chrf"]),
            after=None if after is None else (after["bleu"], after["chrf"]),
            signatures=document["signatures"],
        )
    except (ValueError, KeyError, TypeError) as error:
        raise RunFolderError(
            f"{path}: no record of a training: {error!r}; name another output folder"
        ) from error
