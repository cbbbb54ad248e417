"""Checks of content: names and other words without a counterpart in the other text.

The checks sum the evidence of all words without support (see `support`), and flag a pair if the sum is high. The doubt
of the model itself, if it is known, is added to the sum: where the model was unsure, less evidence is enough. They
detect a changed name, or a sentence with a different meaning. They do not detect a single changed ordinary word,
swapped subject and object, or a wrong sense of an ambiguous Arabic word. They skip a source whose words are written
without spaces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from translate.checks.glosses import gloss, with_english
from translate.checks.lexicon import lexicon
from translate.checks.romanization import looks_like_a_name, romanize
from translate.checks.support import Doubt, Doubts, find_doubts
from translate.records import Flag

__all__ = ["CONTENT_CHECKS", "content_added", "content_lost", "lost_content", "name_added", "name_lost"]

# Weight of a nat of evidence by kind, in the output and in the source; the threshold of the sum, and its increase per
# word of the pair. Chosen by false alarms on parallel text and by the errors in eval/errors.md that are found.
_OUTPUT_WEIGHTS = {"name": 2.0, "first": 2.0, "capital": 1.5, "acronym": 0.5, "word": 0.3}
_SOURCE_WEIGHTS = {"name": 3.0, "maybe": 1.5, "word": 0.3}
_DOUBTED, _FOR_EACH_WORD = 14.5, 0.05
# Threshold of the smaller side's evidence, and its increase per word: for texts about different things, without names.
_APART, _APART_FOR_EACH_WORD = 7.0, 0.16
_SURE = 3.1  # nats; one such name is enough, except names of places and peoples, which are often paraphrased
_SHORT = 4  # letters; shorter or equal names have too many spellings
_WEEKDAYS = frozenset(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
_NAMED_IN_A_FLAG = 1.5  # nats
_NAMES = ("name", "first", "capital", "acronym")
CONTENT_CHECKS = frozenset(["name added", "name lost", "content lost", "content added"])


def name_added(source: str, output: str, model_doubt: float = 0.0) -> Flag | None:
    """Flag a name in the output without a counterpart in the source, if the texts differ much or the model was
    unsure.

    A counterpart is an Arabic word that can be transliterated as the name, or that the lexicon translates by it.
    """
    doubts = find_doubts(source, output)
    return _flag("name added", doubts.output, _NAMES) if _is_doubted(doubts, model_doubt) else None


def name_lost(source: str, output: str, model_doubt: float = 0.0) -> Flag | None:
    """Flag a name in the source without a counterpart in the output, if the texts differ much or the model
    was unsure.

    The flag shows each name in Latin letters for readers who do not read Arabic, with `?`: the spelling is a guess.
    """
    doubts = find_doubts(source, output)
    names = ("name", "maybe")
    return _flag("name lost", doubts.source, names, _spell) if _is_doubted(doubts, model_doubt) else None


def content_lost(source: str, output: str, model_doubt: float = 0.0) -> Flag | None:
    """Flag words of the source without a translation in the output, if the texts differ much or the model
    was unsure.

    The flag translates each word, with `?`: the translation is the most typical one, not that of this sentence.
    """
    doubts = find_doubts(source, output)
    return (
        _flag("content lost", doubts.source, ("word",), _gloss) if _is_doubted(doubts, model_doubt) else None
    )


def content_added(source: str, output: str, model_doubt: float = 0.0) -> Flag | None:
    """Flag words of the output that translate nothing in the source, if the texts differ much or the model
    was unsure.
    """
    doubts = find_doubts(source, output)
    return _flag("content added", doubts.output, ("word",)) if _is_doubted(doubts, model_doubt) else None


def lost_content(source: str, output: str) -> float:
    """Return the evidence, in nats, that words of the source are missing in the output.

    Each word has its weight in the content checks. 0 if each word has a counterpart, or if none can be found because
    the source is not Arabic or has no spaces.
    """
    return _weigh(_SOURCE_WEIGHTS, find_doubts(source, output).source)


@lru_cache(maxsize=64)
def _is_doubted(doubts: Doubts, model_doubt: float) -> bool:
    said, there = set(doubts.source), set(doubts.output)
    weighed = _weigh(_OUTPUT_WEIGHTS, there) + _weigh(_SOURCE_WEIGHTS, said)
    weighed -= _FOR_EACH_WORD * doubts.words
    apart = min(sum(doubt.evidence for doubt in side) for side in (said, there))
    return (
        weighed + model_doubt >= _DOUBTED
        or apart - _APART_FOR_EACH_WORD * doubts.words >= _APART
        or any(map(_is_sure, doubts.output))
    )


def _weigh(weights: Mapping[str, float], doubts: Iterable[Doubt]) -> float:
    return sum(weights[doubt.kind] * doubt.evidence for doubt in dict.fromkeys(doubts))


def _is_sure(doubt: Doubt) -> bool:
    name = doubt.kind == "name" and doubt.evidence >= _SURE and len(doubt.word) > _SHORT
    return name and doubt.word not in _WEEKDAYS and not lexicon().is_place(doubt.word)


def _spell(doubt: Doubt) -> str | None:
    """Return the spelling of a name; of a word that may be a name, its usual translation if there is one, or both."""
    word = doubt.word
    usual = None if doubt.kind == "name" else gloss(word)
    if usual is None:
        return romanize(word, surely_a_name=doubt.kind == "name")
    name = romanize(word) if usual.islower() and looks_like_a_name(word) else None
    return f"{usual} or {name}" if name else usual


def _gloss(doubt: Doubt) -> str | None:
    return gloss(doubt.word)


def _flag(
    name: str,
    doubts: Sequence[Doubt],
    kinds: Sequence[str],
    in_english: Callable[[Doubt], str | None] = lambda _: None,
) -> Flag | None:
    """Return a flag with the words of these kinds, each after its English form if it has one."""
    named = {d.word: d for d in doubts if d.kind in kinds and d.evidence >= _NAMED_IN_A_FLAG}
    shown = [with_english(word, in_english(doubt)) for word, doubt in named.items()]
    return Flag(name, ", ".join(shown)) if shown else None
