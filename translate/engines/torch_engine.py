"""The torch engine: transformers' models and search, for every family and device."""

from __future__ import annotations

import gc
import os
import pickle
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.config.profile import Decoding
from translate.engines.machine import EngineChoice
from translate.engines.weight_files import LOAD_ERRORS, check_none_missing, find_unreadable
from translate.errors import ModelDamaged, OutOfMemory
from translate.models.base import Constraints, Encoded, Generated, ModelFiles, check_rows
from translate.models.model_folder import read_model_config
from translate.models.quiet import quiet_libraries

if TYPE_CHECKING:
    import torch
    from transformers import GenerationConfig

__all__ = ["TorchEngine", "is_out_of_memory", "load_weights"]


class TorchEngine:
    """Run a model with transformers, from safetensors or weights-only pickles; code in a model is never run."""

    name = "torch"

    parallel = 1

    def __init__(self, files: ModelFiles, choice: EngineChoice) -> None:
        self.device: str = choice.device
        self.compute_type = choice.compute_type
        self._threads = choice.parallelism.threads
        self._one_at_a_time = (
            threading.Lock()
        )  # a search uses all threads, and the settings of transformers are shared
        self._causal = files.family == "causal"
        config = read_model_config(files.folder)
        pad = config.token_ids("pad_token_id") or config.token_ids("eos_token_id")
        self._pad = pad[0] if pad else 0
        start = config.token_ids("decoder_start_token_id")
        self._start = start[:1]
        self._model: Any = self._load(files)
        self._bias: tuple[tuple[int, ...], torch.Tensor] | None = None

    def hypotheses(
        self, batch: Sequence[Encoded], decoding: Decoding, constraints: Constraints, count: int | None
    ) -> list[list[Generated]]:
        """Return up to `count` outputs for each input, most likely first; None means as many as beams.

        Each output ends at its input's own limit, so it does not depend on the limits of others. Several threads may
        call it at once. Raises OutOfMemory if the batch does not fit.
        """
        if not batch:
            return []
        import torch

        check_rows(batch, self._model.get_input_embeddings().weight.shape[0])

        try:
            with self._one_at_a_time, quiet_libraries(), torch.inference_mode():
                return self._search(batch, decoding, constraints, count)
        except MemoryError as error:
            raise OutOfMemory(f"not enough memory for a batch of {len(batch)}") from error
        except (
            RuntimeError
        ) as error:  # torch.OutOfMemoryError is a RuntimeError; the CPU allocator raises RuntimeError itself
            if is_out_of_memory(error):
                raise OutOfMemory(f"not enough memory for a batch of {len(batch)}") from error
            raise

    def close(self) -> None:
        """Free the weights."""
        self._model = None
        self._bias = None
        gc.collect()

    def _load(self, files: ModelFiles) -> Any:
        import torch

        if "OMP_NUM_THREADS" not in os.environ:  # else torch has taken it over already
            torch.set_num_threads(self._threads)
        model = load_weights(
            files.folder, files.name, causal=self._causal, dtype=getattr(torch, self.compute_type)
        )
        model.eval()
        return model.to(self.device)

    def _search(
        self, batch: Sequence[Encoded], decoding: Decoding, constraints: Constraints, most: int | None
    ) -> list[list[Generated]]:
        import torch
        from transformers import LogitsProcessorList

        from translate.engines.torch_bounds import Certainty, OutputBounds

        settings = self._settings(decoding, constraints, max(e.max_output_tokens for e in batch) + 1)
        count = (settings.num_beams or 1) if most is None else most
        settings.num_return_sequences = count
        ids, mask = self._pad_batch([e.ids for e in batch])
        inputs: dict[str, Any] = {"input_ids": ids, "attention_mask": mask}
        if self._causal:
            prompt_length = ids.shape[1]
        else:
            prefixes = [[*self._start, *e.target_prefix] for e in batch]
            inputs["decoder_input_ids"] = torch.tensor(prefixes, device=self.device)
            prompt_length = len(prefixes[0])
        bounds = OutputBounds(
            prompt_length=prompt_length,
            least=torch.tensor([e.min_output_tokens for e in batch], device=self.device),
            most=torch.tensor([e.max_output_tokens for e in batch], device=self.device),
            end_ids=torch.tensor(constraints.end_ids, device=self.device),
            bias=self._suppression(constraints),
        )
        certainty = Certainty(prompt_length, len(batch), bounds.end_ids)
        out = self._model.generate(
            **inputs, generation_config=settings, logits_processor=LogitsProcessorList([bounds, certainty])
        )
        rows = out[:, prompt_length:].tolist()
        ends = frozenset(constraints.end_ids)
        found = [
            [_cut(row, e.max_output_tokens, ends) for row in rows[n * count : (n + 1) * count]]
            for n, e in enumerate(batch)
        ]
        penalty = 1.0 if settings.length_penalty is None else settings.length_penalty
        return [
            [_scored(one, certainty.mean(n, one.ids), penalty) for one in outputs]
            for n, outputs in enumerate(found)
        ]

    def _pad_batch(self, rows: Sequence[tuple[int, ...]]) -> tuple[torch.Tensor, torch.Tensor]:
        """Return ids and mask, both (batch, length): padded on the right for an encoder, on the left for a decoder."""
        import torch

        length = max(len(row) for row in rows)
        ids = torch.full((len(rows), length), self._pad, dtype=torch.long)
        mask = torch.zeros((len(rows), length), dtype=torch.long)
        for number, row in enumerate(rows):
            place = slice(length - len(row), length) if self._causal else slice(0, len(row))
            ids[number, place] = torch.tensor(row)
            mask[number, place] = 1
        return ids.to(self.device), mask.to(self.device)

    def _settings(
        self, decoding: Decoding, constraints: Constraints, max_new_tokens: int
    ) -> GenerationConfig:
        """Return the model's generation settings overridden by `decoding`, without sampling."""
        import copy

        own: GenerationConfig = copy.deepcopy(self._model.generation_config)
        own.do_sample = False
        for sampling in ("temperature", "top_p", "top_k", "min_p", "typical_p"):
            setattr(own, sampling, None)
        # Lengths, ends and forced tokens are each input's own here: see OutputBounds and Encoded.target_prefix.
        for bound in (
            "max_length",
            "min_length",
            "min_new_tokens",
            "forced_bos_token_id",
            "forced_eos_token_id",
        ):
            setattr(own, bound, None)
        own.max_new_tokens = max_new_tokens
        own.eos_token_id = list(constraints.end_ids)
        own.pad_token_id = self._pad
        given = {
            "num_beams": decoding.beams,
            "length_penalty": decoding.length_penalty,
            "repetition_penalty": decoding.repetition_penalty,
            "no_repeat_ngram_size": decoding.no_repeat_ngram_tokens,
        }
        for key, value in given.items():
            if value is not None:
                setattr(own, key, value)
        if own.num_beams == 1:
            own.early_stopping = False
        return own

    def _suppression(self, constraints: Constraints) -> torch.Tensor:
        """Return the bias of the scores, (vocabulary,): minus infinity for tokens that never occur in an output."""
        import torch

        if self._bias is None or self._bias[0] != constraints.suppressed_ids:
            size = self._model.get_output_embeddings().weight.shape[0]
            bias = torch.zeros(size, device=self.device)
            # A tokenizer may have tokens past the last row: distilbart's `<mask>` is one.
            rows = [i for i in constraints.suppressed_ids if i < size]
            bias[torch.tensor(rows, dtype=torch.long, device=self.device)] = -torch.inf
            self._bias = (constraints.suppressed_ids, bias)
        return self._bias[1]


def _cut(row: Sequence[int], most: int, ends: frozenset[int]) -> Generated:
    """Return the new tokens up to the first end token; at the limit the end was forced."""
    ids: list[int] = []
    for token in row:
        if token in ends or len(ids) == most:
            break
        ids.append(token)
    return Generated(tuple(ids), finished=len(ids) < most)


def _scored(generated: Generated, mean: float | None, length_penalty: float) -> Generated:
    if mean is None:
        return generated
    score = mean * (len(generated.ids) + 1) ** (1 - length_penalty)
    return replace(generated, log_probability=mean, score=score)


def load_weights(folder: Path, name: str, *, causal: bool, **options: Any) -> Any:
    """Load a transformers model with all its weights on the CPU; `options` go to `from_pretrained`.

    Raises ModelDamaged if weights are missing or cannot be loaded, OutOfMemory if they do not fit.
    """
    try:
        with quiet_libraries():
            from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM

            loader: Any = AutoModelForCausalLM if causal else AutoModelForSeq2SeqLM
            model, report = loader.from_pretrained(
                folder, local_files_only=True, trust_remote_code=False, output_loading_info=True, **options
            )
    except MemoryError as error:
        raise OutOfMemory(f"not enough memory for the weights of {name}") from error
    except (*LOAD_ERRORS, pickle.UnpicklingError) as error:
        if is_out_of_memory(error):
            raise OutOfMemory(f"not enough memory for the weights of {name}") from error
        unreadable = find_unreadable(folder)
        if unreadable is not None:
            raise unreadable from error
        first = str(error).strip().splitlines()
        raise ModelDamaged(
            f"{folder}: the weights cannot be loaded: {first[0] if first else error}"
        ) from error
    check_none_missing(folder, report)
    return model


def is_out_of_memory(error: BaseException) -> bool:
    """Return whether torch ran out of memory, on a GPU or a CPU."""
    import torch

    text = str(error)
    return (
        isinstance(error, torch.OutOfMemoryError)
        or "can't allocate memory" in text
        or "not enough memory" in text
    )
