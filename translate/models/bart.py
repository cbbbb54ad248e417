"""BART models, which summarise."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from translate.config.catalogue import ModelEntry
from translate.models.base import Constraints, Encoded, Family
from translate.models.folder import ModelConfig
from translate.models.limits import check_window, seq2seq_window, summary_tokens
from translate.models.pieces import piece_ids, plain_text
from translate.models.quiet import quiet_libraries


class BartFamily(Family):
    """Text side of BART."""

    architecture = "seq2seq"

    def __init__(self, folder: Path, entry: ModelEntry, settings: ModelConfig, words: int | None) -> None:
        with quiet_libraries():
            from transformers import AutoTokenizer

            self._tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self._tokenizer.model_max_length = 10**9  # no warning of its own: the window is checked here
        self._start: int = self._tokenizer.bos_token_id
        self._end: int = self._tokenizer.eos_token_id
        self._target_prefix = settings.token_ids("forced_bos_token_id")
        self._min_tokens, self._max_tokens = summary_tokens(settings, words)
        self.window_tokens = seq2seq_window(settings, entry)
        control = set(self._tokenizer.all_special_ids) - {self._end, self._tokenizer.unk_token_id}
        self.constraints = Constraints(end_ids=(self._end,), suppressed_ids=tuple(sorted(control)))

    def encode(self, text: str) -> Encoded:
        """`<s> pieces </s>`; raises SourceNotSeen."""
        pieces = piece_ids(self._tokenizer, [text])[0]
        ids = (self._start, *pieces, self._end)
        check_window(text, len(ids), self.window_tokens)
        return Encoded(
            ids=ids,
            max_output_tokens=self._max_tokens,
            # Where the article is hardly longer than the least length, the model would have to invent.
            min_output_tokens=min(self._min_tokens, len(pieces) // 2),
            target_prefix=self._target_prefix,
        )

    def decode(self, ids: Sequence[int]) -> str:
        """The text without control tokens."""
        return plain_text(self._tokenizer, ids)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Pieces, `<s>` and `</s>`."""
        return [len(pieces) + 2 for pieces in piece_ids(self._tokenizer, texts)]
