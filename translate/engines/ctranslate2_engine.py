"""The CTranslate2 engine: the faster engine, with 8-bit weights on a CPU."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from translate.config.profile import Decoding
from translate.engines.machine import EngineChoice
from translate.engines.output_layer import read_vocabulary
from translate.errors import CannotGoOn, ModelDamaged, OutOfMemory
from translate.models.base import Constraints, Encoded, Generated, check_rows
from translate.models.model_folder import ModelConfig, read_model_config

__all__ = ["CTranslate2Engine", "Search"]

# Limits are rounded up to a multiple of this, so that inputs of similar length share a search.
_LIMIT_STEP = 16
_LENGTHS_TOGETHER = 8
# A larger batch is split into parts of this many tokens, padding included, one per worker. It is constant, so that the
# output does not depend on the number of cores.
_PART_TOKENS = 1024


@dataclass(frozen=True, slots=True)
class _Bounds:
    """The properties that all inputs of one search share; each depends only on the input.

    `lengths` is the length class of a causal model's prompt: see `_lengths_together`.
    """

    least: int
    most: int
    shared: tuple[int, ...]
    lengths: int


@dataclass(frozen=True, slots=True)
class Search:
    """Settings of one search; the defaults are those of transformers, for models without their own."""

    beams: int
    length_penalty: float
    repetition_penalty: float
    no_repeat_ngram_tokens: int

    @classmethod
    def of(cls, settings: ModelConfig, decoding: Decoding) -> Search:
        """Return the search settings: `decoding`, with the model's own settings as defaults."""

        def own(name: str, default: float) -> float:
            value = settings.generation_setting(name)
            return default if value is None else value

        return cls(
            beams=int(own("num_beams", 1)) if decoding.beams is None else decoding.beams,
            length_penalty=own("length_penalty", 1.0)
            if decoding.length_penalty is None
            else decoding.length_penalty,
            repetition_penalty=own("repetition_penalty", 1.0)
            if decoding.repetition_penalty is None
            else decoding.repetition_penalty,
            no_repeat_ngram_tokens=int(own("no_repeat_ngram_size", 0))
            if decoding.no_repeat_ngram_tokens is None
            else decoding.no_repeat_ngram_tokens,
        )


class CTranslate2Engine:
    """Run a converted model; each worker searches a different batch."""

    name = "ctranslate2"

    def __init__(
        self,
        converted: Path,
        original: Path,
        architecture: Literal["seq2seq", "causal"],
        choice: EngineChoice,
    ) -> None:
        import ctranslate2

        self.device: str = choice.device
        self.compute_type = choice.compute_type
        self.parallel = choice.parallelism.workers
        self._causal = architecture == "causal"
        self._settings = read_model_config(original)
        self._tokens = read_vocabulary(converted)
        self._ids = {token: number for number, token in enumerate(self._tokens)}
        make = ctranslate2.Generator if self._causal else ctranslate2.Translator
        try:
            self._model: Any = make(
                str(converted),
                device=choice.device,
                compute_type=choice.compute_type,
                inter_threads=choice.parallelism.workers,
                intra_threads=choice.parallelism.threads,
            )
        except (RuntimeError, MemoryError) as error:
            if _is_out_of_memory(error):
                raise OutOfMemory(f"not enough memory for the weights in {converted}") from error
            raise ModelDamaged(
                f"{converted}: {error}; remove the folder, and the model will be converted again"
            ) from error

    def hypotheses(
        self, batch: Sequence[Encoded], decoding: Decoding, constraints: Constraints, count: int | None
    ) -> list[list[Generated]]:
        """Return up to `count` outputs for each input, most likely first; None means as many as beams.

        Each output ends at its input's own limit, so it does not depend on the limits of others. Several threads may
        call it at once. Raises OutOfMemory if the batch does not fit.
        """
        check_rows(batch, len(self._tokens))
        search = Search.of(self._settings, decoding)
        groups: dict[_Bounds, list[int]] = defaultdict(list)
        for number, encoded in enumerate(batch):
            groups[self._bounds(encoded, search)].append(number)
        part = self._part(batch) | {"num_hypotheses": search.beams if count is None else count}
        ends = [self._tokens[i] for i in constraints.end_ids if i < len(self._tokens)]
        run = self._generate if self._causal else self._translate
        try:
            waiting = [
                (numbers, run([batch[n] for n in numbers], bounds, search, ends, part))
                for bounds, numbers in groups.items()
            ]
            rows = {
                number: result.result()
                for numbers, results in waiting
                for number, result in zip(numbers, results, strict=True)
            }
        except (RuntimeError, MemoryError) as error:
            if _is_out_of_memory(error):
                raise OutOfMemory(f"not enough memory for a batch of {len(batch)}") from error
            raise CannotGoOn(
                f"CTranslate2 failed on a batch of {len(batch)}: {error}; run the same command again to resume, or use "
                "--engine torch"
            ) from error
        return [self._read(rows[number], encoded, search) for number, encoded in enumerate(batch)]

    def _part(self, batch: Sequence[Encoded]) -> dict[str, Any]:
        """Return how many tokens a worker searches at once."""
        if self.device != "cpu":
            return {"max_batch_size": len(batch)}
        return {"max_batch_size": max(_PART_TOKENS, *(len(e.ids) for e in batch)), "batch_type": "tokens"}

    def close(self) -> None:
        """Free the weights."""
        self._model = None

    def _translate(
        self, batch: Sequence[Encoded], bounds: _Bounds, search: Search, ends: list[str], part: dict[str, Any]
    ) -> list[Any]:
        prefixed = bool(batch[0].target_prefix)
        results: list[Any] = self._model.translate_batch(
            [self._spell(e.ids) for e in batch],
            target_prefix=[self._spell(e.target_prefix) for e in batch] if prefixed else None,
            max_input_length=0,  # nothing is cut: the length has been checked
            max_decoding_length=bounds.most + len(batch[0].target_prefix),
            min_decoding_length=bounds.least,
            **self._options(search, ends, part),
        )
        return results

    def _generate(
        self, batch: Sequence[Encoded], bounds: _Bounds, search: Search, ends: list[str], part: dict[str, Any]
    ) -> list[Any]:
        shared = bounds.shared
        results: list[Any] = self._model.generate_batch(
            [self._spell(e.ids[len(shared) :]) for e in batch],
            static_prompt=self._spell(shared) if shared else None,
            max_length=bounds.most,
            min_length=bounds.least,
            include_prompt_in_result=False,
            **self._options(search, ends, part),
        )
        return results

    def _options(self, search: Search, ends: list[str], part: dict[str, Any]) -> dict[str, Any]:
        return {
            "beam_size": search.beams,
            "length_penalty": search.length_penalty,
            "repetition_penalty": search.repetition_penalty,
            "no_repeat_ngram_size": search.no_repeat_ngram_tokens,
            "end_token": ends,
            "return_scores": True,
            **part,
            "asynchronous": True,
        }

    def _bounds(self, encoded: Encoded, search: Search) -> _Bounds:
        most = -(-encoded.max_output_tokens // _LIMIT_STEP) * _LIMIT_STEP
        # At least one token must follow the shared prefix, because the search starts from it.
        shared = encoded.ids[: min(encoded.shared_tokens, len(encoded.ids) - 1)]
        lengths = len(encoded.ids) // _lengths_together(search) if self._causal else 0
        return _Bounds(encoded.min_output_tokens, most, shared, lengths)

    def _spell(self, ids: Sequence[int]) -> list[str]:
        return [self._tokens[i] for i in ids]

    def _read(self, result: Any, encoded: Encoded, search: Search) -> list[Generated]:
        """Return each output without the forced prefix, up to the input's own limit.

        A score of CTranslate2 is the sum over the tokens and the end token, divided by their number, with that of the
        prefix, to the power of the length penalty.
        """
        found = result.sequences if self._causal else result.hypotheses
        start = 0 if self._causal else len(encoded.target_prefix)
        most = encoded.max_output_tokens
        read = [tuple(self._ids[token] for token in tokens[start:]) for tokens in found]
        sums = [
            score * (len(tokens) + 1) ** search.length_penalty
            for tokens, score in zip(found, result.scores, strict=True)
        ]
        return [
            Generated(
                ids[:most],
                finished=len(ids) < most,
                log_probability=total / (len(ids) + 1),
                score=total / (len(ids) + 1) ** search.length_penalty,
            )
            for ids, total in zip(read, sums, strict=True)
        ]


def _lengths_together(search: Search) -> int:
    """Return how many consecutive prompt lengths may share one search of a causal model.

    CTranslate2 reads prompts together up to the shortest length, and the rest during the search, token by token in
    every beam. A few such steps cost less than one search per sentence; 340 of them made five articles take 2.7 times
    as long. Its guards against repetition count these tokens as output, and fail on a token that the output layer
    lacks. The repetition penalty looks at all of them; a ban on repeated phrases of n tokens skips the first n - 1.
    """
    banned = search.no_repeat_ngram_tokens
    guarded = search.repetition_penalty != 1.0 or 0 < banned < _LENGTHS_TOGETHER
    return 1 if guarded else _LENGTHS_TOGETHER


def _is_out_of_memory(error: BaseException) -> bool:
    text = str(error).lower()
    return isinstance(error, MemoryError) or "out of memory" in text or "bad_alloc" in text
