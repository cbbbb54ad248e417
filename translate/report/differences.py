"""Which words of an output are not those of the reference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_UNLIKE_UNDER = 0.3  # share of common words; then what the output lacks says nothing about it


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row: in both texts, in the output alone, or in the reference alone."""

    kind: Literal["same", "added", "missing"]
    text: str


def word_differences(output: str, reference: str) -> Iterator[Piece]:
    """The output with what is added to, and what is missing from, the reference's words; case does not count.

    Where the two have little in common, what is missing is left out.
    """
    ours, theirs = output.split(), reference.split()
    matcher = SequenceMatcher(
        None, [word.casefold() for word in theirs], [word.casefold() for word in ours], autojunk=False
    )
    alike = matcher.ratio() >= _UNLIKE_UNDER
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("same", " ".join(ours[j1:j2]))
            continue
        if i1 < i2 and alike:
            yield Piece("missing", " ".join(theirs[i1:i2]))
        if j1 < j2:
            yield Piece("added", " ".join(ours[j1:j2]))
