"""Choose the engine, the device and the precision for a model."""

from __future__ import annotations

import importlib.util
from typing import Literal

from translate.config.profile import EngineSettings
from translate.engines.cores import cores
from translate.engines.ctranslate2_conversion import SUPPORTED_MODEL_TYPES, supports
from translate.engines.endpoint import DEFAULT_REQUESTS
from translate.engines.machine import Device, EngineChoice, Parallelism, choose_parallelism, read_machine
from translate.errors import ModelDamaged, RequestError
from translate.models.base import Constraints, Engine, ModelFiles
from translate.models.prepared import discard_prepared
from translate.progress import Progress

__all__ = ["Where", "choose_engine", "open_engine", "sees_gpu"]

Where = Literal["here", "elsewhere"]  # the machine that runs a model: this one, or a worker of a cluster
# Of CTranslate2 on NVIDIA's GPUs since 2020 (compute capability 8).
_TYPES_OF_A_GPU = frozenset(("bfloat16", "float16", "float32", "int8"))


def choose_engine(files: ModelFiles, settings: EngineSettings, where: Where = "here") -> EngineChoice:
    """Resolve `auto` settings: CTranslate2 if it supports the model, in int8 on a CPU.

    For a machine `elsewhere`, the device of `settings` is assumed to exist, with 16-bit types if it is a GPU.
    Raises RequestError if the engine cannot do what was requested.
    """
    if files.family == "endpoint":  # `engine` applies only to models that run here
        return EngineChoice(
            "endpoint", "remote", "as served", Parallelism(settings.workers or DEFAULT_REQUESTS, 1)
        )
    engine = settings.engine
    if engine == "auto":
        fits = importlib.util.find_spec("ctranslate2") is not None and supports(files)
        engine = "ctranslate2" if fits else "torch"
    elif engine == "ctranslate2" and not supports(files):
        raise RequestError(
            f"the engine 'ctranslate2' does not run {files.name}; it runs the model types "
            f"{', '.join(sorted(SUPPORTED_MODEL_TYPES))}. Use --engine torch or auto"
        )
    assumed = where == "elsewhere" and settings.device == "cuda"
    if engine == "ctranslate2":
        return _choose_ctranslate2(files, settings, gpu_assumed=assumed)
    return _choose_torch(files, settings, gpu_assumed=assumed)


def open_engine(
    files: ModelFiles, settings: EngineSettings, constraints: Constraints, progress: Progress
) -> Engine:
    """Load the weights into the chosen engine, after converting them if needed."""
    choice = choose_engine(files, settings)
    if choice.engine == "ctranslate2":
        from translate.engines.ctranslate2_conversion import convert
        from translate.engines.ctranslate2_engine import CTranslate2Engine

        converted = convert(files, choice.compute_type, constraints, progress)
        architecture: Literal["seq2seq", "causal"] = "causal" if files.family == "causal" else "seq2seq"
        try:
            return CTranslate2Engine(converted, files.folder, architecture, choice)
        except ModelDamaged:  # the converted copy can be made again
            progress.note(f"{converted} is damaged: {files.name} will be converted again")
            discard_prepared(converted)
            converted = convert(files, choice.compute_type, constraints, progress)
            return CTranslate2Engine(converted, files.folder, architecture, choice)
    from translate.engines.torch_engine import TorchEngine

    return TorchEngine(files, choice)


def sees_gpu() -> bool:
    """Return whether this process can use a GPU."""
    if importlib.util.find_spec("ctranslate2") is not None:
        import ctranslate2

        return bool(ctranslate2.get_cuda_device_count() > 0)
    import torch

    return torch.cuda.is_available()


def _choose_ctranslate2(files: ModelFiles, settings: EngineSettings, *, gpu_assumed: bool) -> EngineChoice:
    import ctranslate2

    has_gpu = gpu_assumed or ctranslate2.get_cuda_device_count() > 0
    device: Device = settings.device if settings.device != "auto" else "cuda" if has_gpu else "cpu"
    if device == "cuda" and not has_gpu:
        raise RequestError("no CUDA device found for engine 'ctranslate2'; use --device cpu")
    able = _TYPES_OF_A_GPU if gpu_assumed else ctranslate2.get_supported_compute_types(device)
    compute_type: str = settings.compute_type
    if compute_type == "auto":
        wanted = ("int8",) if device == "cpu" else _half(files)
        compute_type = next((t for t in wanted if t in able), "float32")
    elif compute_type not in able:
        raise RequestError(
            f"the engine 'ctranslate2' has no {compute_type} on this {device}; it has {', '.join(sorted(able))}"
        )
    parallelism = choose_parallelism(settings, device, _weights_bytes(files), read_machine())
    return EngineChoice("ctranslate2", device, compute_type, parallelism)


def _choose_torch(files: ModelFiles, settings: EngineSettings, *, gpu_assumed: bool) -> EngineChoice:
    import torch

    has_gpu = gpu_assumed or torch.cuda.is_available()
    device: Device = settings.device if settings.device != "auto" else "cuda" if has_gpu else "cpu"
    if device == "cuda" and not has_gpu:
        raise RequestError("no CUDA device found for engine 'torch'; use --device cpu")
    compute_type: str = settings.compute_type
    if compute_type == "int8":
        raise RequestError("the engine 'torch' has no int8; it has auto, float32, bfloat16, float16")
    if compute_type == "auto":
        compute_type = "float32" if device == "cpu" else _half(files)[0]
    if settings.workers not in (None, 1):
        raise RequestError(f"the engine 'torch' has one worker, not {settings.workers}; give it more threads")
    return EngineChoice("torch", device, compute_type, Parallelism(1, settings.threads or cores()))


def _half(files: ModelFiles) -> tuple[str, ...]:
    """Return the 16-bit types, the better first: causal models need bfloat16's range, which float16 lacks."""
    return ("bfloat16", "float16") if files.family == "causal" else ("float16", "bfloat16")


def _weights_bytes(files: ModelFiles) -> int:
    """Return an upper bound of the weights' memory: in 8 bits they need less than their files."""
    return sum(file.stat().st_size for file in files.folder.iterdir() if file.is_file())
