"""Find out why a library could not load weights: damaged, or of an unsupported kind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors import SafetensorError

from translate.errors import ModelDamaged
from translate.models.model_folder import weight_files
from translate.models.quiet import quiet_libraries

__all__ = ["LOAD_ERRORS", "check_none_missing", "find_unreadable"]

# Errors of `torch.load`, safetensors and transformers for a file that is not a weights file; AttributeError if it
# contains another object.
LOAD_ERRORS = (
    OSError,
    RuntimeError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    EOFError,
    SafetensorError,
)


def find_unreadable(folder: Path) -> ModelDamaged | None:
    """Return the error for the first file of weights that cannot be read; None if all can.

    Torch's own message is not shown: it explains how to run code that a file of pickled weights contains.
    """
    for file in weight_files(folder):
        if file.suffix == ".safetensors" and (why := _why_unsafe(file)) is not None:
            return ModelDamaged(
                f"{folder}: damaged or unsupported weights file ({file.name}): {why}. Download or copy the model again"
            )
        if file.suffix != ".safetensors" and not _holds_tensors(file):
            return ModelDamaged(
                f"{folder}: damaged or unsupported weights file ({file.name}); no code in it was run. Download or "
                "copy the model again, with safetensors if the hub has them"
            )
    return None


def check_none_missing(folder: Path, report: Mapping[str, Any]) -> None:
    """Raise ModelDamaged if transformers' `report` lists missing weights.

    Transformers would fill them with random numbers.
    """
    missing = sorted(report["missing_keys"])
    if missing:
        raise ModelDamaged(
            f"{folder}: {len(missing)} of the model's weights are missing, among them {missing[0]}"
        )


def _why_unsafe(file: Path) -> str | None:
    """Return why safetensors cannot read the file's header; None if it can."""
    from safetensors import safe_open

    try:
        with safe_open(file, framework="numpy"):
            return None
    except (SafetensorError, OSError) as error:
        return str(error)


def _holds_tensors(file: Path) -> bool:
    import pickle

    import torch

    try:
        with quiet_libraries():
            content = torch.load(file, map_location="meta", weights_only=True)
    except MemoryError:
        raise
    except (*LOAD_ERRORS, pickle.UnpicklingError):
        return False
    return isinstance(content, Mapping) and any(isinstance(value, torch.Tensor) for value in content.values())
