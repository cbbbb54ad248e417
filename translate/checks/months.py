"""The names of months in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translate.checks.number_words import MONTHS, fold
from translate.checks.readings import Number
from translate.text.cleaning import fold_spelling

__all__ = ["read_months"]

_MONTH_WORDS = "|".join(sorted((name.replace("_", r"\s+") for name in MONTHS), key=len, reverse=True))
# Counts only next to a figure or a slash: مارس is also a verb, نيسان a car, `may` an auxiliary.
_MONTH = re.compile(
    rf"(?<!\w)(?:و?[بل]?)(?P<name>{_MONTH_WORDS})\b\.?(?:\s*[/(]\s*(?P<second>{_MONTH_WORDS})\b)?",
    re.IGNORECASE,
)
_FIGURE_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?\s+(?:من\s+)?(?:شهر\s+)?(?:of\s+)?\Z|/\s*\Z")
_FIGURE_AFTER = re.compile(r"\)?,?\s*(?:(?:من\s+)?(?:ال)?عام\s+|سنة\s+|of\s+)?\d|\s*/")
_LOOK_CHARS = 24


def read_months(text: str) -> Iterator[tuple[Number, bool]]:
    """Yield each month name, and whether a figure, a slash or its other name next to it confirms that it is a month."""
    folded = fold_spelling(text)
    for found in _MONTH.finditer(folded):
        name = found["name"]
        if name.isascii() and not name[0].isupper():
            continue
        before = _FIGURE_BEFORE.search(folded, max(0, found.start() - _LOOK_CHARS), found.start())
        after = _FIGURE_AFTER.match(folded, found.end())
        month = MONTHS[re.sub(r"\s+", "_", fold(name))]
        ways = (frozenset({f"month {month}"}),)
        number = Number(text[found.start() : found.end()], ways)
        yield number, bool(found["second"] or before or after)
