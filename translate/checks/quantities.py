"""Durations, shares and multiples, which the two languages express with different numbers: `24 ساعة` and "a day"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from translate.checks.number_words import word_values
from translate.checks.readings import Reading, value_of
from translate.text.cleaning import fold_spelling

__all__ = [
    "SHARES",
    "TWO_OF_A_UNIT",
    "arabic_shares",
    "english_shares",
    "multiples",
    "quantities",
    "quantity_ways",
    "two_of_a_unit",
]

_MINUTES, _MONTHS = "minutes", "months"
# Each unit as minutes or months.
_UNITS = {
    "minute دقيقه دقائق": (_MINUTES, 1),
    "hour ساعه ساعات": (_MINUTES, 60),
    "day يوم يوما ايام": (_MINUTES, 1440),
    "week اسبوع اسبوعا اسابيع": (_MINUTES, 10_080),
    "fortnight": (_MINUTES, 20_160),
    "month شهر شهرا اشهر شهور": (_MONTHS, 1),
    "year سنه سنوات سنين عام عاما اعوام": (_MONTHS, 12),
    "decade عقد عقدا عقود": (_MONTHS, 120),
    "century centurie قرن قرنا قرون": (_MONTHS, 1200),
}
# The words for two of a unit (folded), and their value, by the English name of the unit.
TWO_OF_A_UNIT = {
    "minute": ("دقيقتان دقيقتين", (_MINUTES, 2)),
    "hour": ("ساعتان ساعتين", (_MINUTES, 120)),
    "day": ("يومان يومين", (_MINUTES, 2880)),
    "week": ("اسبوعان اسبوعين", (_MINUTES, 20_160)),
    "month": ("شهران شهرين", (_MONTHS, 2)),
    "year": ("سنتان سنتين عامان عامين", (_MONTHS, 24)),
    "decade": ("عقدان عقدين", (_MONTHS, 240)),
    "century": ("قرنان قرنين", (_MONTHS, 2400)),
}
_UNIT_OF = {
    word: unit for words, unit in (*_UNITS.items(), *TWO_OF_A_UNIT.values()) for word in words.split()
}
_ARABIC_UNIT = "|".join(sorted((w for w in _UNIT_OF if not w.isascii()), key=len, reverse=True))
_ENGLISH_UNIT = (
    "|".join(word for word in _UNIT_OF if word.isascii() and word != "centurie") + "|centurie(?=s)"
)
_AFTER_A_FIGURE = re.compile(
    rf"[\s-]+(?P<unit>{_ENGLISH_UNIT})s?\b|\s*(?P<arabic>{_ARABIC_UNIT})\b", re.IGNORECASE
)
_NUMBER_WORDS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty"
_DURATION = re.compile(
    rf"\b(?:(?P<part>half|quarter\s+of)[\s-]+an?"
    rf"|(?P<count>{_NUMBER_WORDS}|an?|one|single|past|last|next|first|full|whole|each|every|per|a\s+couple\s+of)"
    rf"(?P<half_before>\s+and\s+a\s+half)?)"
    rf"[\s-]+(?P<unit>{_ENGLISH_UNIT})s?\b(?P<half_after>\s+and\s+a\s+half\b)?",
    re.IGNORECASE,
)
_ARABIC_DURATION = re.compile(
    rf"(?<!\w)(?:[وفبل]|ال|لل|بال)?(?:(?P<half>نصف|ربع)\s+)?(?P<unit>{_ARABIC_UNIT})\b(?P<half_after>\s+ونصف\b)?"
)
_ALL_DAY = re.compile(r"\b(?:round|around)[ -]the[ -]clock\b", re.IGNORECASE)
_IN_ADDED_TIME = re.compile(
    r"\b(?:(?P<minute>\d{1,2})(?:st|nd|rd|th)?|(?P<word>[a-z]+))\s+minutes?\s+(?:of|into|in)\s+"
    r"(?:added|stoppage|injury|extra)[\s-]time\b",
    re.IGNORECASE,
)
_TWELVE = re.compile(r"\b(?:noon|midday|midnight)\b", re.IGNORECASE)
_ARABIC_TWELVE = re.compile(r"منتصف\s+ال(?:ليل|نهار|ظهر)(?!\w)")

_PERCENT = re.compile(r"\s?(?:%|per\s?cent\b)")
# Percentages, and the share that each may be called; a half is 1/2.
_SHARES = {
    "50": "1/2",
    "25": "1/4",
    "75": "3/4",
    "33": "1/3",
    "33.3": "1/3",
    "33.33": "1/3",
    "66": "2/3",
    "67": "2/3",
    "66.6": "2/3",
    "66.7": "2/3",
    "66.67": "2/3",
    "20": "1/5",
    "40": "2/5",
    "60": "3/5",
    "80": "4/5",
    "10": "1/10",
    "100": "double",
}
# The values of shares: a percentage may be called a share, but no other percentage, so that 66% is not 67%.
SHARES = frozenset(f"share {share}" for share in _SHARES.values())
_PARTS = {"third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "tenth": 10}
# `a third of`, but not `a third person`, and not `the first half`.
_SHARE = re.compile(
    r"\b(?:(?P<several>two|three|four)[\s-]+(?P<parts>third|quarter|fourth|fifth)s\b"
    r"|(?<!first )(?<!second )(?<!other )(?<!last )(?<!latter )\b(?P<half>half|halv(?:e[sd]?|ing))\b"
    r"|\b(?:a|one)[\s-]+(?P<part>third|quarter|fourth|fifth|tenth)\b"
    r"(?=\s+(?:of|more|less|higher|lower|fewer|in|by|to|from|since|this|last|on|compared|over)\b|\s*[^\w\s]|\s*$))",
    re.IGNORECASE,
)
_ARABIC_SHARE = re.compile(
    r"(?<!\w)[وفبل]?(?:ال|لل)?(?:(?P<three>ثلاثه\s+ارباع)|(?P<two>ثلثا|ثلثي|ثلثين|ثلثان)|(?P<third>ثلث)"
    r"|(?P<half>نصف)|(?P<quarter>ربع)|(?P<fifth>خمس)|(?P<tenth>عشر))\b(?!\s+ال(?:[اث]ول|ثان|اخير|ثالث|رابع))"
)
_ARABIC_NAMES = {
    "three": "3/4",
    "two": "2/3",
    "third": "1/3",
    "half": "1/2",
    "quarter": "1/4",
    "fifth": "1/5",
    "tenth": "1/10",
}

_MULTIPLES = {"doubl": 2, "tripl": 3, "trebl": 3, "quadrupl": 4, "quintupl": 5}
_MULTIPLE = re.compile(
    r"\b(?:(?P<verb>doubl|tripl|trebl|quadrupl|quintupl)(?:e|es|ed|ing|y)\b|(?P<fold>[a-z]+|\d+)[\s-]?fold\b"
    r"|(?P<twice>twice)\b|(?P<thrice>thrice|hat[\s-]trick)\b)",
    re.IGNORECASE,
)
_ANY_ENGLISH = re.compile(
    r"(?:minute|hour|day|week|fortnight|month|year|decade|centur|clock|half|third|quarter|fourth|fifth|tenth|bl|pl|fold"
    r"|halv|noon|midday|midnight|twice|thrice|trick)",
    re.IGNORECASE,
)
_LETTER = re.compile("[A-Za-z]")


def quantity_ways(text: str, end: int, ways: list[Reading]) -> Iterator[Reading]:
    """Yield further readings of the figure that ends at `end`: as a duration, if a unit follows it, or as a share.

    `24 ساعة` is a day, `50%` is a half. `ways` are the readings of the figure alone.
    """
    values = [value for way in ways if len(way) == 1 for value in way if " " not in value]
    if found := _AFTER_A_FIGURE.match(fold_spelling(text[end : end + 16])):
        unit, size = _UNIT_OF[(found["unit"] or found["arabic"]).casefold()]
        yield from (frozenset({f"{unit} {value_of(Decimal(value) * size)}"}) for value in values)
    elif _PERCENT.match(text, end):
        yield from (frozenset({f"share {_SHARES[value]}"}) for value in values if value in _SHARES)


def quantities(text: str) -> Iterator[str]:
    """Yield the values of the durations, shares and multiples in words: "minutes 1440" for `a day`."""
    if _LETTER.search(text) and _ANY_ENGLISH.search(text):
        yield from _english_durations(text)
        yield from english_shares(text)
        yield from multiples(text)
        if _TWELVE.search(text):
            yield "clock 0"
        for found in _IN_ADDED_TIME.finditer(text) if "minute" in text else ():
            yield from (f"added {value}" for value in [found["minute"]] if value)
            yield from (f"added {value}" for value in word_values(filter(None, [found["word"]])))
    folded = fold_spelling(text)
    if _ARABIC_TWELVE.search(text):
        yield "clock 0"
    for found in _ARABIC_DURATION.finditer(folded):
        unit, size = _UNIT_OF[found["unit"]]
        count = {"نصف": Decimal("0.5"), "ربع": Decimal("0.25")}.get(found["half"], Decimal(1))
        yield f"{unit} {value_of((count + (Decimal('0.5') if found['half_after'] else 0)) * size)}"
    yield from (name for _, name in arabic_shares(folded))


def two_of_a_unit(word: str) -> str | None:
    """Return a dual of time in English: "two years" for `عامين`; None for another word."""
    folded = fold_spelling(word)
    for unit, (duals, _) in TWO_OF_A_UNIT.items():
        if folded.endswith(tuple(duals.split())):
            return "two centuries" if unit == "century" else f"two {unit}s"
    return None


def arabic_shares(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words of each share in an Arabic text, and its value."""
    for found in _ARABIC_SHARE.finditer(fold_spelling(text)):
        yield text[found.start() : found.end()], f"share {_ARABIC_NAMES[found.lastgroup or '']}"


def _english_durations(text: str) -> Iterator[str]:
    if _ALL_DAY.search(text):
        yield f"{_MINUTES} 1440"
    for found in _DURATION.finditer(text):
        unit, size = _UNIT_OF[found["unit"].casefold()]
        if found["part"]:
            count = Decimal("0.5") if found["part"].casefold() == "half" else Decimal("0.25")
        else:
            words = found["count"].casefold().replace("couple", "two").split()
            count = Decimal(max(word_values(words) - {0}, default=1))
        if found["half_before"] or found["half_after"]:
            count += Decimal("0.5")
        yield f"{unit} {value_of(count * size)}"


def english_shares(text: str) -> Iterator[str]:
    """Yield the values of the shares in an English text: "share 1/3" for `a third of`."""
    for found in _SHARE.finditer(text):
        if found["several"]:
            count = {"two": 2, "three": 3, "four": 4}[found["several"].casefold()]
            yield f"share {count}/{_PARTS[found['parts'].casefold()]}"
        else:
            yield "share 1/2" if found["half"] else f"share 1/{_PARTS[found['part'].casefold()]}"


def multiples(text: str) -> Iterator[str]:
    """Yield the values of the multiples: 3 for `tripled` and `threefold`; `doubled` is also 100% more."""
    for found in _MULTIPLE.finditer(text):
        yield from _values_of(found)


def _values_of(found: re.Match[str]) -> Iterator[str]:
    if found["verb"]:
        value = _MULTIPLES[found["verb"].casefold()]
        yield str(value)
        if value == 2:
            yield "share double"
    elif found["fold"]:
        yield from map(str, word_values([found["fold"].casefold()]))
    else:
        yield "2" if found["twice"] else "3"
