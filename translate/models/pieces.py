"""What families with a fast tokenizer have in common: text to pieces without control tokens, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def piece_ids(tokenizer: Any, texts: Sequence[str]) -> list[list[int]]:
    """The ids of each text's pieces, special tokens left out; a control token in a text is text."""
    if not texts:
        return []
    encoded = tokenizer(list(texts), add_special_tokens=False, split_special_tokens=True)
    ids: list[list[int]] = encoded["input_ids"]
    return ids


def plain_text(tokenizer: Any, ids: Sequence[int]) -> str:
    """The text of generated ids, without control tokens."""
    text: str = tokenizer.decode(list(ids), skip_special_tokens=True, clean_up_tokenization_spaces=False)
    return text.strip()
