"""Find the tokens of a vocabulary that can occur in English text."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

__all__ = ["ids_with_newline", "non_english_ids"]

# Blocks whose marks, digits and punctuation Unicode shares between scripts, though English never has them.
_FOREIGN_BLOCKS = (
    (0x0590, 0x08FF),  # Hebrew, Arabic, Syriac, Thaana and their extensions
    (0x2E80, 0xABFF),  # Chinese, Japanese, Korean and South-East Asian
    (0xFB1D, 0xFDFF),  # presentation forms
    (0xFE20, 0xFEFE),
    (0xFF00, 0xFFEF),  # half-width and full-width forms
)
_ARABIC_BLOCKS = ((0x0600, 0x06FF), (0x0750, 0x077F), (0x0870, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))
# First bytes in UTF-8: of Arabic and its presentation forms; of everything but ASCII, Latin and punctuation.
_ARABIC_FIRST_BYTES = frozenset((0xD8, 0xD9, 0xDA, 0xDB))
_FOREIGN_FIRST_BYTES = frozenset((*range(0xCD, 0xE0), 0xE0, *range(0xE3, 0xEF))) | _ARABIC_FIRST_BYTES
_SPACES = "Ġ▁"  # of byte-level vocabularies and of SentencePiece


def non_english_ids(tokenizer: Any, vocabulary_size: int, *, latin_only: bool) -> tuple[int, ...]:
    """Return the ids of tokens that cannot occur in English text.

    These are tokens with an Arabic character; with `latin_only` also those with a letter that is not Latin, and control
    tokens. Byte tokens are judged by the characters that they can start. With `latin_only`, ids past the tokenizer's
    vocabulary (rows of a padded embedding matrix) are left out.
    """
    tokens = tokenizer.convert_ids_to_tokens(list(range(min(vocabulary_size, len(tokenizer)))))
    alphabet = _byte_alphabet() if _is_byte_level(tokenizer) else None
    special = set(tokenizer.all_special_ids) if latin_only else set()
    ids = []
    for number, token in enumerate(tokens):
        if number in special or token is None:
            foreign = latin_only
        elif len(token) == 6 and token.startswith("<0x"):  # SentencePiece's byte fallback
            foreign = int(token[3:5], 16) in _ARABIC_FIRST_BYTES or latin_only
        elif latin_only and token.startswith("<unused"):
            foreign = True
        elif token.lstrip(_SPACES).isascii():  # most tokens: half of the time of a load went into these
            foreign = False
        elif alphabet is not None:
            foreign = _foreign_bytes(token, alphabet, latin_only=latin_only)
        else:
            foreign = any(_foreign(c, latin_only=latin_only) for c in token)
        if foreign:
            ids.append(number)
    if latin_only:
        ids.extend(range(len(tokens), vocabulary_size))
    return tuple(ids)


def ids_with_newline(tokenizer: Any) -> tuple[int, ...]:
    """Return the ids of tokens with a line break."""
    tokens = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
    newline = "Ċ" if _is_byte_level(tokenizer) else "\n"
    return tuple(i for i, t in enumerate(tokens) if t is not None and (newline in t or t == "<0x0A>"))


@cache
def _foreign(character: str, *, latin_only: bool) -> bool:
    code = ord(character)
    if code < 0x0250:
        return False
    if not latin_only:
        return any(first <= code <= last for first, last in _ARABIC_BLOCKS)
    if any(first <= code <= last for first, last in _FOREIGN_BLOCKS):
        return True
    if not unicodedata.category(character).startswith(("L", "M")):
        return False
    # Combining marks that English texts use are named so; other scripts' marks carry their script's name.
    return not unicodedata.name(character, "").startswith(
        ("LATIN", "MODIFIER LETTER", "COMBINING", "VARIATION")
    )


def _is_byte_level(tokenizer: Any) -> bool:
    """Return whether the vocabulary spells bytes as GPT-2's does."""
    backend = getattr(tokenizer, "backend_tokenizer", None)
    return backend is not None and "ByteLevel" in str(backend.decoder)


@cache
def _byte_alphabet() -> dict[str, int]:
    """Return GPT-2's letters for bytes (Radford et al. 2019): printable ones unchanged, the rest from U+0100."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [b for b in range(0x100) if b not in printable]
    return {chr(b): b for b in printable} | {chr(0x100 + n): b for n, b in enumerate(others)}


def _foreign_bytes(token: str, alphabet: dict[str, int], *, latin_only: bool) -> bool:
    try:
        spelled = bytes(alphabet[c] for c in token)
    except KeyError:  # an added token, written unchanged
        return any(_foreign(c, latin_only=latin_only) for c in token)
    if not (_FOREIGN_FIRST_BYTES if latin_only else _ARABIC_FIRST_BYTES).isdisjoint(spelled):
        return True
    return any(_foreign(c, latin_only=latin_only) for c in spelled.decode("utf-8", errors="ignore"))
