"""Checkpoints: written atomically, and loaded only by the training that wrote them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.engines.torch_engine import is_out_of_memory
from translate.errors import CannotGoOn, OutOfMemory, RunFolderError
from translate.runs.atomic import UNFINISHED, writing
from translate.training.fingerprint import Fingerprint, tell_differences

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["CHECKPOINT_FILE", "TrainingState", "load_state", "remove_unfinished", "save_state"]

CHECKPOINT_FILE = "checkpoint.pt"


@dataclass(slots=True)
class TrainingState:
    """The state of a training. `fingerprint` identifies the training.

    `history` contains one dict per logged step; `best` contains the trained weights with the best dev score so far.
    `score_is_due` is true if the dev pairs have not been scored at this step yet. `average` is empty unless an
    exponential average is kept.
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
    """Replace the checkpoint in `output`; an interruption leaves the old one in place.

    Raises OutOfSpace or CannotGoOn if it cannot be written.
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


def remove_unfinished(output: Path) -> None:
    """Remove temporary files that a killed training left in `output`: each may be as large as a checkpoint.

    Call it with the lock. Raises CannotGoOn if one cannot be removed.
    """
    with writing(output):
        for path in output.glob(UNFINISHED):
            if not path.is_dir():
                path.unlink(missing_ok=True)


def load_state(output: Path, fingerprint: Fingerprint) -> TrainingState | None:
    """Return the checkpoint in `output`, or None if there is none.

    Raises RunFolderError if it is damaged or belongs to another training; CannotGoOn or OutOfMemory if it cannot be
    read.
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
    except (
        Exception
    ) as error:  # torch reads a pickle or an archive; a damaged file raises almost any exception
        if isinstance(error, MemoryError) or is_out_of_memory(error):
            raise OutOfMemory(f"not enough memory to load the checkpoint {path}") from error
        raise RunFolderError(
            f"{path}: damaged, or from another version; remove it to start the training again"
        ) from error
    if differences:
        raise RunFolderError(
            f"{path}: from another training: {differences}; use the same settings, or name another output folder"
        )
    return state
