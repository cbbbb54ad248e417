"""Errors of more than twenty kinds, planted in human translations to measure how many the checks find."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from translate.text.cleaning import comparable
from translate.text.english import split_english

Plant = Callable[[random.Random, str, str], str | None]

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?:['’]s)?\b")
_FIGURE = re.compile(r"(?<![\d.,])\d+(?:[.,]\d+)*")
_OTHER_NAMES = (
    "Baidu",
    "Lovelace",
    "Henderson",
    "Okonkwo",
    "Tamura",
    "Kowalski",
    "Delgado",
    "Vasquez",
    "Lindqvist",
)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# Units of one kind; each is replaced by another one of its row.
_UNITS = (
    ("kilometres", "metres", "miles", "feet", "centimetres"),
    ("kilometers", "meters", "miles", "feet", "centimeters"),
    ("km", "cm", "mi", "ft", "mm"),
    ("kilograms", "grams", "pounds", "tonnes"),
    ("kg", "lb", "mg"),
    ("years", "months", "weeks", "days", "hours", "minutes", "seconds"),
)
_UNIT = re.compile(
    rf"(?<=\d )(?:{'|'.join(sorted({unit for row in _UNITS for unit in row}, key=len)[::-1])})\b"
)
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b")


def _replaced(
    rng: random.Random, pattern: str | re.Pattern[str], text: str, new: Callable[[str], str]
) -> str | None:
    found = list(re.finditer(pattern, text))
    if not found:
        return None
    place = rng.choice(found)
    changed = text[: place.start()] + new(place.group()) + text[place.end() :]
    changed = re.sub(r"\s+", " ", changed).strip()
    return None if changed == text else changed


def _name_lost(rng: random.Random, source: str, output: str) -> str | None:
    return _replaced(rng, _NAME, output, lambda name: "")


def _name_changed(rng: random.Random, source: str, output: str) -> str | None:
    return _replaced(rng, _NAME, output, lambda name: rng.choice(_OTHER_NAMES))


def _name_added(rng: random.Random, source: str, output: str) -> str | None:
    return _replaced(
        rng, r"(?<=[a-z]) (?=(?:and|in|of|for|with) )", output, lambda _: f" {rng.choice(_OTHER_NAMES)} "
    )


def _figure_lost(rng: random.Random, source: str, output: str) -> str | None:
    return _replaced(rng, _FIGURE, output, lambda figure: "") if _FIGURE.search(comparable(source)) else None


def _figure_changed(rng: random.Random, source: str, output: str) -> str | None:
    def other(figure: str) -> str:
        place = rng.choice([i for i, c in enumerate(figure) if c.isdigit()])
        return (
            figure[:place] + rng.choice([d for d in "123456789" if d != figure[place]]) + figure[place + 1 :]
        )

    return _replaced(rng, _FIGURE, output, other) if _FIGURE.search(comparable(source)) else None


def _figure_added(rng: random.Random, source: str, output: str) -> str | None:
    return _replaced(rng, r"(?<=[a-z]) (?=[a-z])", output, lambda _: f" {rng.randint(13, 989)} ")


def _scale_changed(rng: random.Random, source: str, output: str) -> str | None:
    return _replaced(
        rng, r"(?<=\d )(?:million|billion)\b", output, lambda s: "billion" if s == "million" else "million"
    )


def _percent_lost(rng: random.Random, source: str, output: str) -> str | None:
    return _replaced(rng, r"(?<=\d)(?:%| percent| per cent)", output, lambda _: "")


def _currency_changed(rng: random.Random, source: str, output: str) -> str | None:
    return _replaced(rng, r"(?:US)?\$(?=\d)|€(?=\d)|£(?=\d)", output, lambda c: "€" if "$" in c else "$")


def _sign_lost(rng: random.Random, source: str, output: str) -> str | None:
    return _replaced(rng, r"(?<=[\s(])[-−–+](?=\d)", output, lambda _: "")


def _month_changed(rng: random.Random, source: str, output: str) -> str | None:
    return _replaced(rng, _MONTH, output, lambda month: rng.choice([m for m in _MONTHS if m != month]))


def _unit_changed(rng: random.Random, source: str, output: str) -> str | None:
    def other(unit: str) -> str:
        row = next(row for row in _UNITS if unit in row)
        return rng.choice([one for one in row if one != unit])

    return _replaced(rng, _UNIT, output, other)


def _zero_lost(rng: random.Random, source: str, output: str) -> str | None:
    def without(figure: str) -> str:
        return figure.lstrip("0") if figure.startswith("0") else figure.rstrip("0")

    return _replaced(rng, r"(?<![\d.,/-])(?:0\d{2,}|\d+\.\d*[1-9]0)(?![\d.,/-])", output, without)


def _score_turned(rng: random.Random, source: str, output: str) -> str | None:
    return _replaced(
        rng,
        r"(?<![\d–-])(?!(\d+)[-–]\1\b)\d{1,2}[-–]\d{1,2}(?![\d–-])",
        output,
        lambda s: "-".join(re.split("[-–]", s)[::-1]),
    )


def _era_changed(rng: random.Random, source: str, output: str) -> str | None:
    return _replaced(rng, r"(?<=\d )BCE?\b", output, lambda _: "AD")


def _negation_lost(rng: random.Random, source: str, output: str) -> str | None:
    return _replaced(rng, r" (?:not|never)\b|n['’]t\b", output, lambda _: "")


def _quotation_mark_lost(rng: random.Random, source: str, output: str) -> str | None:
    return (
        _replaced(rng, '["“”]', output, lambda _: "") if len(re.findall('["“”]', output)) % 2 == 0 else None
    )


def _speaker_lost(rng: random.Random, source: str, output: str) -> str | None:
    found = re.search(
        r"\A[^,.:\"“]{4,60} (?:said|says|added|stated|explained|told \w+)(?: that|,|:)? ", output
    )
    if found is None:
        return None
    rest = output[found.end() :]
    return rest[:1].upper() + rest[1:]


def _clause_lost(rng: random.Random, source: str, output: str) -> str | None:
    commas = [found.start() for found in re.finditer(", ", output)]
    places = [place for place in commas if 0.35 * len(output) < place < 0.7 * len(output)]
    return output[: places[0]] + "." if places else None


def _sentence_lost(rng: random.Random, source: str, output: str) -> str | None:
    sentences = split_english(output)
    if len(sentences) < 2:
        return None
    del sentences[rng.randrange(len(sentences))]
    return " ".join(sentences)


def _repetition(rng: random.Random, source: str, output: str) -> str | None:
    words = output.split()
    size = rng.randint(2, 6)
    if len(words) <= 2 * size:
        return None
    start = rng.randrange(len(words) - size)
    return " ".join([*words[: start + size], *words[start : start + size], *words[start + size :]])


def _cut_short(rng: random.Random, source: str, output: str) -> str | None:
    words = output.split()
    return " ".join(words[: round(len(words) * rng.uniform(0.4, 0.7))]) if len(words) >= 10 else None


KINDS: Mapping[str, Plant] = MappingProxyType(
    {
        "name lost": _name_lost,
        "name changed": _name_changed,
        "name added": _name_added,
        "figure lost": _figure_lost,
        "figure changed": _figure_changed,
        "figure added": _figure_added,
        "scale changed": _scale_changed,
        "percent lost": _percent_lost,
        "currency changed": _currency_changed,
        "sign lost": _sign_lost,
        "month changed": _month_changed,
        "unit changed": _unit_changed,
        "zero lost": _zero_lost,
        "score turned round": _score_turned,
        "BC became AD": _era_changed,
        "negation lost": _negation_lost,
        "quotation mark lost": _quotation_mark_lost,
        "speaker lost": _speaker_lost,
        "clause lost": _clause_lost,
        "sentence lost": _sentence_lost,
        "repetition": _repetition,
        "cut short": _cut_short,
    }
)
MOST_OF_A_KIND = 400


def plant(kind: str, pairs: list[tuple[str, str]], seed: int) -> list[tuple[str, str]]:
    """Return pairs with one fault of a kind each, up to `MOST_OF_A_KIND`, chosen by the seed."""
    rng = random.Random(f"{seed} {kind}")
    faults: list[tuple[str, str]] = []
    for number in rng.sample(range(len(pairs)), len(pairs)):
        source, output = pairs[number]
        wrong = KINDS[kind](rng, source, output)
        if wrong is not None and wrong != output:
            faults.append((source, wrong))
        if len(faults) == MOST_OF_A_KIND:
            break
    return faults
