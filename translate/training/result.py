"""Write and read `training.json`, the record of a finished training."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from translate.errors import RunFolderError
from translate.runs.atomic import write_atomic
from translate.training.checkpoint import TrainingState
from translate.training.dev import dev_signatures
from translate.training.fingerprint import Fingerprint, tell_differences
from translate.training.loop import CURVES_FILE

__all__ = ["RESULT_FILE", "TrainingResult", "read_result", "write_result"]

RESULT_FILE = "training.json"


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """The result of a training. `before` and `after` are dev (BLEU, chrF), 0-100; None without dev pairs.

    `signatures` contains sacrebleu's signatures under `bleu` and `chrf`.
    """

    model: Path
    adapter: Path | None
    curves: Path
    steps: int
    before: tuple[float, float] | None
    after: tuple[float, float] | None
    signatures: dict[str, str]


def write_result(output: Path, state: TrainingState) -> None:
    """Write the record of a training; it marks the training as finished."""
    scored = [entry for entry in state.history if "bleu" in entry]
    document = {
        "base": state.fingerprint["base"],
        "pairs": state.fingerprint["pairs"],
        "steps": state.step,
        "tokens": state.tokens,
        "before": scored[0] if scored else None,
        "after": max(scored[1:], key=lambda entry: entry["chrf"]) if scored else None,
        "signatures": dev_signatures(),
        "settings": state.fingerprint["settings"],
    }
    write_atomic(output / RESULT_FILE, json.dumps(document, indent=2) + "\n")


def read_result(output: Path, fingerprint: Fingerprint) -> TrainingResult:
    """Read the record of a finished training.

    Raises RunFolderError if the record belongs to another training, is damaged, or names files that are missing.
    """
    path = output / RESULT_FILE
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        before, after = document["before"], document["after"]
        differences = tell_differences(document, fingerprint)
        if differences:
            raise RunFolderError(
                f"{output}: contains another training: {differences}; use the same settings, or "
                "name another output folder"
            )
        model = output / "model"
        adapter = output / "adapter" if document["settings"]["method"] == "lora" else None
        for made in (model, adapter):
            if made is not None and not any(made.glob("*.safetensors")):
                raise RunFolderError(
                    f"{made}: missing or without weights, although {path} says that the training is finished; "
                    f"restore it, or remove {output} and run the same command to train again"
                )
        return TrainingResult(
            model=model,
            adapter=adapter,
            curves=output / CURVES_FILE,
            steps=document["steps"],
            before=None if before is None else (before["bleu"], before["chrf"]),
            after=None if after is None else (after["bleu"], after["chrf"]),
            signatures=document["signatures"],
        )
    except (ValueError, KeyError, TypeError) as error:
        raise RunFolderError(
            f"{path}: not a record of a training: {error!r}; name another output folder"
        ) from error
