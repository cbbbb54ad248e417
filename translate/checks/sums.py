"""Numbers that are written in several parts: `5 آلاف و300`, `مئة و20`, `80 دولارا و25 سنتا`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from translate.checks.number_words import ends_in_scale, scale_of, word_values
from translate.checks.readings import Reading, plain_ways, value_of
from translate.text.cleaning import fold_spelling

__all__ = ["added_figures", "smaller_units"]

_WORD = re.compile(r"[^\W\d_]+")
_ADDED_FIGURE = re.compile(
    r"(?:(?<![\d.,])(?P<before>\d+(?:[.,]\d+)*)\s+)?(?P<words>(?:[^\W\d_]+\s+){1,4})و\s?(?P<after>\d+(?:[.,]\d{3})*)"
    r"(?![\d.,]\d)(?:\s+(?P<scale>[^\W\d_]+))?"
)
# A third part: `8 ملايين و450 ألفا و300`.
_ONE_MORE = re.compile(r"\s+و\s?(?P<after>\d+(?:[.,]\d{3})*)(?![\d.,]\d)(?:\s+(?P<scale>[^\W\d_]+))?")
# A smaller unit, how many of it make the larger unit, and that unit. A dinar has 1,000 or 100 fils.
_UNITS = (
    ("سنتا?|سنتات|سنتيما", (100,), "دولار|يورو|فرنك"),
    ("بنسا?|بنسات|قرشا?|قروش|هلله|هللات", (100,), "جنيه|ليره|ريال|دينار"),
    ("فلسا?|فلوس", (1000, 100), "دينار|درهم"),
    ("[غج]راما?|[غج]رامات", (1000,), "كيلو|كلغ|كغ|كجم"),
    ("سم|سنتيمترا?|سنتيمترات", (100,), "متر"),
    ("مترا?", (1000,), "كيلو|كم"),
    ("دقيقه|دقائق", (60,), "ساع"),
    ("شهرا?|اشهر|شهور", (12,), "سن[هو]|سنت[اي]ن|عام|اعوام"),
)
_IN_TWO_UNITS = tuple(
    (
        factors,
        re.compile(
            rf"(?:(?<![\d.,])(?P<whole>\d+(?:[.,]\d{{3}})*)\s+)?(?<!\w)(?P<unit>(?:{unit})[^\W\d_]*)\s+"
            rf"(?:[^\W\d_]+\s+)?و\s?(?P<part>\d{{1,3}})\s+(?:{smaller})\b"
        ),
    )
    for smaller, factors, unit in _UNITS
)
_AND_A_FIGURE = re.compile(r"و(?<!\w.)\s?\d")
_DURATIONS = {60: "minutes", 12: "months"}
_TWO = ("ان", "ين")  # the ending of `دولارين`: two dollars


def added_figures(text: str) -> dict[int, tuple[list[Reading], bool]]:
    """Return the readings of numbers written in several parts, by the start of each figure that is a part.

    The boolean is True if the figure is the last part of the number. The figure alone is then no correct translation:
    `مئتين و35` is 235, or 200 and 35 (as in "200 dead and 35 wounded"), but not 35.
    """
    sums: dict[int, tuple[list[Reading], bool]] = {}
    if not _AND_A_FIGURE.search(text):
        return sums
    for found in _ADDED_FIGURE.finditer(text):
        words = _WORD.findall(found["words"])
        scale = scale_of(found["scale"]) if found["scale"] else 0
        after = _whole(found)
        if found["before"]:
            multiple = scale_of(words[0]) if len(words) == 1 else 0
            before = {Decimal(value) * multiple for way in plain_ways(found["before"]) for value in way}
        elif ends_in_scale(words):
            before = {Decimal(value) for value in word_values(words)}
        else:
            continue
        # The parts of a number decrease: a thousand is followed by less than a thousand.
        whole = [value for value in before if value > after and value % 10 ** len(str(after)) == 0]
        if not whole:
            continue
        totals = [frozenset({value_of(value + after)}) for value in whole]
        apart = [frozenset({value_of(value), str(after)}) for value in whole]
        more = _ONE_MORE.match(text, found.end("scale")) if scale else None
        if more and (last := _whole(more)) and after > last and after % 10 ** len(str(last)) == 0:
            apart = [frozenset({*way, str(last)}) for way in totals + apart]
            totals = [frozenset({value_of(value + after + last)}) for value in whole]
            sums[more.start("after")] = totals + apart, True
        sums[found.start("after")] = totals + apart, True
        if found["before"]:
            sums[found.start("before")] = totals, False
    return sums


def _whole(found: re.Match[str]) -> int:
    """Return the figure of a last part, multiplied by its scale word."""
    scale = scale_of(found["scale"]) if found["scale"] else 0
    return int(re.sub("[.,]", "", found["after"])) * (scale or 1)


def smaller_units(text: str) -> dict[int, list[Reading]]:
    """Return the readings of amounts in two units, by the start of each figure: 80.25 for `80 دولارا و25 سنتا`."""
    found_ways: dict[int, list[Reading]] = {}
    if not _AND_A_FIGURE.search(text):
        return found_ways
    folded = fold_spelling(text)
    for factors, pattern in _IN_TWO_UNITS:
        for found in pattern.finditer(folded):
            ways = list(_in_the_larger_unit(found, factors))
            for part in ("whole", "part"):
                if found[part]:
                    found_ways.setdefault(found.start(part), []).extend(ways)
    return found_ways


def _in_the_larger_unit(found: re.Match[str], factors: tuple[int, ...]) -> Iterator[Reading]:
    """Yield the readings of an amount in two units: counted in the larger one, and as a duration."""
    whole = int(re.sub("[.,]", "", found["whole"])) if found["whole"] else 1 + found["unit"].endswith(_TWO)
    part = int(found["part"])
    for factor in factors:
        if part < factor:
            yield frozenset({value_of(round(whole + Decimal(part) / factor, 3))})
            if factor in _DURATIONS:
                yield frozenset({f"{_DURATIONS[factor]} {whole * factor + part}"})
