"""Checks of notation around figures: signs, percent, currencies, eras, the order of dates and scores, zeros."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from translate.checks.number_words import MONTHS, fold
from translate.records import Flag
from translate.text.cleaning import comparable, fold_spelling

__all__ = [
    "CURRENCY_WORDS",
    "currency_changed",
    "date_changed",
    "era_changed",
    "percent_lost",
    "score_changed",
    "sign_lost",
    "zero_lost",
]

_DIGIT = re.compile(r"\d")
_PERCENT_SOURCE = re.compile(r"%|(?<!\w)(?:و?بال|ب ال|في ال)(?:مئة|مائة|مية|ميه)(?!\w)")
_PERCENT_OUTPUT = re.compile(
    r"%|per ?cent|\bpct\b|\bpp\b|\bin (?:a|one|every) hundred|\bout of\b|half|quarter|third|fifth|tenth|point",
    re.IGNORECASE,
)
_PLUS = re.compile(r"(?<![\w+)])\+\s?(\d)")
_PLUS_OUTPUT = re.compile(r"\+|\bplus\b|\b00\d|\bmore\b|\bover\b|\bpositive\b", re.IGNORECASE)
_MINUS = re.compile(r"(?<=[\s(])[-−–](?=\d)(?<![\d)] [-−–])")
_MINUS_OUTPUT = re.compile(
    r"[-−–—]\s?\$?\d|\bminus\b|\bnegative\b|\bbelow\b|\bsub-?zero\b|\bto\b|\bless\b|\bunder\b|-\s?$",
    re.IGNORECASE,
)
_BEFORE_CHRIST = re.compile(r"قبل\s+(?:الميلاد|المسيح|ميلاد)|(?<!\w)ق(?:\.\s?|\s)م(?!\w)")
_BEFORE_CHRIST_OUTPUT = re.compile(
    r"\bB\.?\s?C\b|\bBCE|before (?:christ|the (?:common|christian) era|the birth)", re.IGNORECASE
)

_CURRENCIES = {
    "dollar": r"\$|دولار|\bUSD\b|\bdollars?\b|\bbucks?\b|\bcents?\b",
    "euro": r"€|(?<!\w)و?[بل]?(?:ال)?[يأا]ورو(?!\w)|\bEUR\b|\beuros?\b",
    "pound": r"£|جنيه|إسترليني|استرليني|ليرة|ليرات|\bGBP\b|\bEGP\b|\bpounds?\b|\blira|\bquid\b|\bTRY\b",
    "riyal": r"(?<!\w)و?[بل]?(?:ال)?ريال|﷼|\bSAR\b|\bQAR\b|\b(?:riyal|rial|riyals|rials|reals?|reais)\b",
    "dirham": r"درهم|دراهم|\bAED\b|\bdirhams?\b|\bdirhems?\b|\bdrachm",
    "dinar": r"(?<!\w)و?[بل]?(?:ال)?(?:دينار|دنانير)|\bKWD\b|\bdinars?\b|\bdenari",
    "yen": r"(?<!\w)ين(?:ا)?\s+ياباني|¥|\bJPY\b|\byen\b",
    "yuan": r"(?<!\w)يوان|\bCNY\b|\byuan\b|\brenminbi\b|¥",
    "rupee": r"(?<!\w)و?[بل]?(?:ال)?روبي[ةه]|₹|\brupees?\b|\brupiahs?\b",
    "rouble": r"(?<!\w)و?[بل]?(?:ال)?روبل|₽|\brou?bles?\b",
    "shekel": r"شيكل|شيقل|₪|\bshekels?\b",
}
CURRENCY_WORDS = re.compile(
    "|".join(f"(?P<{name}>{pattern})" for name, pattern in _CURRENCIES.items()), re.IGNORECASE
)

_MONTH_NAMES = "|".join(
    sorted((name.replace("_", r"\s") for name in MONTHS if len(name) > 2), key=len, reverse=True)
)
_DAY_MONTH = re.compile(
    rf"(?<![\d.,/:])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:من\s+)?(?:شهر\s+)?(?:of\s+)?(?P<month>{_MONTH_NAMES})(?!\w)",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"\b(?P<month>{_MONTH_NAMES})\.?\s+(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])", re.IGNORECASE
)
_DATE = re.compile(r"(?<![\d/.-])(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-]\d{4}(?!\d)")
_SCORE = re.compile(r"(?<![\d/.,:\w-])(\d{1,3})\s?[-–:/]\s?(\d{1,3})(?![\d/.,:]\d|\s?[-–/]\s?\d|\d|\s?%)")
_TURNED = re.compile(
    r"فاز|فوز|خسر|خسارة|هزم|هزيم|تعادل|تغلب|نتيج|مقابل|هدف|مباراة|سجل|score|win|won|beat|lost", re.IGNORECASE
)

_LEADING_ZERO = re.compile(r"(?<![\d.,/:+-])0\d{3,}(?![\d.,:]\d)")
_TRAILING_ZERO = re.compile(r"(?<![\d.,/:])\d{1,3}\.\d{0,2}0(?![\d.,:]|\s?%)")
_VERSION = re.compile(r"(?:إصدار|اصدار|نسخة|طبعة|نظام|version|release|\bv)\W*(?:\w+\W+)?\Z", re.IGNORECASE)
_LOOK_CHARS = 24


def percent_lost(source: str, output: str) -> Flag | None:
    """Flag a source with a percentage, as a sign or in words, if the output mentions none."""
    text = comparable(source)
    found = _PERCENT_SOURCE.search(text)
    if found is None or _DIGIT.search(text) is None or _PERCENT_OUTPUT.search(output):
        return None
    return Flag("percent lost", _around(text, found))


def sign_lost(source: str, output: str) -> Flag | None:
    """Flag a figure with a plus or minus sign in the source, if the output has neither the sign nor a word for it."""
    text = comparable(source)
    for sign, said in ((_PLUS, _PLUS_OUTPUT), (_MINUS, _MINUS_OUTPUT)):
        found = sign.search(text)
        if found is not None and _DIGIT.search(output) and not said.search(output):
            return Flag("sign lost", _around(text, found))
    return None


def currency_changed(source: str, output: str) -> Flag | None:
    """Flag a currency of the source that is replaced by another one in the output."""
    if _DIGIT.search(source) is None:
        return None
    said = _currencies(comparable(source))
    if not said:
        return None
    there = _currencies(output)
    lost, new = said - there, there - said
    if {"yen", "yuan"} & said:
        new -= {"yen", "yuan"}
    return Flag("currency changed", f"{_names(lost)} became {_names(new)}") if lost and new else None


def era_changed(source: str, output: str) -> Flag | None:
    """Flag a year BC in the source that is not marked as BC in the output."""
    found = _BEFORE_CHRIST.search(comparable(source))
    if found is None or _DIGIT.search(source) is None or _BEFORE_CHRIST_OUTPUT.search(output):
        return None
    return Flag("era changed", found.group())


def date_changed(source: str, output: str) -> Flag | None:
    """Flag a date whose day and month are swapped in the output; dates in figures in both texts are not compared."""
    if _DIGIT.search(output) is None:
        return None
    said = list(_dates(fold_spelling(comparable(source)), in_figures=True))
    if not said:
        return None
    there = set(_dates(output, in_figures=False))
    for day, month, text in said:
        same = {(d, m) for d, m, _ in there}
        if day != month and (day, month) not in same and (month, day) in same:
            return Flag("date changed", text)
    return None


def score_changed(source: str, output: str) -> Flag | None:
    """Flag a score of the source that is reversed in the output: `3-1` as `1-3`."""
    text = comparable(source)
    there = {(int(found[1]), int(found[2])) for found in _SCORE.finditer(output)}
    if not there or not ((_TURNED.search(text) and _TURNED.search(output)) or _TURNED.search(text)):
        return None
    for found in _SCORE.finditer(text):
        one, other = int(found[1]), int(found[2])
        if one != other and (one, other) not in there and (other, one) in there:
            return Flag("score changed", found.group())
    return None


def zero_lost(source: str, output: str) -> Flag | None:
    """Flag a lost zero of a code: a leading zero of a phone number, or a trailing zero of a version number."""
    text = comparable(source)
    if "0" not in text:
        return None
    digits = re.sub(r"\D", "", output)
    for found in _LEADING_ZERO.finditer(text):
        if found.group() not in digits and found.group().lstrip("0") in digits:
            return Flag("zero lost", found.group())
    for found in _TRAILING_ZERO.finditer(text):
        if not _VERSION.search(text[max(0, found.start() - _LOOK_CHARS) : found.start()]):
            continue
        shorter = found.group().rstrip("0").rstrip(".")
        if found.group() not in output and re.search(rf"(?<![\d.]){re.escape(shorter)}(?![\d]|\.\d)", output):
            return Flag("zero lost", found.group())
    return None


@lru_cache(maxsize=64)
def _currencies(text: str) -> frozenset[str]:
    return frozenset(found.lastgroup or "" for found in CURRENCY_WORDS.finditer(text))


def _names(currencies: frozenset[str]) -> str:
    return ", ".join(sorted(currencies))


def _dates(text: str, *, in_figures: bool) -> Iterator[tuple[int, int, str]]:
    """Yield day, month and text of each date with both at most 12; all-figure dates only if `in_figures`."""
    if _DIGIT.search(text) is None:
        return
    for found in (*_DAY_MONTH.finditer(text), *_MONTH_DAY.finditer(text)):
        month = MONTHS[re.sub(r"\s+", "_", fold(found["month"]))]
        if 1 <= int(found["day"]) <= 12:
            yield int(found["day"]), month, found.group()
    for found in _DATE.finditer(text) if in_figures else ():
        if 1 <= int(found["day"]) <= 12 and 1 <= int(found["month"]) <= 12:
            yield int(found["day"]), int(found["month"]), found.group()


def _around(text: str, found: re.Match[str]) -> str:
    """Return the match, extended to whole words."""
    start = text.rfind(" ", 0, max(0, found.start() - 1)) + 1
    end = text.find(" ", found.end())
    return text[start : end if end >= 0 else len(text)]
