"""One English word for an Arabic word, for readers who do not read Arabic.

A gloss is a guess: the most typical translation of the word's stem in parallel text, whatever the sentence is.
`eval/lexicon/glosses.py` learns the list.
"""

from __future__ import annotations

import lzma
from functools import cache
from importlib import resources

from translate.checks.lexicon import lexicon
from translate.text.cleaning import comparable_folded

__all__ = ["GLOSSES_FILE", "gloss", "with_english"]

GLOSSES_FILE = "glosses.txt.xz"


def gloss(word: str) -> str | None:
    """Return an English word for an Arabic word; None if its stem is unknown or has no typical translation."""
    letters = comparable_folded(word).strip()
    return _glosses().get(lexicon().best_stem(letters)) if letters else None


def with_english(arabic: str, english: str | None) -> str:
    """Return Arabic words for a flag, after a guess of what they say in English if there is one."""
    return f"{english}? ({arabic})" if english else arabic


@cache
def _glosses() -> dict[str, str]:
    packed = (resources.files("translate.checks") / "data" / GLOSSES_FILE).read_bytes()
    lines = lzma.decompress(packed).decode("utf-8").splitlines()
    return {stem: english for stem, _, english in (line.partition("\t") for line in lines)}
