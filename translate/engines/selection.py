"""Which engine runs a model, where, and in which precision."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import Literal

from translate.config.profile import EngineSettings
from translate.errors import RequestError
from translate.models.base import Engine, ModelFiles


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """An engine with all that was `auto` decided."""

    engine: Literal["ctranslate2", "torch"]
    device: Literal["cpu", "cuda"]
    compute_type: str


def choose_engine(files: ModelFiles, settings: EngineSettings) -> EngineChoice:
    """Decide what was left to us; raises RequestError where the engine cannot do what was asked."""
    if settings.engine == "ctranslate2":
        raise RequestError("the engine 'ctranslate2' is not available; the valid choices are auto, torch")
    device = settings.device if settings.device != "auto" else _torch_device()
    if settings.compute_type == "int8":
        raise RequestError("the engine 'torch' has no int8; it has auto, float32, bfloat16, float16")
    return EngineChoice("torch", device, _torch_compute_type(files, settings, device))


def open_engine(files: ModelFiles, settings: EngineSettings) -> Engine:
    """Load the weights into the engine that was chosen."""
    choice = choose_engine(files, settings)
    from translate.engines.torch_engine import TorchEngine

    return TorchEngine(files, choice.device, choice.compute_type)


def _torch_device() -> Literal["cpu", "cuda"]:
    if importlib.util.find_spec("torch") is None:
        return "cpu"
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def _torch_compute_type(files: ModelFiles, settings: EngineSettings, device: str) -> str:
    """Full precision on a CPU; on a GPU half, in the form whose range the family was trained with."""
    if settings.compute_type != "auto":
        return settings.compute_type
    if device == "cpu":
        return "float32"
    return "bfloat16" if files.family == "causal" else "float16"
