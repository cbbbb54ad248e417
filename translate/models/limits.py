"""Length limits of inputs and outputs."""

from __future__ import annotations

import math
from dataclasses import dataclass

from translate.config.catalogue import ModelEntry
from translate.config.profile import Decoding
from translate.errors import SourceNotSeen
from translate.models.model_folder import ModelConfig

__all__ = [
    "OutputLimit",
    "check_input_length",
    "max_positions",
    "news_tokens",
    "seq2seq_input_limit",
    "summary_tokens",
]

# English has about as many tokens as its Arabic source, rarely 1.5 times as many. Twice as many is enough room, and
# stops a runaway search.
_DEFAULT_OUTPUT_RATIO = 2.0
_DEFAULT_OUTPUT_EXTRA = 16


@dataclass(frozen=True, slots=True)
class OutputLimit:
    """The maximum tokens of an output, from its input: `ratio * tokens + extra`, at most `ceiling`."""

    ratio: float
    extra: int
    ceiling: int

    @classmethod
    def of(cls, decoding: Decoding, ceiling: int) -> OutputLimit:
        """Return the limit from the settings, or the default."""
        ratio = decoding.output_tokens_per_source_token
        return cls(
            _DEFAULT_OUTPUT_RATIO if ratio is None else ratio,
            _DEFAULT_OUTPUT_EXTRA if decoding.output_tokens_extra is None else decoding.output_tokens_extra,
            ceiling,
        )

    def tokens(self, source_tokens: int) -> int:
        """Return the maximum output tokens for an input of `source_tokens`."""
        return max(1, min(math.ceil(self.ratio * source_tokens) + self.extra, self.ceiling))


def max_positions(settings: ModelConfig) -> int:
    """Return the number of positions of the model."""
    return int(settings.config["max_position_embeddings"])


def seq2seq_input_limit(settings: ModelConfig, entry: ModelEntry) -> int:
    """Return the maximum input tokens: the encoder's positions, or fewer if the catalogue says so."""
    positions = max_positions(settings)
    return positions if entry.max_input_tokens is None else min(entry.max_input_tokens, positions)


def check_input_length(text: str, tokens: int, max_input_tokens: int) -> None:
    """Raise SourceNotSeen if the input does not fit: it would be truncated silently."""
    if tokens > max_input_tokens:
        raise SourceNotSeen(
            f"{tokens} tokens do not fit the model's input limit of {max_input_tokens}: '{text[:40].strip()}...'"
        )


def news_tokens(words: int) -> int:
    """Return the tokens for `words` words of English news: 1.3 each, plus half of that to finish the sentence."""
    return words * 2


def summary_tokens(settings: ModelConfig, words: int | None) -> tuple[int, int]:
    """Return the minimum and maximum tokens of a summary: requested, or the model's `min_length` and `max_length`."""
    least = int(settings.generation_setting("min_length") or 0)
    most = int(settings.generation_setting("max_length") or 142)
    if words is None:
        return least, most
    return min(least, words // 2), min(news_tokens(words), max_positions(settings) - 4)
