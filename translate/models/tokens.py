"""The common part of families with a fast tokenizer: text to pieces without control tokens, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from translate.models.quiet import quiet_libraries

__all__ = ["load_tokenizer", "piece_ids", "plain_text"]

# Names in `tokenizer_config.json` of a tokenizer that is completely in `tokenizer.json`: transformers 5, and earlier.
_PLAIN_CLASSES = ("TokenizersBackend", "PreTrainedTokenizerFast")


def load_tokenizer(folder: Path) -> Any:
    """Load the tokenizer in a model's folder."""
    with quiet_libraries():
        if _is_plain(
            folder
        ):  # AutoTokenizer returns the same, but imports torch first, which takes two seconds
            from transformers import PreTrainedTokenizerFast

            return PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
        from transformers import AutoTokenizer

        return AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)


def _is_plain(folder: Path) -> bool:
    try:
        config = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False  # AutoTokenizer reports the error
    plain = isinstance(config, dict) and config.get("tokenizer_class") in _PLAIN_CLASSES
    return plain and (folder / "tokenizer.json").is_file()


def piece_ids(tokenizer: Any, texts: Sequence[str]) -> list[list[int]]:
    """Return the ids of each text's pieces without special tokens; a control token in a text is encoded as text."""
    if not texts:
        return []
    encoded = tokenizer(list(texts), add_special_tokens=False, split_special_tokens=True)
    ids: list[list[int]] = encoded["input_ids"]
    return ids


def plain_text(tokenizer: Any, ids: Sequence[int]) -> str:
    """Return the text of generated ids, without control tokens."""
    text: str = tokenizer.decode(list(ids), skip_special_tokens=True, clean_up_tokenization_spaces=False)
    return text.strip()
