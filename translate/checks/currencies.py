"""The check of currencies: their names and signs in both languages, and the figure beside each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from translate.checks.notation import FIGURE, value_of
from translate.records import Flag
from translate.text.cleaning import comparable

__all__ = ["CURRENCY_WORDS", "currency_changed"]

_PREFIXES = r"(?<!\w)و?[بل]?(?:ال)?"
# Name: Arabic words, and signs and Latin words.
_CURRENCIES = {
    "dollar": ("دولار", r"\$|\bUSD\b|\bdollars?\b|\bbucks?\b"),  # no cents: the euro has them too
    "euro": (rf"{_PREFIXES}[يأا]ورو(?!\w)", r"€|\bEUR\b|\beuros?\b"),
    # Lebanese and Syrian ليرة are called pounds in English.
    "pound": (
        "جنيه|إسترليني|استرليني|ليرة|ليرات",
        r"£|\bGBP\b|\bEGP\b|\bpounds?\b|\blira|\bquid\b|\bTRY\b",
    ),
    "riyal": (f"{_PREFIXES}ريال", r"﷼|\bSAR\b|\bQAR\b|\b(?:riyal|rial|riyals|rials|reals?|reais)\b"),
    "dirham": ("درهم|دراهم", r"\bAED\b|\bdirhams?\b|\bdirhems?\b|\bdrachm"),
    "dinar": (f"{_PREFIXES}(?:دينار|دنانير)", r"\bKWD\b|\bdinars?\b|\bdenari"),
    "yen": (r"(?<!\w)ين(?:ا)?\s+ياباني", r"¥|\bJPY\b|\byen\b"),
    "yuan": (r"(?<!\w)يوان", r"\bCNY\b|\byuan\b|\brenminbi\b|¥"),
    "rupee": (f"{_PREFIXES}روبي[ةه]", r"₹|\brupees?\b|\brupiahs?\b"),
    "rouble": (f"{_PREFIXES}روبل", r"₽|\brou?bles?\b"),
    "shekel": ("شيكل|شيقل", r"₪|\bshekels?\b"),
    "krone": (
        rf"{_PREFIXES}(?:كرون[ةه]|كرونات|كرون)(?!\w)",
        r"\bSEK\b|\bNOK\b|\bDKK\b|\bkron(?:a|e|or|er|ur)\b|\bkoruna?s?\b|\bcrowns?\b",
    ),
    "franc": (f"{_PREFIXES}فرنك", r"\bCHF\b|\bF?CFA\b|\bfrancs?\b"),
    "zloty": ("زلوتي", r"\bPLN\b|\bzlot(?:y|ys|ies)\b"),
    "peso": (rf"{_PREFIXES}بيزو(?!\w)", r"\bpesos?\b"),
}
# Words that mean other things too are no sign that a currency is new.
_AMBIGUOUS = re.compile(r"crowns?|reals?|bucks?|quid|TRY|pounds?", re.IGNORECASE)
CURRENCY_WORDS = re.compile(
    "|".join(f"(?P<{name}>{arabic}|{others})" for name, (arabic, others) in _CURRENCIES.items()),
    re.IGNORECASE,
)
# Most sources have no currency. This pattern finds that out ten times as fast, because its parts begin with a letter.
_MAY_HAVE = re.compile(
    "|".join(["[A-Za-z$€£¥₹₽₪﷼]", *(arabic.replace(_PREFIXES, "") for arabic, _ in _CURRENCIES.values())])
)
_SCALE = (
    r"(?:\s*[\s-](?:hundred|thousand|million|billion|trillion|bn|mn|m|k|ألف|آلاف|ألفا|الف|مليون|مليونا|ملايين|مليار|مليارا"
    r"|مليارات|تريليون|US|U\.S\.|American|Canadian|Australian)(?!\w))"
)
_BEFORE = re.compile(rf"(?P<figure>(?<![\d.,]){FIGURE}){_SCALE}{{0,2}}[\s-]?\Z", re.IGNORECASE)
_AFTER = re.compile(rf"\s?(?P<figure>{FIGURE})")
_LOOK_CHARS = 48


def currency_changed(source: str, output: str) -> Flag | None:
    """Flag a currency of the source that is replaced by another one in the output, everywhere or beside a figure."""
    text = comparable(source)
    said = _currencies(text)
    if not said:
        return None
    there = _currencies(output)
    lost, new = said - there, there - said
    if {"yen", "yuan"} & said:
        new -= {"yen", "yuan"}
    words = tuple(_words(new, output))
    if lost and words:
        return Flag("currency changed", f"{_names(lost)} became {_names(new)}", words)
    return _swapped(text, output) if len(said) > 1 and len(there) > 1 else None


def _swapped(text: str, output: str) -> Flag | None:
    """Return a flag if a figure has another currency in the output, and never its own."""
    amounts, others = set(_amounts(text)), dict[Decimal, set[tuple[str, str]]]()
    for value, currency, words in _amounts(output):
        others.setdefault(value, set()).add((currency, words))
    for value, currency, _ in sorted(amounts):
        wrong = others.get(value, set())
        own = {name for said, name, _ in amounts if said == value}
        if wrong and not own & {name for name, _ in wrong}:
            name, words = min(wrong)
            return Flag("currency changed", f"{currency} became {name}", (words,))
    return None


def _amounts(text: str) -> Iterator[tuple[Decimal, str, str]]:
    """Yield the figure beside each currency, with the name of the currency and the words of both."""
    for found in CURRENCY_WORDS.finditer(text):
        name = found.lastgroup or ""
        start = max(0, found.start() - _LOOK_CHARS)
        before = _BEFORE.search(text[start : found.start()])
        after = None if found[0].isalpha() and len(found[0]) > len("USD") else _AFTER.match(text, found.end())
        figure = after or before
        if figure is None:
            continue
        first = found.start() if after else start + figure.start()
        yield value_of(figure["figure"]), name, text[first : figure.end() if after else _end(text, found)]


def _words(new: frozenset[str], output: str) -> Iterator[str]:
    for found in CURRENCY_WORDS.finditer(output):
        if found.lastgroup in new and (not _AMBIGUOUS.fullmatch(found[0]) or _has_figure(output, found)):
            yield output[found.start() : _end(output, found)]


def _has_figure(output: str, found: re.Match[str]) -> bool:
    """Return whether a figure or a scale is beside a word, which shows that it is a currency."""
    before = output[max(0, found.start() - _LOOK_CHARS) : found.start()]
    return re.search(rf"(?:\d{_SCALE}*|hundred|thousand|illion|[a-z]ty|teen)[\s-]?\Z", before) is not None


def _end(text: str, found: re.Match[str]) -> int:
    """Return the end of the word that a match is the beginning of."""
    rest = re.match(r"\w*", text[found.end() :]) if found[0][-1].isalpha() else None
    return found.end() + (rest.end() if rest else 0)


@lru_cache(maxsize=64)
def _currencies(text: str) -> frozenset[str]:
    found = CURRENCY_WORDS.finditer(text) if _MAY_HAVE.search(text) else ()
    return frozenset(word.lastgroup or "" for word in found)


def _names(currencies: frozenset[str]) -> str:
    return ", ".join(sorted(currencies))
