"""The interface between the training loop and a model, with the code that all families share."""

from __future__ import annotations

import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from translate.config.profile import Decoding
from translate.errors import RequestError
from translate.models.adapters import (
    PEFT_PREFIX,
    WEIGHTS_FILE,
    merge_adapter,
    read_factors,
    store_factors,
)
from translate.runs.atomic import writing
from translate.training.batching import Example
from translate.training.pairs import Pair
from translate.training.settings import TrainingSettings

if TYPE_CHECKING:
    import torch
    from torch import Tensor

__all__ = ["Base", "Student", "replacing_folder"]


@dataclass(frozen=True, slots=True)
class Base:
    """The model to adapt: a folder in Hugging Face layout, its name, and the hash of its weights if pinned.

    `decoding` and `max_input_tokens` are the catalogue's settings, which the adapted model keeps. `notices` are licence
    files that must accompany derived models. `adapter` is the folder of the adapter to continue, if any.
    """

    folder: Path
    name: str
    sha256: str | None = None
    decoding: Decoding = field(default_factory=Decoding)
    max_input_tokens: int | None = None
    notices: tuple[Path, ...] = ()
    adapter: Path | None = None


class Student(ABC):
    """A model in training. Only its trainable weights change, and checkpoints contain only these."""

    def __init__(self, base: Base, settings: TrainingSettings) -> None:
        import torch
        from transformers import AutoTokenizer

        torch.manual_seed(settings.seed)
        self.base = base
        self.settings = settings
        self.device = _device(settings)
        self.tokenizer: Any = AutoTokenizer.from_pretrained(
            base.folder, local_files_only=True, trust_remote_code=False
        )
        self._check_tokenizer()
        self._compute_dtype = _compute_dtype(settings, self.device)
        # Trained weights stay float32: bfloat16 would round small steps away.
        self.plain = self._load(self._compute_dtype if settings.method == "lora" else torch.float32)
        self.plain.to(self.device)
        self.model: Any = self.plain
        if settings.method == "lora":
            from translate.training.lora import add_lora

            self.model = add_lora(self.plain, settings.lora)
        if base.adapter is not None:
            self._continue(base.adapter)
        self.model.train()

    def _check_tokenizer(self) -> None:  # noqa: B027 (most families ask nothing of it)
        """Raise RequestError if the settings do not fit the tokenizer; called before the weights are loaded."""

    @abstractmethod
    def _load(self, dtype: torch.dtype | Literal["auto"]) -> Any:
        """Load the base as a transformers model on the CPU; "auto" is the stored precision.

        Raises ModelDamaged if weights are missing or cannot be loaded, OutOfMemory if they do not fit.
        """

    @property
    def max_side_tokens(self) -> int | None:
        """Return the longest source or target that the model has positions for; None if it has no fixed number."""
        return None

    @abstractmethod
    def encode(self, pairs: Sequence[Pair]) -> list[Example]:
        """Return the token ids of pairs; control tokens that occur in the text are encoded as text."""

    @abstractmethod
    def loss(self, batch: Sequence[Example]) -> tuple[Tensor, int]:
        """Return the mean loss per target token, and the number of target tokens."""

    @abstractmethod
    def translate(self, sources: Sequence[str]) -> list[str]:
        """Return greedy translations of one batch, in order."""

    def write_card(self, folder: Path) -> None:  # noqa: B027 (most families need none)
        """Write the files that are needed to use the weights."""

    @property
    def trainable(self) -> dict[str, torch.nn.Parameter]:
        """Return the trained weights by name."""
        return {name: weight for name, weight in self.model.named_parameters() if weight.requires_grad}

    @contextmanager
    def computing(self) -> Iterator[None]:
        """Compute losses and translations in the precision of the settings."""
        import torch

        enabled = self._compute_dtype is not torch.float32
        with (
            torch.autocast(self.device, self._compute_dtype, enabled=enabled),
            _no_needless_casts(self.model),
        ):
            yield

    def load_trainable(self, weights: Mapping[str, Tensor]) -> None:
        """Load the trained weights from a checkpoint."""
        import torch

        with torch.no_grad():
            for name, weight in self.trainable.items():
                weight.copy_(weights[name])

    def _continue(self, adapter: Path) -> None:
        """Start from the LoRA factors of an adapter to the same base; rows that it lacks keep their first values.

        These are random in A and zero in B, so an adapter of a lower rank starts with the same outputs.
        """
        import torch

        weights = self.trainable
        factors = {
            f"{PEFT_PREFIX}{module}.lora_{half}.default.weight": factor
            for module, pair in read_factors(adapter).items()
            for half, factor in zip("AB", pair, strict=True)
        }
        if factors.keys() != weights.keys() or not all(
            _fits(name, f, weights[name]) for name, f in factors.items()
        ):
            raise RequestError(
                f"{adapter}: the adapter's layers differ from those trained on {self.base.name}, or its rank is higher"
            )
        with torch.no_grad():
            for name, factor in factors.items():
                weights[name][: factor.shape[0], : factor.shape[1]] = factor

    def export(self, output: Path) -> Path | None:
        """Write `output/model`, a complete model, and with LoRA also `output/adapter`; return the adapter's folder.

        Raises ModelDamaged if the base was damaged meanwhile, OutOfMemory if it does not fit, OutOfSpace or
        CannotGoOn if the files cannot be written.
        """
        import torch

        adapter = None
        complete = self.plain
        if self.settings.method == "lora":
            adapter = output / "adapter"
            self._write_adapter(adapter)
            # Merge in the base's own precision: bfloat16 could round the adapter's changes away.
            exact = self._compute_dtype is torch.float32
            complete = self._load(torch.float32 if exact else "auto")
            complete.load_state_dict(merge_adapter(complete.state_dict(), adapter))
        _keep_decoding(complete, self.base.decoding)
        with replacing_folder(output / "model") as folder:
            complete.save_pretrained(folder)
            self.tokenizer.save_pretrained(folder)
            self._describe(folder)
        return adapter

    def _write_adapter(self, adapter: Path) -> None:
        from peft import get_peft_model_state_dict
        from safetensors.torch import save_file

        factors = {name: weight.cpu() for name, weight in get_peft_model_state_dict(self.model).items()}
        config = self.model.peft_config["default"]
        config.base_model_name_or_path = self.base.name
        config.inference_mode = True
        stored = store_factors(factors, self.settings.lora.storage)
        with replacing_folder(adapter) as folder:
            save_file(stored, folder / WEIGHTS_FILE, {"format": "pt"})
            config.save_pretrained(folder)
            self._describe(folder)

    def _describe(self, folder: Path) -> None:
        self.write_card(folder)
        for notice in self.base.notices:
            shutil.copyfile(notice, folder / notice.name)


@contextmanager
def replacing_folder(path: Path) -> Iterator[Path]:
    """Yield a temporary folder that replaces `path` at the end; until then `path` is unchanged.

    Its files are on the disk before it gets its name: a power cut must not leave empty files in a finished training.
    Raises OutOfSpace or CannotGoOn if it cannot be written.
    """
    temporary = path.with_name(f".{path.name}.tmp")
    with writing(path):
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        yield temporary
        for file in temporary.rglob("*"):
            if file.is_file():
                with file.open("r+b") as stream:
                    os.fsync(stream.fileno())
        shutil.rmtree(path, ignore_errors=True)
        temporary.replace(path)


def _fits(name: str, factor: Tensor, weight: Tensor) -> bool:
    """Return whether a factor has the shape of the weight, or a lower rank: fewer rows of A or columns of B."""
    ranks, others = (0, 1) if ".lora_A." in name else (1, 0)
    return factor.shape[others] == weight.shape[others] and factor.shape[ranks] <= weight.shape[ranks]


def _device(settings: TrainingSettings) -> str:
    import torch

    if settings.device == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if settings.device == "cuda" and not torch.cuda.is_available():
        raise RequestError("device = 'cuda', but torch sees no GPU here; choose 'cpu' or 'auto'")
    return settings.device


def _compute_dtype(settings: TrainingSettings, device: str) -> torch.dtype:
    import torch

    able = device == "cuda" and torch.cuda.is_bf16_supported()
    wanted = settings.precision == "bfloat16" or (settings.precision == "auto" and able)
    return torch.bfloat16 if wanted else torch.float32


def _keep_decoding(model: Any, decoding: Decoding) -> None:
    """Copy the catalogue's decoding settings into the model's generation settings."""
    names = {
        "num_beams": decoding.beams,
        "length_penalty": decoding.length_penalty,
        "repetition_penalty": decoding.repetition_penalty,
        "no_repeat_ngram_size": decoding.no_repeat_ngram_tokens,
    }
    for name, value in names.items():
        if value is not None:
            setattr(model.generation_config, name, value)


@contextmanager
def _no_needless_casts(model: Any) -> Iterator[None]:
    """Stop peft from casting each input to float32; autocast would cast it back."""
    if hasattr(model, "peft_config"):
        from peft.helpers import disable_input_dtype_casting

        with disable_input_dtype_casting(model):
            yield
    else:
        yield
