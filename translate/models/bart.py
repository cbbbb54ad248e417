"""BART models, which summarise."""

from __future__ import annotations

from pathlib import Path

from translate.config.catalogue import ModelEntry
from translate.models.condensing import CondensingFamily
from translate.models.folder import ModelConfig
from translate.models.limits import seq2seq_window, summary_tokens


class BartFamily(CondensingFamily):
    """Text side of BART: `<s> pieces </s>`, and `<s>` as what the decoder begins with."""

    def __init__(self, folder: Path, entry: ModelEntry, settings: ModelConfig, words: int | None) -> None:
        super().__init__(folder, seq2seq_window(settings, entry), summary_tokens(settings, words))
        self._before = (self._tokenizer.bos_token_id,)
        self._target_prefix = settings.token_ids("forced_bos_token_id")
