"""The check of scores: which side has how many goals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translate.records import Flag
from translate.text.cleaning import comparable_folded

__all__ = ["score_changed"]

_SCORE = re.compile(r"(?<![\d/.,:\w-])و?(\d{1,3})\s?[-–:/]\s?(\d{1,3})(?![\d/.,:]\d|\s?[-–/]\s?\d|\d|\s?%)")
_SCORE_IN_WORDS = re.compile(
    r"(?<![\d/.,:\w-])(\d{1,2})\s(?:(?:اهداف\s|نقاط\s)?مقابل|(?:goals\s|points\s)?to)\s(\d{1,2})(?![\d/:%]|[.,]\d|\s?[-–/]\s?\d|\s%)"
)
_MAY_BE_SCORE = re.compile(
    r"\d\s?(?:[-–:/]|to\s|goals|points|مقابل|اهداف|نقاط)"
)  # begins with a digit, so it is fast
# `بأربعة أهداف مقابل هدفين`, `بهدفين لهدف`
_GOALS = {"هدف": 1, "هدفين": 2, "ثلاثه": 3, "اربعه": 4, "خمسه": 5, "سته": 6, "سبعه": 7}
_SCORE_OF_GOALS = re.compile(
    r"(?<!\w)ب(?:(ثلاثه|اربعه|خمسه|سته|سبعه)\sاهداف|(هدفين|هدف)(?:\sواحد)?)\s"
    r"(?:ل|مقابل\s)(?:(ثلاثه|اربعه|خمسه|سته|سبعه)(?:\sاهداف)?|(هدفين|هدف))(?!\w)"
)
# The sets of a match, in one order: `6-4 و3-6 و7-5`.
_SETS = re.compile(r"\d{1,2}-\d{1,2}(?:\s?[,،]?\s?(?:و|and\s)?\s?\d{1,2}-\d{1,2}){1,4}(?![\d-])")
_SET = re.compile(r"(\d+)-(\d+)")
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
    return _changed_set(text, there)


def _changed_set(text: str, there: dict[tuple[int, int], str]) -> Flag | None:
    """Return a flag if some sets of a match are reversed in the output and others are not."""
    for row in _SETS.finditer(text):
        sets = [(int(one), int(other)) for one, other in _SET.findall(row[0]) if one != other]
        turned = [(one, other) for one, other in sets if (one, other) not in there and (other, one) in there]
        if turned and any(pair in there and pair[::-1] not in there for pair in sets):
            one, other = turned[0]
            return Flag("score changed", f"{one}-{other}", (there[other, one],))
    return None


def _scores(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield both figures of each score, and its text."""
    for pattern in (_SCORE, _SCORE_IN_WORDS) if _MAY_BE_SCORE.search(text) else ():
        yield from ((found[1], found[2], found[0].removeprefix("و")) for found in pattern.finditer(text))
    for found in _SCORE_OF_GOALS.finditer(text) if "هدف" in text else ():
        one, other = (_GOALS[found[n] or found[n + 1]] for n in (1, 3))
        yield str(one), str(other), found[0]
