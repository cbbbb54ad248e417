"""Recognise verse in two halves on one line: the second halves rhyme."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

__all__ = ["are_verses"]

_NOT_LETTERS = re.compile("[^\u0621-\u063f\u0641-\u064a\u066e-\u066f\u0671-\u06d3 ]+")
# Endings after the rhyming letter: a long vowel, or ها.
_BEHIND_RHYME = re.compile(r"(?<=..)(?:ها|[اىيوه])\Z")
_STOP = re.compile(r"[.!?؟:][^\w\s]{0,3}\s*\Z")
_OF_PROSE = re.compile(r"[.؟!]\s|\d|[A-Za-z]{2}")
_LEAST_WORDS, _MOST_WORDS = 2.5, 8  # median number of words in half a verse
_LEAST_BALANCE = 0.5  # ratio of the lengths of two halves
_LEAST_SHARE = 0.75
_LEAST_RHYMES = 0.6
_CERTAIN_RHYMES = 3
_MOST_OF_PROSE = 0.1


def are_verses(halves: Sequence[tuple[str, str]]) -> bool:
    """Return whether pairs of texts on one line are the halves of verses.

    Halves of verses have a few words each and similar lengths. The second halves rhyme, or the two halves of each verse
    do. Table columns repeat their words, and prose in columns does not rhyme.
    """
    if len(halves) < 2:
        return False
    pairs = [(_bare(first), _bare(second)) for first, second in halves]
    words = [len(half.split()) for pair in pairs for half in pair]
    if min(words) == 0 or not _LEAST_WORDS <= statistics.median(words) <= _MOST_WORDS:
        return False
    balanced = sum(
        min(a, b) >= _LEAST_BALANCE * max(a, b) for a, b in ((len(p[0]), len(p[1])) for p in pairs)
    )
    of_prose = sum(_OF_PROSE.search(half) is not None for pair in halves for half in pair)
    of_prose += sum(_STOP.search(first) is not None for first, _ in halves)
    if balanced < _LEAST_SHARE * len(pairs) or of_prose > _MOST_OF_PROSE * len(words):
        return False
    ends = [second.split()[-1] for _, second in pairs]
    if len(set(ends)) < _LEAST_SHARE * len(ends):
        return False
    rhymes = [_rhyme(word) for word in ends]
    most = Counter(rhymes).most_common(1)[0][1]
    in_turn = sum(a == b for a, b in pairwise(rhymes))
    within = sum(_rhyme(first.split()[-1]) == rhyme for (first, _), rhyme in zip(pairs, rhymes, strict=True))
    least = max(_CERTAIN_RHYMES, _LEAST_RHYMES * len(pairs))
    return most >= min(least, len(pairs)) or max(in_turn, within) >= least


def _bare(text: str) -> str:
    """Return only the letters and spaces of the text."""
    return _NOT_LETTERS.sub("", text).strip()


def _rhyme(word: str) -> str:
    return _BEHIND_RHYME.sub("", word.replace("ة", "ه"))[-1:]
