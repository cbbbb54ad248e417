"""M2M100 and NLLB models: many languages, with a forced target language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from translate.config.catalogue import ModelEntry
from translate.errors import ModelDamaged
from translate.models.base import Constraints, Encoded, Family
from translate.models.limits import OutputLimit, check_input_length, seq2seq_input_limit
from translate.models.model_folder import ModelConfig
from translate.models.scripts import non_english_ids
from translate.models.tokens import load_tokenizer, piece_ids, plain_text

__all__ = ["M2M100Family"]

# Codes of Modern Standard Arabic and English: NLLB's (FLORES-200), then M2M100's.
_ARABIC = ("arb_Arab", "__ar__")
_ENGLISH = ("eng_Latn", "__en__")


class M2M100Family(Family):
    """Text side of M2M100 and NLLB."""

    architecture = "seq2seq"

    def __init__(self, folder: Path, entry: ModelEntry, settings: ModelConfig, limit: OutputLimit) -> None:
        self._tokenizer: Any = load_tokenizer(folder)
        self._tokenizer.model_max_length = (
            10**9
        )  # suppress the tokenizer's warning: the length is checked here
        self._limit = limit
        self._end = self._tokenizer.eos_token_id
        self._source = self._language(folder, entry.source_language, _ARABIC)
        self._target = self._language(folder, entry.target_language, _ENGLISH)
        self.max_input_tokens = seq2seq_input_limit(settings, entry)
        control = set(self._tokenizer.all_special_ids) - {self._end}
        foreign = non_english_ids(self._tokenizer, settings.config["vocab_size"], latin_only=False)
        self.constraints = Constraints(
            end_ids=(self._end,),
            suppressed_ids=tuple(sorted((control | set(foreign)) - {self._end})),
            needed_ids=tuple(sorted(control)),
        )

    def encode(self, text: str) -> Encoded:
        """Return `arb_Arab pieces </s>`, and `eng_Latn` as the forced start of the output; raises SourceNotSeen."""
        pieces = piece_ids(self._tokenizer, [text])[0]
        ids = (self._source, *pieces, self._end)
        check_input_length(text, len(ids), self.max_input_tokens)
        return Encoded(
            ids=ids, max_output_tokens=self._limit.tokens(len(pieces)), target_prefix=(self._target,)
        )

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text without control tokens."""
        return plain_text(self._tokenizer, ids)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the pieces, the language token and `</s>`."""
        return [len(pieces) + 2 for pieces in piece_ids(self._tokenizer, texts)]

    def _language(self, folder: Path, wanted: str | None, choices: Sequence[str]) -> int:
        for code in (wanted, f"__{wanted}__") if wanted is not None else choices:
            number = self._tokenizer.convert_tokens_to_ids(code)
            if number is not None and number != self._tokenizer.unk_token_id:
                return int(number)
        raise ModelDamaged(
            f"{folder}: its tokenizer has no language {wanted or ' or '.join(choices)}; set 'source_language' and "
            "'target_language' in the catalogue"
        )
