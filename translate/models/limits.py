"""How long an input may be, and how long its output may become."""

from __future__ import annotations

import math
from dataclasses import dataclass

from translate.config.catalogue import ModelEntry
from translate.config.profile import Decoding
from translate.errors import SourceNotSeen
from translate.models.folder import ModelConfig

__all__ = ["OutputLimit", "check_window", "max_positions", "news_tokens", "seq2seq_window", "summary_tokens"]

# English takes about as many tokens as its Arabic source, rarely 1.5 times as many; twice leaves room, and stops
# a search that runs away.
DEFAULT_OUTPUT_RATIO = 2.0
DEFAULT_OUTPUT_EXTRA = 16


@dataclass(frozen=True, slots=True)
class OutputLimit:
    """The most tokens of an output, as a function of its input: `ratio * tokens + extra`, at most `ceiling`."""

    ratio: float
    extra: int
    ceiling: int

    @classmethod
    def of(cls, decoding: Decoding, ceiling: int) -> OutputLimit:
        """The limit that the settings ask for, or the default one."""
        ratio = decoding.output_tokens_per_source_token
        return cls(
            DEFAULT_OUTPUT_RATIO if ratio is None else ratio,
            DEFAULT_OUTPUT_EXTRA if decoding.output_tokens_extra is None else decoding.output_tokens_extra,
            ceiling,
        )

    def tokens(self, source_tokens: int) -> int:
        """The most tokens of the output of an input of `source_tokens`."""
        return max(1, min(math.ceil(self.ratio * source_tokens) + self.extra, self.ceiling))


def max_positions(settings: ModelConfig) -> int:
    """How many positions the model has."""
    return int(settings.config["max_position_embeddings"])


def seq2seq_window(settings: ModelConfig, entry: ModelEntry) -> int:
    """The most tokens of an input: the encoder's positions, or fewer where the catalogue says so."""
    positions = max_positions(settings)
    return positions if entry.window_tokens is None else min(entry.window_tokens, positions)


def check_window(text: str, tokens: int, window_tokens: int) -> None:
    """Raise SourceNotSeen where the input does not fit: it would have to be cut, in silence."""
    if tokens > window_tokens:
        raise SourceNotSeen(
            f"{tokens} tokens do not fit the model's window of {window_tokens}: '{text[:40].strip()}...'"
        )


def news_tokens(words: int) -> int:
    """Tokens that hold `words` words of English news: about 1.3 each, and half as many again to finish the sentence."""
    return words * 2


def summary_tokens(settings: ModelConfig, words: int | None) -> tuple[int, int]:
    """The least and the most tokens of a summary: the model's own (`min_length`, `max_length`), or those wished."""
    least = int(settings.generation_setting("min_length") or 0)
    most = int(settings.generation_setting("max_length") or 142)
    if words is None:
        return least, most
    return min(least, words // 2), min(news_tokens(words), max_positions(settings) - 4)
