"""PEGASUS models, for summaries."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from translate.config.catalogue import ModelEntry
from translate.errors import ModelDamaged
from translate.models.condensing import CondensingFamily
from translate.models.limits import seq2seq_input_limit, summary_tokens
from translate.models.model_folder import ModelConfig
from translate.models.quiet import quiet_libraries

__all__ = ["PegasusFamily", "load_tokenizer"]

_LINE_BREAK = "<n>"  # the spelling in PEGASUS's training summaries (Zhang et al. 2020)
# transformers 5 numbers the pieces of `spiece.model` after pad, end, both masks and 101 tokens used only in training.
# If the model's settings do not name this mask (those on the hub do not), transformers omits it. Then every id is too
# low by one, and the model reads wrong words.
_SENTENCE_MASK = "<mask_1>"


class PegasusFamily(CondensingFamily):
    """Text side of PEGASUS: `pieces </s>`."""

    def __init__(self, folder: Path, entry: ModelEntry, settings: ModelConfig, words: int | None) -> None:
        least, most = summary_tokens(settings, words)
        own = settings.generation_setting("max_length")
        # Each of these models was trained on the summaries of one collection, none longer than its own limit.
        limits = (least, most if own is None else min(most, int(own)))
        super().__init__(folder, seq2seq_input_limit(settings, entry), limits)
        rows = int(settings.config["vocab_size"])
        if len(self._tokenizer) > rows or (
            len(self._tokenizer) < rows and not (folder / "tokenizer.json").is_file()
        ):
            raise ModelDamaged(
                f"{folder}: its tokenizer has {len(self._tokenizer)} tokens, and the weights are for {rows}: they do "
                "not belong together"
            )
        self._suppress_rows_past_the_tokenizer(rows)

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text, with `<n>` as a line break."""
        lines = super().decode(ids).split(_LINE_BREAK)
        return "\n".join(line.strip() for line in lines if line.strip())

    def _load_tokenizer(self, folder: Path) -> Any:
        return load_tokenizer(folder)


def load_tokenizer(folder: Path) -> Any:
    """Load the tokenizer, with its pieces numbered as in the published weights."""
    with quiet_libraries():
        from transformers import AutoTokenizer

        return AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False, mask_token_sent=_SENTENCE_MASK
        )
