"""Checks of words that must be copied unchanged: names in Latin letters, URLs, e-mail addresses, handles, hashtags."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from translate.checks.number_words import SCALE_LETTERS
from translate.checks.numbers import read_numbers
from translate.checks.readings import Number, plain_ways, scaled
from translate.records import Flag
from translate.text.cleaning import comparable

__all__ = ["latin_name_lost", "link_lost", "lost_latin_names", "lost_links"]

# The Latin letters of Unicode's Scripts.txt, because `re` does not support script names.
_LATIN = (
    "A-Za-zªº\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02b8\u1e00-\u1eff\u2c60-\u2c7f\ua722-\ua7ca"
    "\uff21-\uff3a\uff41-\uff5a"
)
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>«»“”\"]+"
    rf"|[{_LATIN}\d._%+-]{{1,64}}@[{_LATIN}\d-]+(?:\.[{_LATIN}\d-]+)+"
    rf"|(?<![\w@/.])[@#][{_LATIN}\d_]{{2,}}",
    re.IGNORECASE,
)
_MAY_HAVE_A_LINK = re.compile(
    r"[@#]|//|www\.", re.IGNORECASE
)  # most texts have none: 4 times as fast as `_LINK`
_ARABIC_TAG = re.compile(r"(?<![\w&])[وبلك]?#(?=\w*[\u0621-\u064a])\w+")
_ANY_TAG = re.compile(r"(?<![\w&])#\w")
_AROUND_A_LINK = ".,،؛؟)"
# Arabic letters end a word here, so the prefixes و ل ب ال are not part of it.
_LATIN_WORD = re.compile(rf"[{_LATIN}\u0300-\u036f]+(?:['’&][{_LATIN}]+)*")
_SCALED = re.compile(rf"(?P<figure>\d+(?:[.,]\d+)*)\s?(?P<letters>[{_LATIN}]+)")
_WORD_LETTERS = re.compile(r"[^\W_]+")
_SHORT = 3  # letters; words up to this length must match a whole word, longer ones may match a part


def latin_name_lost(source: str, output: str) -> Flag | None:
    """Flag a word in Latin letters in the source that is missing from the output.

    Case, accents and Arabic prefixes are ignored. 0 false alarms on 36 human segments with such words; systems have up
    to 5 flags.
    """
    lost = lost_latin_names(source, output) if output.strip() else []
    return Flag("Latin name lost", ", ".join(lost)) if lost else None


def lost_latin_names(source: str, output: str) -> list[str]:
    """Return the words in Latin letters of the source that are missing from the output, in order."""
    text = comparable(source)
    if not _LATIN_WORD.search(text):
        return []
    text = _LINK.sub(" ", text)
    wanted = list(dict.fromkeys(_LATIN_WORD.findall(text)))
    if not wanted:
        return []
    written_out = set(_scales_written_out(text, output)) if any(map(_is_scale, wanted)) else set()
    folded = _fold(output)
    words = set(_LATIN_WORD.findall(folded))
    run = "".join(_WORD_LETTERS.findall(folded))
    wanted = [word for word in wanted if word not in written_out]
    return [w for w in wanted if not (_fold(w) in words or (len(w) > _SHORT and _squeeze(w) in run))]


def _is_scale(word: str) -> bool:
    return word.lower() in SCALE_LETTERS


def _scales_written_out(text: str, output: str) -> Iterator[str]:
    """Yield the letters after a figure that stand for thousands or more, if the output has the whole value."""
    there = read_numbers(output)
    for found in _SCALED.finditer(text):
        if _is_scale(found["letters"]):
            scale = SCALE_LETTERS[found["letters"].lower()]
            ways = tuple(scaled(way, scale) for way in plain_ways(found["figure"]))
            if there.has(Number(found.group(), ways)):
                yield found["letters"]


def link_lost(source: str, output: str) -> Flag | None:
    """Flag a URL, e-mail address, handle or hashtag in the source that is not copied exactly to the output.

    Arabic hashtags are only counted: they are flagged if the output has fewer hashtags. Trailing `.,،؛؟)` is ignored.
    Too rare in human segments to calibrate.
    """
    found = _links(source)
    lost = [link for link in found if link not in output]
    tags = _ARABIC_TAG.findall(source)
    if len(_ANY_TAG.findall(output)) < len(tags) + sum(link.startswith("#") for link in found):
        lost += tags
    return Flag("link lost", ", ".join(lost)) if lost else None


def lost_links(source: str, output: str) -> list[str]:
    """Return the links, addresses, handles and Latin hashtags of the source missing from the output, in order."""
    return [link for link in dict.fromkeys(_links(source)) if link not in output]


def _links(source: str) -> list[str]:
    text = comparable(source)
    if not _MAY_HAVE_A_LINK.search(text):
        return []
    return [link.group().rstrip(_AROUND_A_LINK) for link in _LINK.finditer(text)]


def _fold(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


def _squeeze(word: str) -> str:
    return "".join(_WORD_LETTERS.findall(_fold(word)))
