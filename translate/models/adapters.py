"""Reading adapters, and merging them into the weights of their base model. An adapter is a folder of files:

    adapter_model.safetensors   peft's names; float, or int8 rows with their scales
    adapter_config.json         peft's settings: rank, alpha, the modules adapted
    tarjama.json                the card: the base and the prompt

This module needs neither peft nor matplotlib, because it is used to prepare the embedded model.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError, model_validator

from translate.config.catalogue import ModelEntry, Prompt, Task
from translate.errors import ModelDamaged

if TYPE_CHECKING:
    from torch import Tensor

__all__ = [
    "CARD_FILE",
    "CONFIG_FILE",
    "PEFT_PREFIX",
    "SCALE_SUFFIX",
    "WEIGHTS_FILE",
    "AdapterCard",
    "LoraConfig",
    "Storage",
    "merge_adapter",
    "read_card",
    "read_changes",
    "read_factors",
    "read_lora_config",
    "store_factors",
    "with_card",
]

Storage = Literal["float32", "float16", "int8"]

WEIGHTS_FILE = "adapter_model.safetensors"
CONFIG_FILE = "adapter_config.json"
CARD_FILE = "tarjama.json"
SCALE_SUFFIX = ".scale"
PEFT_PREFIX = "base_model.model."


class AdapterCard(BaseModel):
    """How to use an adapter.

    `task` is what it was trained for. `base` names the base model, and `base_sha256` its weights file if that is
    pinned. `prompt` is a template as in the catalogue: the model reads the text before `{target}` and stops at the text
    after it. A chat model has `instruction` and `system` instead. Only tokens of English text were trained as outputs,
    so no other tokens should be generated. `max_input_tokens` is the longest input, prompt included, if the base
    accepts more.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    task: Task = "translate"
    base: str
    base_sha256: str | None = None
    prompt: str | None = Field(default=None, pattern=r"\{source\}(.|\n)*\{target\}")
    instruction: str | None = Field(default=None, pattern=r"\{source\}")
    system: str | None = None
    # Cards that version 0.1 wrote have the second name.
    max_input_tokens: int | None = Field(
        default=None, gt=0, validation_alias=AliasChoices("max_input_tokens", "window_tokens")
    )

    @model_validator(mode="after")
    def _asks_something(self) -> AdapterCard:
        if (self.prompt is None) == (self.instruction is None):
            raise ValueError("either 'prompt' or 'instruction' is needed")
        return self

    @property
    def asked(self) -> Prompt:
        """Return the prompt in the catalogue's form."""
        return Prompt(template=self.prompt, instruction=self.instruction, system=self.system)


class LoraConfig(BaseModel):
    """The part of peft's `adapter_config.json` that merging needs. Everything else in it is ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    peft_type: Literal["LORA"]
    r: int = Field(ge=1)
    lora_alpha: float
    use_rslora: Literal[False] = False
    use_dora: Literal[False] = False
    bias: Literal["none"] = "none"
    rank_pattern: dict[str, int] = Field(default_factory=dict, max_length=0)
    alpha_pattern: dict[str, float] = Field(default_factory=dict, max_length=0)

    @property
    def scaling(self) -> float:
        """Return the factor of B A: alpha / r (Hu et al. 2021, section 4.1)."""
        return self.lora_alpha / self.r


def read_card(adapter: Path) -> AdapterCard:
    """Read the card of an adapter folder. Raises ModelDamaged if it is missing or malformed."""
    card: AdapterCard = _read_json(adapter / CARD_FILE, AdapterCard)
    return card


def with_card(entry: ModelEntry, folder: Path, task: Task) -> ModelEntry:
    """Return the entry with the prompt and the input limit of a trained model's card for a task, if it has a card.

    The catalogue's own values win. Raises ModelDamaged if the card is malformed.
    """
    if not (folder / CARD_FILE).is_file():
        return entry
    card = read_card(folder)
    if card.task != task:
        return entry
    return entry.model_copy(
        update={
            "prompt": entry.prompt or card.asked,
            "max_input_tokens": entry.max_input_tokens or card.max_input_tokens,
        }
    )


def read_lora_config(adapter: Path) -> LoraConfig:
    """Read rank and scaling of an adapter folder. Raises ModelDamaged if the file is missing or malformed."""
    config: LoraConfig = _read_json(adapter / CONFIG_FILE, LoraConfig)
    return config


def merge_adapter(weights: Mapping[str, Tensor], adapter: Path) -> dict[str, Tensor]:
    """Add an adapter to the weights of its base: W + alpha / r * B A, summed in float32.

    `weights` is a state dict with Hugging Face names. The result has the same keys, shapes and dtypes, and shares the
    unadapted tensors. Raises ModelDamaged if the adapter's files are missing or do not fit the weights.
    """
    import torch

    scaling = read_lora_config(adapter).scaling
    factors = read_factors(adapter)
    merged = dict(weights)
    for module, (a, b) in factors.items():
        name = f"{module}.weight"
        if name not in weights:
            raise ModelDamaged(f"{adapter}: adapts '{name}', which the model does not have; another base?")
        base = weights[name]
        if base.shape != (b.shape[0], a.shape[1]) or a.shape[0] != b.shape[1]:
            raise ModelDamaged(
                f"{adapter}: '{module}' is {tuple(b.shape)} x {tuple(a.shape)}, the model's {tuple(base.shape)}"
            )
        merged[name] = torch.addmm(base.float(), b, a, alpha=scaling).to(base.dtype)
    return merged


def read_changes(adapter: Path) -> dict[str, Tensor]:
    """Return the adapter's difference for each weight, alpha / r * B A, by module name: (out, in), float32."""
    scaling = read_lora_config(adapter).scaling
    return {module: scaling * b @ a for module, (a, b) in read_factors(adapter).items()}


def read_factors(adapter: Path) -> dict[str, tuple[Tensor, Tensor]]:
    """Return the pairs (A, B) of an adapter by module name, float32; A is (rank, in), B is (out, rank).

    Raises ModelDamaged if the file, or one half of a pair, is missing.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    path = adapter / WEIGHTS_FILE
    try:
        stored = load_file(path)
    except (OSError, SafetensorError) as error:
        raise ModelDamaged(f"{path}: cannot be read: {error}") from error
    halves = {name: _real(stored, name) for name in stored if not name.endswith(SCALE_SUFFIX)}
    modules = [name.removesuffix(".lora_A.weight") for name in halves if name.endswith(".lora_A.weight")]
    try:
        factors = {
            module.removeprefix(PEFT_PREFIX): (
                halves.pop(f"{module}.lora_A.weight"),
                halves.pop(f"{module}.lora_B.weight"),
            )
            for module in modules
        }
    except KeyError as error:
        raise ModelDamaged(f"{path}: {error} is missing") from error
    if halves or not factors:
        raise ModelDamaged(f"{path}: contains tensors that are not LoRA pairs: {sorted(halves)[:3]}")
    return factors


def store_factors(factors: Mapping[str, Tensor], storage: Storage) -> dict[str, Tensor]:
    """Return the tensors of the adapter's file: float, or int8 rows with their scales.

    The scale of a row maps its largest value to 127; scales are float32, of shape (rows, 1).
    """
    import torch

    if storage != "int8":
        dtype = torch.float16 if storage == "float16" else torch.float32
        return {name: factor.to(dtype).contiguous() for name, factor in factors.items()}
    stored = {}
    for name, factor in factors.items():
        scale = factor.float().abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / 127
        stored[name] = torch.round(factor.float() / scale).to(torch.int8)
        stored[name + SCALE_SUFFIX] = scale
    return stored


def _real(stored: Mapping[str, Tensor], name: str) -> Tensor:
    tensor = stored[name].float()
    scale = stored.get(name + SCALE_SUFFIX)
    return tensor if scale is None else tensor * scale


def _read_json(path: Path, model: type[Any]) -> Any:
    try:
        return model.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, ValidationError) as error:
        raise ModelDamaged(f"{path}: {error}") from error
