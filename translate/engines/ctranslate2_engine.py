"""The CTranslate2 engine: the fast one, in 8-bit weights on a CPU."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from translate.config.profile import Decoding
from translate.engines.cores import cores
from translate.engines.ctranslate2_conversion import read_vocabulary
from translate.engines.search import Search
from translate.errors import ModelDamaged, OutOfMemory
from translate.models.base import Constraints, Encoded, Generated
from translate.models.folder import read_model_config

# Limits are rounded up to a multiple of this, so that inputs of about one length share a search.
_LIMIT_STEP = 16
_LONG_PROMPT_TOKENS = 256


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What all inputs of one search have in common; a function of each input alone."""

    least: int
    most: int
    shared: tuple[int, ...]


class CTranslate2Engine:
    """Runs a converted model; one worker of one thread a core, which is faster than fewer with more threads."""

    name = "ctranslate2"

    def __init__(
        self,
        converted: Path,
        original: Path,
        architecture: Literal["seq2seq", "causal"],
        device: str,
        compute_type: str,
    ) -> None:
        import ctranslate2

        self.device = device
        self.compute_type = compute_type
        self._causal = architecture == "causal"
        self._settings = read_model_config(original)
        self._tokens = read_vocabulary(converted)
        self._ids = {token: number for number, token in enumerate(self._tokens)}
        self._workers = cores() if device == "cpu" else 1
        make = ctranslate2.Generator if self._causal else ctranslate2.Translator
        try:
            self._model: Any = make(
                str(converted),
                device=device,
                compute_type=compute_type,
                inter_threads=self._workers,
                intra_threads=1 if device == "cpu" else 0,
            )
        except (RuntimeError, MemoryError) as error:
            if _is_out_of_memory(error):
                raise OutOfMemory(f"the memory does not hold the weights in {converted}") from error
            raise ModelDamaged(
                f"{converted}: {error}; remove the folder, and it is converted again"
            ) from error

    def generate(
        self, batch: Sequence[Encoded], decoding: Decoding, constraints: Constraints
    ) -> list[Generated]:
        """Search outputs for one batch, in its order, on all workers; raises OutOfMemory.

        Which tokens never occur was settled when the model was converted.
        """
        search = Search.of(self._settings, decoding)
        groups: dict[_Bounds, list[int]] = defaultdict(list)
        for number, encoded in enumerate(batch):
            groups[_bounds(encoded)].append(number)
        share = self._share(batch)
        ends = [self._tokens[i] for i in constraints.end_ids if i < len(self._tokens)]
        run = self._generate if self._causal else self._translate
        try:
            waiting = [
                (numbers, run([batch[n] for n in numbers], bounds, search, ends, share))
                for bounds, numbers in groups.items()
            ]
            rows = {
                number: result.result()
                for numbers, results in waiting
                for number, result in zip(numbers, results, strict=True)
            }
        except (RuntimeError, MemoryError) as error:
            if _is_out_of_memory(error):
                raise OutOfMemory(f"the memory does not hold a batch of {len(batch)}") from error
            raise
        return [self._read(rows[number], encoded) for number, encoded in enumerate(batch)]

    def _share(self, batch: Sequence[Encoded]) -> int:
        """How many inputs a worker takes at once.

        CTranslate2 reads prompts of unlike length together only as far as the shortest goes, and the rest token by
        token in every beam: long ones, five articles of 530 to 870 tokens, took 2.7 times as long so.
        """
        if self._causal and max(len(e.ids) - e.shared_tokens for e in batch) > _LONG_PROMPT_TOKENS:
            return 1
        return max(2, -(-len(batch) // self._workers))

    def close(self) -> None:
        """Free the weights."""
        self._model = None

    def _translate(
        self, batch: Sequence[Encoded], bounds: _Bounds, search: Search, ends: list[str], share: int
    ) -> list[Any]:
        prefixed = bool(batch[0].target_prefix)
        results: list[Any] = self._model.translate_batch(
            [self._spell(e.ids) for e in batch],
            target_prefix=[self._spell(e.target_prefix) for e in batch] if prefixed else None,
            max_input_length=0,  # nothing is cut: the window has been checked
            max_decoding_length=bounds.most + len(batch[0].target_prefix),
            min_decoding_length=bounds.least,
            **self._options(search, ends, share),
        )
        return results

    def _generate(
        self, batch: Sequence[Encoded], bounds: _Bounds, search: Search, ends: list[str], share: int
    ) -> list[Any]:
        shared = bounds.shared
        results: list[Any] = self._model.generate_batch(
            [self._spell(e.ids[len(shared) :]) for e in batch],
            static_prompt=self._spell(shared) if shared else None,
            max_length=bounds.most,
            min_length=bounds.least,
            include_prompt_in_result=False,
            **self._options(search, ends, share),
        )
        return results

    def _options(self, search: Search, ends: list[str], share: int) -> dict[str, Any]:
        return {
            "beam_size": search.beams,
            "length_penalty": search.length_penalty,
            "repetition_penalty": search.repetition_penalty,
            "no_repeat_ngram_size": search.no_repeat_ngram_tokens,
            "end_token": ends,
            "max_batch_size": share,
            "asynchronous": True,
        }

    def _spell(self, ids: Sequence[int]) -> list[str]:
        return [self._tokens[i] for i in ids]

    def _read(self, result: Any, encoded: Encoded) -> Generated:
        """Ids of the best output, without the forced prefix, up to the input's own limit."""
        if self._causal:
            ids = tuple(result.sequences_ids[0])
        else:
            ids = tuple(self._ids[t] for t in result.hypotheses[0][len(encoded.target_prefix) :])
        most = encoded.max_output_tokens
        return Generated(ids[:most], finished=len(ids) < most)


def _bounds(encoded: Encoded) -> _Bounds:
    most = -(-encoded.max_output_tokens // _LIMIT_STEP) * _LIMIT_STEP
    # At least one token has to be left behind the shared ones, for the search to go on from.
    shared = encoded.ids[: min(encoded.shared_tokens, len(encoded.ids) - 1)]
    return _Bounds(encoded.min_output_tokens, most, shared)


def _is_out_of_memory(error: BaseException) -> bool:
    text = str(error).lower()
    return isinstance(error, MemoryError) or "out of memory" in text or "bad_alloc" in text
