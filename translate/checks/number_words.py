"""Arabic and English words for numbers, scales and months, and the values of sequences of number words.

Arabic keys are folded as `fold` folds: no hamza on alif, ى as ي, ة as ه.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from translate.text.cleaning import fold_spelling

__all__ = [
    "FRACTIONS",
    "MONTHS",
    "SCALE_LETTERS",
    "ends_in_scale",
    "fold",
    "fraction_values",
    "known",
    "scale_of",
    "word_values",
]


@lru_cache(maxsize=16_384)  # texts repeat a small set of words
def fold(word: str) -> str:
    """Return a word in the spelling of the tables below: lower case, after `fold_spelling`."""
    return fold_spelling(word.casefold())


def _table(entries: dict[int, str]) -> dict[str, int]:
    return {fold(word): value for value, words in entries.items() for word in words.split()}


# Cardinals and ordinals whose values are added: `خمسة وعشرون`, `خمسة عشر`, `twenty five`.
_ADDED = _table(
    {
        0: "zero صفر",
        1: "one first واحد واحدة أول أولى حادي حادية أحد إحدى",
        2: "two second couple both اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي إثنين ثاني ثانية ثان كلا كلتا",
        3: "three third ثلاثة ثلاث ثلاثا ثالث ثالثة",
        4: "four fourth أربعة أربع أربعا رابع رابعة",
        5: "five fifth خمسة خمس خمسا خامس خامسة",
        6: "six sixth ستة ست ستا سادس سادسة",
        7: "seven seventh سبعة سبع سبعا سابع سابعة",
        8: "eight eighth ثمانية ثماني ثمان ثامن ثامنة",
        9: "nine ninth تسعة تسع تسعا تاسع تاسعة",
        10: "ten tenth عشرة عشر عشرا عاشر عاشرة",
        11: "eleven eleventh",
        12: "twelve twelfth",
        13: "thirteen thirteenth",
        14: "fourteen fourteenth",
        15: "fifteen fifteenth",
        16: "sixteen sixteenth",
        17: "seventeen seventeenth",
        18: "eighteen eighteenth",
        19: "nineteen nineteenth",
        20: "twenty twentieth twenties عشرون عشرين عشرينيات عشرينات",
        30: "thirty thirtieth thirties ثلاثون ثلاثين ثلاثينيات ثلاثينات",
        40: "forty fortieth forties أربعون أربعين أربعينيات أربعينات",
        50: "fifty fiftieth fifties خمسون خمسين خمسينيات خمسينات",
        60: "sixty sixtieth sixties ستون ستين ستينيات ستينات",
        70: "seventy seventieth seventies سبعون سبعين سبعينيات سبعينات",
        80: "eighty eightieth eighties ثمانون ثمانين ثمانينيات ثمانينات",
        90: "ninety ninetieth nineties تسعون تسعين تسعينيات تسعينات",
        200: "مئتان مئتين مئتا مئتي مائتان مائتين مائتا مائتي",
        300: "ثلاثمئة ثلاثمائة",
        400: "أربعمئة أربعمائة",
        500: "خمسمئة خمسمائة",
        600: "ستمئة ستمائة",
        700: "سبعمئة سبعمائة",
        800: "ثمانمئة ثمانمائة ثمانيمئة ثمانيمائة",
        900: "تسعمئة تسعمائة",
    }
)
_DECADES = frozenset(word for word in _ADDED if word.endswith(("ties", "يات", "ينات")))
# Words that multiply the value of the words before them, up to the next scale.
_SMALL_SCALES = _table(
    {10: "decade decades", 12: "dozen dozens", 100: "hundred hundreds hundredth مئة مائة مئات"}
)
_SCALES = _table(
    {
        10**3: "thousand thousands thousandth ألف ألفا آلاف ألوف",
        10**6: "million millions millionth مليون مليونا ملايين",
        10**9: "billion billions مليار مليارا مليارات بليون بليونا بلايين بليارات",
        10**12: "trillion trillions تريليون تريليونا تريليونات ترليون ترليونات",
    }
)
_TWO_OF_A_SCALE = _table(
    {
        2 * 10**3: "ألفان ألفين ألفي",
        2 * 10**6: "مليونان مليونين مليوني",
        2 * 10**9: "ملياران مليارين ملياري",
    }
)
# Only directly after figures; `m` can also mean metres.
SCALE_LETTERS = {
    "k": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "mln": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "bln": 10**9,
    "tn": 10**12,
}

# Arab newspapers write two names of one month, Levantine and Egyptian: `آذار/ مارس`. Some have two words.
MONTHS = _table(
    {
        1: "january jan يناير جانفي كانون_الثاني",
        2: "february feb فبراير شباط فيفري",
        3: "march mar مارس آذار",
        4: "april apr أبريل إبريل نيسان أفريل",
        5: "may مايو أيار ماي",
        6: "june jun يونيو يونيه حزيران جوان",
        7: "july jul يوليو يوليه تموز جويلية",
        8: "august aug أغسطس آب أوت",
        9: "september sept sep سبتمبر أيلول",
        10: "october oct أكتوبر تشرين_الأول",
        11: "november nov نوفمبر تشرين_الثاني",
        12: "december dec ديسمبر كانون_الأول",
    }
)

FRACTIONS = _table({5: "half نصف", 25: "quarter ربع"})  # the digits after the decimal point

_ATTACHED = re.compile("^(?:و|ف)?(?:ب|ل|ك)?(?:ال|لل|ل)?")
_JOINTS = frozenset({"and", "و"})


@lru_cache(maxsize=16_384)
def known(word: str) -> str:
    """Return the folded number word without prefixes (و ف ب ل ك ال), as in the tables; '' if it is not one."""
    found = fold(word)
    if _is_number(found):
        return found
    attached = _ATTACHED.match(found)
    for length in range(1, attached.end() + 1 if attached else 0):
        if _is_number(found[length:]):
            return found[length:]
    return ""


def word_values(words: Iterable[str]) -> set[int]:
    """Return all possible values of the number words in a stretch of text.

    `words` are the words between two punctuation marks. A sequence of number words gives the value of the whole, of
    each word, and of pairs such as `nineteen eighty`.
    """
    values: set[int] = set()
    run: list[str] = []
    for word in words:
        found = known(word)
        if found:
            run.append(found)
        elif run and word.casefold() not in _JOINTS:
            values |= _run_values(run)
            run = []
    return values | _run_values(run)


def ends_in_scale(words: list[str]) -> bool:
    """Return whether the last word is a hundred, a thousand or more, so that a following figure can be added."""
    last = known(words[-1])
    return bool(
        _SMALL_SCALES.get(last, 0) == 100
        or last in _SCALES
        or last in _TWO_OF_A_SCALE
        or _ADDED.get(last, 0) >= 200
    )


def fraction_values(words: list[str]) -> set[Decimal]:
    """Return the values of `half` and `quarter` in the words, alone and with units and scales: `half a million`."""
    values: set[Decimal] = set()
    for place, word in enumerate(words):
        part = FRACTIONS.get(fold(word)) or FRACTIONS.get(fold(word)[1:] if word[:1] in "وبل" else "")
        if part is None:
            continue
        value = Decimal(f"0.{part}")
        values.add(value)
        following = [next_word for next_word in words[place + 1 : place + 4] if scale_of(next_word)]
        values |= {value * scale_of(next_word) for next_word in following[:1]}
        before = [known(previous) for previous in words[max(0, place - 3) : place]]
        units = [_ADDED[previous] for previous in before if previous in _ADDED]
        values |= {unit + value for unit in units}  # `two and a half`
        values |= {(unit + value) * scale_of(next_word) for unit in units for next_word in following[:1]}
        values |= {
            scale * (1 + value) for previous in before if (scale := _SCALES.get(previous, 0))
        }  # `مليون ونصف`
    return values


def scale_of(word: str) -> int:
    """Return the value of a scale word, such as 1,000 for `thousand`; 0 for other words."""
    found = known(word)
    return _SCALES.get(found) or _SMALL_SCALES.get(found) or 0


def _is_number(word: str) -> bool:
    return word in _ADDED or word in _SMALL_SCALES or word in _SCALES or word in _TWO_OF_A_SCALE


def _run_values(run: list[str]) -> set[int]:
    total = current = 0
    values = _year_values([_ADDED.get(word, 0) for word in run])
    for word in run:
        if word in _SCALES:
            total += (current or 1) * _SCALES[word]
            current = 0
        elif word in _TWO_OF_A_SCALE:
            total += _TWO_OF_A_SCALE[word]
        elif word in _SMALL_SCALES:
            current = (current or 1) * _SMALL_SCALES[word]
        else:
            current += _ADDED[word]
            values.add(_ADDED[word])
            if word in _DECADES:
                values.add(1900 + _ADDED[word])
        values.add(total + current)
    return values


def _year_values(run: list[int]) -> set[int]:
    """Return the years in words such as `nineteen eighty` and `nineteen eighty four`; `run` has the words' values."""
    values = set()
    for place, (century, tens) in enumerate(pairwise(run)):
        if 10 <= century <= 99 and 10 <= tens <= 99:
            unit = sum(run[place + 2 : place + 3])
            values |= {100 * century + tens, 100 * century + tens + unit % 10}
    return values
