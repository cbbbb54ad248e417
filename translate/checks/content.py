"""Checks of what a sentence says: names and other words that only one of the two texts has.

They add up the evidence of the words without support (`support`), and doubt a pair where the sum is high. So they see a
changed name, and a sentence that says something else; not one changed ordinary word, a subject that became an object,
or a word that is translated by another meaning of the same Arabic word. They do not read a source whose words are run
together.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from translate.checks.lexicon import lexicon
from translate.checks.support import Doubt, Doubts, find_doubts
from translate.records import Flag

__all__ = ["content_added", "content_lost", "name_added", "name_lost"]

# What a nat of evidence weighs, by kind, in the output and in the source; the least sum that is doubted, and by how
# much it grows with each word of the pair. Chosen for false alarms on pairs, and for errors found in eval/errors.md.
_OUTPUT_WEIGHTS = {"name": 2.0, "first": 2.0, "capital": 1.5, "acronym": 0.5, "word": 0.3}
_SOURCE_WEIGHTS = {"name": 3.0, "maybe": 1.5, "word": 0.3}
_DOUBTED, _FOR_EACH_WORD = 11.5, 0.05
# The least evidence that both sides have, where the two texts speak of different things without a name.
_APART, _APART_FOR_EACH_WORD = 7.0, 0.16
_SURE = 3.1  # nats of a name that is enough alone, but for the names of places and peoples, which have paraphrases
_SHORT = 4  # letters of a name with too many spellings to be sure
_WEEKDAYS = frozenset(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
_NAMED_IN_A_FLAG = 1.5  # nats
_NAMES = ("name", "first", "capital", "acronym")


def name_added(source: str, output: str) -> Flag | None:
    """A name of the output that no word of the source supports, in a pair with much that lacks support.

    A name has support where the letters of an Arabic word can be its own, or where the lexicon has it as a translation.
    """
    doubts = find_doubts(source, output)
    return _flag("name added", doubts.output, _NAMES) if _is_doubted(doubts) else None


def name_lost(source: str, output: str) -> Flag | None:
    """A name of the source that no word of the output supports, in a pair with much that lacks support."""
    doubts = find_doubts(source, output)
    return _flag("name lost", doubts.source, ("name", "maybe")) if _is_doubted(doubts) else None


def content_lost(source: str, output: str) -> Flag | None:
    """Words of the source whose translations the output lacks, in a pair with much that lacks support."""
    doubts = find_doubts(source, output)
    return _flag("content lost", doubts.source, ("word",)) if _is_doubted(doubts) else None


def content_added(source: str, output: str) -> Flag | None:
    """Words of the output that translate nothing in the source, in a pair with much that lacks support."""
    doubts = find_doubts(source, output)
    return _flag("content added", doubts.output, ("word",)) if _is_doubted(doubts) else None


@lru_cache(maxsize=64)
def _is_doubted(doubts: Doubts) -> bool:
    said, there = set(doubts.source), set(doubts.output)
    weighed = sum(_OUTPUT_WEIGHTS[doubt.kind] * doubt.evidence for doubt in there)
    weighed += sum(_SOURCE_WEIGHTS[doubt.kind] * doubt.evidence for doubt in said)
    apart = min(sum(doubt.evidence for doubt in side) for side in (said, there))
    return (
        weighed - _FOR_EACH_WORD * doubts.words >= _DOUBTED
        or apart - _APART_FOR_EACH_WORD * doubts.words >= _APART
        or any(map(_is_sure, doubts.output))
    )


def _is_sure(doubt: Doubt) -> bool:
    name = doubt.kind == "name" and doubt.evidence >= _SURE and len(doubt.word) > _SHORT
    return name and doubt.word not in _WEEKDAYS and not lexicon().is_place(doubt.word)


def _flag(name: str, doubts: Sequence[Doubt], kinds: Sequence[str]) -> Flag | None:
    words = dict.fromkeys(d.word for d in doubts if d.kind in kinds and d.evidence >= _NAMED_IN_A_FLAG)
    return Flag(name, ", ".join(words)) if words else None
