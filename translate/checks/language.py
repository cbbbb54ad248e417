"""Checks that the output has letters and is English."""

from __future__ import annotations

import re

from translate.checks.currencies import CURRENCY_WORDS
from translate.checks.number_words import FRACTIONS, MONTHS, fold, known, scale_of
from translate.checks.vocabulary import vocabulary
from translate.checks.words import english_keys
from translate.records import Flag
from translate.text.cleaning import comparable
from translate.text.language import identified

__all__ = ["no_letter", "not_english"]

_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
# Words that a translation may express by figures and signs alone: 18:30, 7/3/1990, $50, 5%, 10-12.
_SAID_BY_SIGNS = frozenset(
    fold(word)
    for word in re.findall(
        r"\w+",
        """
        الساعة ساعة دقيقة دقائق صباحا مساء ظهرا عصرا ليلا فجرا صباح يوم شهر سنة عام تاريخ رقم نسبة ناقص زائد إلى الى
        من في بين حتى أو ضد مقابل على المئة المائة بالمئة بالمائة درجة
        إلا ربعا ثلثا ثلث
        """,
    )
)
_ATTACHED = ("", "و", "ب", "ل", "ال", "وال", "بال", "لل")
_ALSO_MONTHS = frozenset(part for name in MONTHS for part in name.split("_"))

# Frequent English words that few other languages have.
_ENGLISH_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        about an and are at be because been but by can could for from had has have he her him his how if into is it its
        more not of our out said she should that than the their them there these they this those to us was were what
        when which who will with would you your
        """,
    )
)
_ALSO_OTHERS = frozenset(("a", "as", "do", "i", "in", "me", "my", "no", "on", "or", "so", "we"))
_SHORT = 2  # letters; such words are similar in many languages
_SIMILAR = 3  # letters; so are these, such as `die`
_LEAST_WORDS = 5
_LEAST_SMALL = 4  # words in lower case
# For a line with fewer, in which the lexicon knows no word of more than three letters: German has many capitals.
_LEAST_SMALL_UNKNOWN, _LEAST_CERTAIN_UNKNOWN = 2, 0.9
_IN_NAMES = frozenset(
    re.findall(
        r"\w+",
        "al el bin ibn bint abu ben de la le les du des di da do dos del der den van von und et y e and of the",
    )
)
_LEAST_ENGLISH = 0.12  # share of frequent English words; 1.5% of human English sentences have less
_LEAST_CERTAIN = 0.6
_LONG = 8  # words; a text this long without any frequent English word is probably not English
_AS_ENGLISH = frozenset(
    ("en", "pcm")
)  # pcm: Nigerian Pidgin; short English sentences are often identified as it


def no_letter(source: str, output: str) -> Flag | None:
    """Flag an output without letters, if the source has words that figures and signs cannot express.

    0 false alarms on the 997 human segments of FLORES dev.
    """
    if not output.strip() or _LETTER.search(output):
        return None
    words = _WORD.findall(comparable(source))
    figures = any(char.isdigit() for char in output)
    if not words or (figures and all(len(word) == 1 or _may_be_signs(word) for word in words)):
        return None
    return Flag("no letter", " ".join(output.split())[:40])


def not_english(source: str, output: str) -> Flag | None:
    """Flag an output that is in another script than Latin or Arabic, or clearly in another language than English.

    The language is judged if the output has five or more words and few frequent English ones: py3langid must be
    certain, or the output must have eight or more words and no English one. Words copied from the source do not
    count. 0 false alarms on the 997 human segments of FLORES dev.
    """
    words = _WORD.findall(output)
    lowered = [word.casefold() for word in words]
    english = sum(word in _ENGLISH_WORDS for word in lowered)
    if words and english >= _LEAST_ENGLISH * len(words):
        return None
    new = [word for word in words if word not in source]
    if 2 * len(new) <= len(words):
        return None
    letters = "".join(new)
    latin = len(_LATIN.findall(letters))
    arabic = sum("\u0600" <= char <= "\u06ff" for char in letters)
    if 2 * latin < len(letters) - arabic:
        return Flag("not English", " ".join(new[:3]))
    short = sum(len(word) <= _SHORT for word in words)
    if (
        len(words) < _LEAST_WORDS
        or (least := _least_certain(words)) is None
        or 2 * short > len(words)
        or 2 * arabic > len(letters)
    ):
        return None
    code, certain = identified(output)
    none = (
        least == _LEAST_CERTAIN and len(words) >= _LONG and not english and _ALSO_OTHERS.isdisjoint(lowered)
    )
    if code in _AS_ENGLISH or not (certain >= least or none):
        return None
    return Flag("not English", " ".join(words[:3]))


def _least_certain(words: list[str]) -> float | None:
    """Return how certain the language of the words must be; None for a list of names, which has no language."""
    small = [word for word in words if word[0].islower()]
    if len(small) >= _LEAST_SMALL:
        return _LEAST_CERTAIN
    if sum(word not in _IN_NAMES for word in small) < _LEAST_SMALL_UNKNOWN:
        return None
    known = vocabulary().lexicon.english_known
    if any(len(word) > _SIMILAR and english_keys(word)[1] in known for word in words):
        return None
    return _LEAST_CERTAIN_UNKNOWN


def _may_be_signs(word: str) -> bool:
    folded = fold(word)
    if known(word) or scale_of(word) or CURRENCY_WORDS.search(word):
        return True
    return any(
        folded.startswith(part) and _is_sign(folded[len(part) :])
        for part in _ATTACHED
        if len(part) < len(folded)
    )


def _is_sign(folded: str) -> bool:
    return folded in _SAID_BY_SIGNS or folded in _ALSO_MONTHS or folded in FRACTIONS
