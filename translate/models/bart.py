"""BART models, for summaries."""

from __future__ import annotations

from pathlib import Path

from translate.config.catalogue import ModelEntry
from translate.models.condensing import CondensingFamily
from translate.models.limits import seq2seq_input_limit, summary_tokens
from translate.models.model_folder import ModelConfig

__all__ = ["BartFamily"]


class BartFamily(CondensingFamily):
    """Text side of BART: `<s> pieces </s>`; the decoder starts with `<s>`."""

    def __init__(self, folder: Path, entry: ModelEntry, settings: ModelConfig, words: int | None) -> None:
        super().__init__(folder, seq2seq_input_limit(settings, entry), summary_tokens(settings, words))
        self._before = (self._tokenizer.bos_token_id,)
        self._target_prefix = _forced_start(settings, self._tokenizer.bos_token_id)


def _forced_start(settings: ModelConfig, begin: int) -> tuple[int, ...]:
    """Return the forced start of every output; configurations of 2020 only say that `<s>` is forced."""
    forced = settings.token_ids("forced_bos_token_id")
    if not forced and settings.generation_setting("force_bos_token_to_be_generated"):
        return (begin,)
    return forced
