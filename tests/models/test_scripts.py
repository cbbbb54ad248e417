"""Tokens that never occur in English are found in each kind of vocabulary, and no English token is among them."""

from __future__ import annotations

from typing import Any

import pytest
from tokenizers import Tokenizer, decoders, models

from translate.models.scripts import ids_with_newline, non_english_ids


def tokenizer(tokens: list[str], decoder: Any = None) -> Any:
    from transformers import PreTrainedTokenizerFast

    backend = Tokenizer(models.BPE({t: n for n, t in enumerate(tokens)}, []))
    if decoder is not None:
        backend.decoder = decoder
    make: Any = PreTrainedTokenizerFast
    return make(tokenizer_object=backend, eos_token=tokens[0])


ENGLISH = ["the", "▁café", "Łódź", "3.5", "—", "“", "€", "\n", "naïve", "½", "’s", "😀", "Đà", "ệ"]
FOREIGN = ["▁مرحبا", "،", "٣", "привет", "中文", "。", "ﷺ", "שלום", "Ω", "हिन्दी", "ـ", "ー"]


def test_english_tokens_are_never_suppressed_and_foreign_ones_are() -> None:
    known = tokenizer(["<eos>", *ENGLISH, *FOREIGN])
    ids = non_english_ids(known, len(known), latin_only=True)
    suppressed = {known.convert_ids_to_tokens(i) for i in ids}
    assert suppressed == {"<eos>", *FOREIGN}


def test_a_trained_translator_loses_its_arabic_tokens_alone() -> None:
    known = tokenizer(["<eos>", *ENGLISH, *FOREIGN])
    ids = non_english_ids(known, len(known), latin_only=False)
    assert {known.convert_ids_to_tokens(i) for i in ids} == {"▁مرحبا", "،", "٣", "ﷺ", "ـ"}


def test_byte_tokens_cannot_spell_arabic_either() -> None:
    known = tokenizer(["<eos>", *(f"<0x{b:02X}>" for b in range(256))])
    narrow = {known.convert_ids_to_tokens(i) for i in non_english_ids(known, len(known), latin_only=False)}
    assert narrow == {"<0xD8>", "<0xD9>", "<0xDA>", "<0xDB>"}
    assert len(non_english_ids(known, len(known), latin_only=True)) == 257


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("the", False),
        (" caf\u00e9", False),
        ("مر", True),
        ("中", True),
        ("—", False),
        ("й", True),
        ("Ł", False),
    ],
)
def test_byte_level_vocabularies_are_read_as_bytes(text: str, foreign: bool) -> None:
    from tokenizers import pre_tokenizers

    (spelled, _), *_rest = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False).pre_tokenize_str(
        text
    )
    known = tokenizer(["<eos>", spelled, "Ċ", "Ġ"], decoders.ByteLevel())
    assert (1 in non_english_ids(known, len(known), latin_only=True)) == foreign
    assert ids_with_newline(known) == (2,)


def test_rows_past_the_vocabulary_cannot_be_written() -> None:
    known = tokenizer(["<eos>", "the"])
    assert non_english_ids(known, 5, latin_only=True) == (0, 2, 3, 4)


def test_every_line_break_ends_a_line() -> None:
    known = tokenizer(["<eos>", "a", "\n", "\n\n", "<0x0A>", ".\n", "Ċ", "Ġ"])
    assert ids_with_newline(known) == (2, 3, 4, 5)
