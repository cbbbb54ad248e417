"""The check of scores: which side has how many goals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translate.records import Flag
from translate.text.cleaning import comparable_folded

__all__ = ["score_changed"]

_SCORE = re.compile(r"(?<![\d/.,:\w-])(\d{1,3})\s?[-–:/]\s?(\d{1,3})(?![\d/.,:]\d|\s?[-–/]\s?\d|\d|\s?%)")
_SCORE_IN_WORDS = re.compile(
    r"(?<![\d/.,:\w-])(\d{1,2})\s(?:(?:اهداف\s|نقاط\s)?مقابل|(?:goals\s|points\s)?to)\s(\d{1,2})(?![\d/:%]|[.,]\d|\s?[-–/]\s?\d|\s%)"
)
_GAME = re.compile(
    r"فاز|فوز|تفوق|خسر|خسار|هزم|هزيم|انهزم|تعادل|تغلب|نتيج|مقابل|هدف|اهداف|مبارا|سجل|تقدم|متقدم|تاخر|متاخر|شوط"
    r"|انته[يتا]|لقاء|ملعب|الدوري|نقطه|score|win|won|beat|lost"
)
_LOST = re.compile(r"خسر|خسار|هزم|هزيم|انهزم|سقط|سقوط|تاخر|متاخر|اقصاء|ودع")
_LOST_OUTPUT = re.compile(
    r"\b(?:los[ets]\w*|beaten|defeat(?:s|ed)?|fell|fall\w*|trail\w*|behind|down|succumb\w*|went\s+down|bow\w*\s+out"
    r"|knocked\s+out|crash\w*)\b",
    re.IGNORECASE,
)
# English names the winner's goals first, for the loser too: `lost 2-1`.
_RESULT_OUTPUT = re.compile(
    rf"{_LOST_OUTPUT.pattern}|\b(?:w[io]n(?:s|ners?|ning)?|beat(?:s|ing)?|victor\w*|triumph\w*|overc[ao]m\w*|edg\w+|thrash\w*"
    r"|crush\w*|hammer\w*|rout(?:s|ed)?|le(?:a|d|ads|ading)|ahead|up|downed|past|saw\s+off|favou?r|eliminat\w+|stunn?\w*"
    r"|dominat\w+|sweep|swept|outscor\w+)\b",
    re.IGNORECASE,
)


def score_changed(source: str, output: str) -> Flag | None:
    """Flag a score of the source that is reversed in the output: `3-1` as `1-3`.

    The larger figure first is right beside a word of winning or losing, as English writes it.
    """
    there = {(int(one), int(other)): words for one, other, words in _scores(output)}
    if not there:
        return None
    text = comparable_folded(source)
    if not _GAME.search(text):
        return None
    both_lost = _LOST.search(text) is not None and _LOST_OUTPUT.search(output) is not None
    for first, second, words in _scores(text):
        one, other = int(first), int(second)
        if one == other or (one, other) in there or (other, one) not in there or both_lost:
            continue
        if other > one and _RESULT_OUTPUT.search(output):
            continue
        return Flag("score changed", words, (there[other, one],))
    return None


def _scores(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield both figures of each score, and its text."""
    for pattern in (_SCORE, _SCORE_IN_WORDS):
        yield from ((found[1], found[2], found[0]) for found in pattern.finditer(text))
