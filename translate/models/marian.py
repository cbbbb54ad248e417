"""Marian models: Opus-MT, with one or several target languages."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from translate.config.catalogue import ModelEntry
from translate.errors import ModelDamaged
from translate.models.base import Constraints, Encoded, Family
from translate.models.limits import OutputLimit, check_input_length, seq2seq_input_limit
from translate.models.model_folder import ModelConfig
from translate.models.quiet import quiet_libraries
from translate.models.scripts import non_english_ids

__all__ = ["MarianFamily", "repair_entities", "text_normalisation"]

_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z]+);")
_MOSES = "moses"
_TYPOGRAPHIC = ("“", "«")  # Moses' rules remove both from a text
_LANGUAGE = re.compile(r"▁?>>\S+<<")
# Size of the cache of pieces: a window's sentences are counted first and encoded batch by batch later.
_KEPT_TEXTS = 8192
# Opus-MT's training data contains tokenised text: "it &apos;s", " &apos; "
_APOSTROPHE = re.compile(r"\s*&apos;\s*(?=(?:s|t|d|m|re|ve|ll)\b)", re.IGNORECASE)


class MarianFamily(Family):
    """Text side of a Marian model."""

    architecture = "seq2seq"

    def __init__(self, folder: Path, entry: ModelEntry, settings: ModelConfig, limit: OutputLimit) -> None:
        with quiet_libraries():
            from transformers import MarianTokenizer

            self._tokenizer: Any = MarianTokenizer.from_pretrained(folder, local_files_only=True)
        self._limit = limit
        self._normalises = text_normalisation(folder) == _MOSES
        self._pieces = lru_cache(_KEPT_TEXTS)(self._split)
        self._prefix = self._language_token(folder, entry.target_language)
        self.max_input_tokens = seq2seq_input_limit(settings, entry)
        self.constraints = Constraints(
            end_ids=(self._tokenizer.eos_token_id,),
            suppressed_ids=tuple(
                sorted(
                    {
                        self._tokenizer.pad_token_id,
                        *non_english_ids(self._tokenizer, settings.config["vocab_size"], latin_only=False),
                    }
                )
            ),
        )

    def encode(self, text: str) -> Encoded:
        """Return `[>>eng<<] pieces </s>`; raises SourceNotSeen."""
        pieces = self._pieces(text)
        ids = (*self._prefix, *pieces, self._tokenizer.eos_token_id)
        check_input_length(text, len(ids), self.max_input_tokens)
        return Encoded(ids=ids, max_output_tokens=self._limit.tokens(len(pieces)))

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text, with HTML entities that Opus-MT writes converted to characters."""
        text = self._tokenizer.decode(
            list(ids),
            skip_special_tokens=True,
            clean_up_tokenization_spaces=False,
            use_source_tokenizer=False,
        )
        return repair_entities(text)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the pieces, the language token and `</s>`."""
        return [len(self._pieces(text)) + len(self._prefix) + 1 for text in texts]

    def _split(self, text: str) -> tuple[int, ...]:
        """Return the ids of the text's pieces.

        Punctuation is normalised if it was in training. A leading space, which SentencePiece drops, prevents the
        tokenizer from reading a `>>fra<<` at the start of the text as a language token.
        """
        seen = self._tokenizer.normalize(text) if self._normalises else text
        pieces = self._tokenizer.tokenize(" " + seen, split_special_tokens=True)
        # SentencePiece returns unknown characters as one unchanged piece; `</s>` and `>>fra<<` would be found in the
        # vocabulary.
        control = {self._tokenizer.eos_token, self._tokenizer.pad_token}
        unknown = self._tokenizer.unk_token
        plain = [unknown if p in control or _LANGUAGE.fullmatch(p) else p for p in pieces]
        return tuple(self._tokenizer.convert_tokens_to_ids(plain))

    def _language_token(self, folder: Path, language: str | None) -> tuple[int, ...]:
        codes = self._tokenizer.supported_language_codes
        if not codes:
            return ()
        wanted = f">>{language or 'eng'}<<"
        if wanted not in codes:
            raise ModelDamaged(f"{folder} has no target language {wanted}; it has {', '.join(sorted(codes))}")
        return (self._tokenizer.convert_tokens_to_ids(wanted),)


def text_normalisation(folder: Path) -> str:
    """Return how the model's training text was normalised: `moses` or `none`.

    Moses' rules make typographic quotation marks straight before SentencePiece learns its pieces. So a source
    vocabulary with typographic marks comes from text without normalisation. The Opus-MT models of the Tatoeba Challenge
    of 2022 have such vocabularies; those of 2019 and 2020 do not.
    """
    from sentencepiece import SentencePieceProcessor

    pieces = SentencePieceProcessor(model_file=str(folder / "source.spm"))
    count = pieces.get_piece_size()
    marked = any(mark in pieces.id_to_piece(number) for number in range(count) for mark in _TYPOGRAPHIC)
    return "none" if marked else _MOSES


def repair_entities(text: str) -> str:
    """Convert entities such as `&apos;` to characters; in a contraction, join them to the word."""
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda match: html.unescape(match[0]), _APOSTROPHE.sub("'", text))
