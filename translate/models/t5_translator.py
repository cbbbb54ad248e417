"""T5 translators: MADLAD-400, with a token for the target language before the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from translate.config.catalogue import ModelEntry
from translate.errors import ModelNotFound
from translate.models.base import Encoded
from translate.models.condensing import CondensingFamily
from translate.models.limits import OutputLimit, check_input_length
from translate.models.model_folder import ModelConfig
from translate.models.scripts import non_english_ids

__all__ = ["T5TranslatorFamily", "translates"]

_MAX_INPUT_TOKENS = 256  # relative positions allow more, but the models were trained on sentences
_FILES = ("spiece.model", "tokenizer.json", "added_tokens.json")


def translates(folder: Path) -> bool:
    """Return whether the tokenizer of a T5 model has the target token `<2en>`."""
    return any((folder / name).is_file() and b"<2en>" in (folder / name).read_bytes() for name in _FILES)


class T5TranslatorFamily(CondensingFamily):
    """Text side of MADLAD-400: `<2en> pieces </s>` (Kudugunta et al. 2023; the model cards have the same form)."""

    def __init__(self, folder: Path, entry: ModelEntry, settings: ModelConfig, limit: OutputLimit) -> None:
        super().__init__(folder, entry.max_input_tokens or _MAX_INPUT_TOKENS, (0, limit.ceiling))
        self._limit = limit
        token = f"<2{entry.target_language or 'en'}>"
        target = self._tokenizer.convert_tokens_to_ids(token)
        if target is None or target == self._unknown:
            raise ModelNotFound(f"{folder} has no target language {token}")
        self._before = (int(target),)
        rows = int(settings.config["vocab_size"])
        vocabulary = self._tokenizer.get_vocab()
        self._languages = frozenset(
            number for piece, number in vocabulary.items() if piece.startswith("<2") and piece.endswith(">")
        )
        foreign = set(non_english_ids(self._tokenizer, rows, latin_only=False)) | self._languages
        suppressed = {*self.constraints.suppressed_ids, *foreign} - {self._end}
        self.constraints = replace(self.constraints, suppressed_ids=tuple(sorted(suppressed)))
        self._suppress_rows_past_the_tokenizer(rows)

    def encode(self, text: str) -> Encoded:
        """Return `<2en> pieces </s>`; raises SourceNotSeen."""
        pieces = self._pieces([text])[0]
        ids = (*self._before, *pieces, self._end)
        check_input_length(text, len(ids), self.max_input_tokens)
        return Encoded(ids=ids, max_output_tokens=self._limit.tokens(len(pieces)))

    def _pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the pieces of each text; a `<2fr>` in a text becomes an unknown word."""
        return [[self._unknown if i in self._languages else i for i in ids] for ids in super()._pieces(texts)]
