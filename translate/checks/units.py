"""The check of units: of weight, length, area, volume, time, temperature, power and data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from translate.checks.notation import FIGURE, value_of
from translate.checks.number_words import scale_of, word_values
from translate.checks.quantities import TWO_OF_A_UNIT
from translate.records import Flag
from translate.text.cleaning import comparable_folded

__all__ = ["unit_changed"]

# Name: Arabic words, folded, and English words. `كيلو` alone can be either a weight or a length.
_UNITS = {
    "kilogram": ("كيلو\\s?[غج]رام\\w*|كغم?|كلغ|كجم", "kgs?|kilos?|kilogram(?:me)?s?"),
    "pound": ("رطلا?|ارطال|باوند|جنيه\\w*|استرليني\\w*|لير[هت]|ليرات", "pounds?|lbs?"),
    "gram": ("[غج]رام\\w*", "grams?|grammes?"),
    "ton": ("طنا?|اطنان", "tons?|tonnes?"),
    "ounce": ("اونص[هت]|اونصات|اوقي[هت]", "oz|ounces?"),
    "kilometre": ("كيلو\\s?مترا?ت?|كم|كلم", "km|kms|kmh|kph|kilomet(?:er|re)s?"),
    "mile": ("ميلا?|اميال", "miles?|mph"),
    "metre": ("مترا?|امتار", "met(?:er|re)s?"),
    "centimetre": ("سنتيمترا?ت?|سنتمترا?|سم", "cm|centimet(?:er|re)s?"),
    "millimetre": ("مليمترا?ت?|ملليمترا?|ميليمترا?|ملم|مم", "mm|millimet(?:er|re)s?"),
    "foot": ("قدما?|اقدام", "feet|foot|ft"),
    "inch": ("بوص[هت]|بوصات|انشا?", "inch(?:es)?"),
    "yard": ("يارد[هت]|ياردات", "yards?"),
    "hectare": ("هكتارا?ت?", "hectares?|ha"),
    "acre": ("فدانا?|افدنه|اكرا?", "acres?|feddans?"),
    "litre": ("لترا?ت?|ليترا?ت?", "lit(?:er|re)s?"),
    "gallon": ("[غج]الونا?ت?", "gallons?"),
    "barrel": ("برميلا?|براميل", "barrels?|bpd"),
    "second": ("ثاني[هت]|ثوان|ثواني", "seconds|secs?|-second"),
    "minute": ("دقيق[هت]|دقايق", "minutes?|mins?"),
    "hour": ("ساع[هت]|ساعات", "hours?|hrs?"),
    "day": ("يوما?|ايام", "days?"),
    "week": ("اسبوعا?|اسابيع", "weeks?"),
    "month": ("شهرا?|اشهر|شهور", "months?"),
    "year": ("سن[هت]|سنوات|سنين|عاما?|اعوام", "years?|yrs?"),
    "celsius": ("درج(?:ه|ات)\\s+ميويه", "(?:degrees?\\s+)?(?:celsius|centigrade)|°\\s?c"),
    "fahrenheit": ("درج(?:ه|ات)\\s+فهرنهايت\\w*|فهرنهايت", "(?:degrees?\\s+)?fahrenheit|°\\s?f"),
    "kilowatt": ("كيلو\\s?وات|كيلو\\s?واط", "kw|kilowatts?"),
    "megawatt": ("ميغا\\s?وات|ميغا\\s?واط|ميجا\\s?وات", "mw|megawatts?"),
    "gigawatt": ("[غج]ي[غج]ا\\s?وا[تط]", "gw|gigawatts?"),
    "megabyte": ("مي[غج]ا\\s?بايت", "mb|megabytes?"),
    "gigabyte": ("[غج]ي[غج]ا\\s?بايت", "gb|gigabytes?"),
    "terabyte": ("تيرا\\s?بايت", "tb|terabytes?"),
}
# The words before a unit are matched once for all units, not once for each: this is eight times as fast.
_ARABIC_UNITS, _ENGLISH_UNITS = (
    "|".join(f"(?P<{name}>{words[language]})" for name, words in _UNITS.items()) for language in (0, 1)
)
_ARABIC = re.compile(rf"(?<!\w)(?:و?[بل]?ال|و)?(?:{_ARABIC_UNITS})(?!\w)")
_ENGLISH = re.compile(rf"(?<![^\W\d])(?:{_ENGLISH_UNITS})(?!\w)", re.IGNORECASE)
# The dual of a unit is two of it: `كيلومترين`, `أسبوعان`.
_DUALS = {
    "kilogram": "كيلو\\s?[غج]رام(?:ين|ان)",
    "gram": "[غج]رام(?:ين|ان)",
    "ton": "طن(?:ين|ان)",
    "kilometre": "كيلو\\s?متر(?:ين|ان)",
    "mile": "ميل(?:ين|ان)",
    "metre": "متر(?:ين|ان)",
    "litre": "ليتر(?:ين|ان)|لتر(?:ين|ان)",
    "hectare": "هكتار(?:ين|ان)",
} | {name: words.replace(" ", "|") for name, (words, _) in TWO_OF_A_UNIT.items() if name in _UNITS}
_DUAL = re.compile(
    rf"(?<!\w)و?[بلف]?(?:ال|لل)?(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _DUALS.items())})(?!\w)"
)
_MAY_BE_DUAL = re.compile(
    "(?:تر|[غج]رام|طن|ميل|هكتار|قيقت|ساعت|يوم|سبوع|شهر|سنت|عام)(?:ين|ان)"
)  # 10 times as fast
_FIGURE = re.compile(FIGURE)
_BEFORE = re.compile(rf"(?:(?P<first>{FIGURE}|[^\W\d_]+)[\s-]+)?(?P<second>{FIGURE}|[^\W\d_]+)[\s-]*\Z")
_BETWEEN = re.compile(
    r"[\s-]*\b(?:square|cubic|nautical|metric|full|long|straight|more|consecutive|short)[\s-]*\Z", re.I
)
_LOOK_CHARS = 48
_Amount = tuple[Decimal, str, str]  # value, unit, text


def unit_changed(source: str, output: str) -> Flag | None:
    """Flag a unit of the source that the output replaces by another one beside the same number: `5 kg` as `5 pounds`.

    The output must not name the unit of the source at all, nor the source the unit of the output.
    """
    text = comparable_folded(source)
    said = list(_amounts(text, _ARABIC))
    if _MAY_BE_DUAL.search(text):
        said += [(Decimal(2), found.lastgroup or "", found[0]) for found in _DUAL.finditer(text)]
    if not said:
        return None
    there = list(_amounts(output, _ENGLISH))
    named = {found.lastgroup for found in _ENGLISH.finditer(output)} if there else set()
    in_source = {found.lastgroup for pattern in (_ARABIC, _DUAL) for found in pattern.finditer(text)}
    for value, unit, _ in said:
        if unit in named:
            continue
        for other_value, other, words in there:
            if other_value == value and other not in in_source:
                return Flag("unit changed", f"{unit} became {other}", (words,))
    return None


def _amounts(text: str, units: re.Pattern[str]) -> Iterator[_Amount]:
    """Yield the number before each unit, in figures or as one word, multiplied by a scale word between them."""
    for found in units.finditer(text):
        start = max(0, found.start() - _LOOK_CHARS)
        looked = _BETWEEN.sub("", text[start : found.start()])
        before = _BEFORE.search(looked)
        if before is None:
            continue
        scale = scale_of(before["second"]) if before["first"] else 0
        group = "first" if scale and _value(before["first"]) is not None else "second"
        value = _value(before[group])
        if value is not None:
            yield (
                value * (scale if group == "first" else 1),
                found.lastgroup or "",
                text[start + before.start(group) : found.end()],
            )


def _value(word: str) -> Decimal | None:
    if _FIGURE.fullmatch(word):
        return value_of(word)
    values = word_values([word])
    return Decimal(min(values)) if len(values) == 1 else None
