"""How to search, once the model's own generation settings and the user's are laid over each other."""

from __future__ import annotations

from dataclasses import dataclass

from translate.config.profile import Decoding
from translate.models.folder import ModelConfig

__all__ = ["Search"]


@dataclass(frozen=True, slots=True)
class Search:
    """Settings of one search; the defaults are those of transformers, where a model has none of its own."""

    beams: int
    length_penalty: float
    repetition_penalty: float
    no_repeat_ngram_tokens: int

    @classmethod
    def of(cls, settings: ModelConfig, decoding: Decoding) -> Search:
        """`decoding` over the model's own settings."""

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
