"""Split English text into sentences."""

from __future__ import annotations

__all__ = ["split_english"]


def split_english(text: str) -> list[str]:
    """Return the sentences of an English text in order, stripped."""
    import sentencex

    return [
        s
        for paragraph in text.split("\n")
        for part in sentencex.segment("en", paragraph)
        if (s := part.strip())
    ]
