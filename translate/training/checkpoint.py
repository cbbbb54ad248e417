"""The state of a training on disk: whole or not there, and only ever taken up by the same training."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.engines.torch_engine import is_out_of_memory
from translate.errors import CannotGoOn, OutOfMemory, RunFolderError
from translate.runs.atomic import writing
from translate.training.fingerprint import Fingerprint, tell_differences

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["CHECKPOINT_FILE", "TrainingState", "load_state", "save_state"]

CHECKPOINT_FILE = "checkpoint.pt"


@dataclass(slots=True)
class TrainingState:
    """Where a training stands. `fingerprint` tells trainings apart.

    `history` holds one dict a logged step; `best` the trained weights at the best dev score so far. `score_is_due`
    tells that the dev pairs had not been scored at this step yet; `average` is empty where none is kept.
    """

    fingerprint: Fingerprint
    step: int = 0
    seconds: float = 0.0
    tokens: int = 0
    weights: dict[str, Tensor] = field(default_factory=dict)
    optimizer: dict[str, Any] = field(default_factory=dict)
    stream: dict[str, Any] = field(default_factory=dict)
    generators: dict[str, Any] = field(default_factory=dict)
    history: list[dict[str, float]] = field(default_factory=list)
    best: dict[str, Tensor] = field(default_factory=dict)
    best_score: float = float("-inf")
    score_is_due: bool = False
    average: dict[str, Tensor] = field(default_factory=dict)


def save_state(state: TrainingState, output: Path) -> None:
    """Replace the checkpoint of `output`; a stop in between leaves the old one.

    Raises OutOfSpace or CannotGoOn where the disk refuses.
    """
    import torch

    path = output / CHECKPOINT_FILE
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with writing(path):
        output.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("wb") as file:
                torch.save({name: getattr(state, name) for name in state.__slots__}, file)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def load_state(output: Path, fingerprint: Fingerprint) -> TrainingState | None:
    """The checkpoint of `output`, or None where there is none.

    Raises RunFolderError where it is another training's, or damaged; CannotGoOn or OutOfMemory where it cannot be read.
    """
    import torch

    path = output / CHECKPOINT_FILE
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            state = TrainingState(**torch.load(file, map_location="cpu", weights_only=True))
        differences = tell_differences(state.fingerprint, fingerprint)
    except OSError as error:
        raise CannotGoOn(f"{path}: cannot be read: {error.strerror or error}") from error
    except Exception as error:  # torch reads a pickle or an archive: damage raises nearly anything
        if isinstance(error, MemoryError) or is_out_of_memory(error):
            raise OutOfMemory(f"the memory does not hold {path}, where the training stood") from error
        raise RunFolderError(
            f"{path}: damaged, or no checkpoint of this version; remove it, and the training begins anew"
        ) from error
    if differences:
        raise RunFolderError(
            f"{path}: of another training: {differences}; ask for what it had, or name another output folder"
        )
    return state
