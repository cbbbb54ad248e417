"""From the order in which a page shows a line to the order in which it is read.

A PDF file holds signs at places. Of a line that runs from right to left, words stand from right to left, while
numbers and Latin words in it run from left to right (Unicode Standard Annex 9). What is here turns that round.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

__all__ = ["is_leftward", "reading_order"]

_OPENING, _CLOSING = "([{«‹", ")]}»›"
_MIRRORED = str.maketrans(_OPENING + _CLOSING, _CLOSING + _OPENING)
_CLASSES = {"L": "L", "R": "R", "AL": "R", "NSM": "R", "EN": "N", "AN": "N", "CS": "C"}
# In an Arabic line, what runs from left to right: from a Latin letter to the last Latin letter or digit before the next
# Arabic one (rules W7, N1), and numbers, with a single comma, full stop, colon or slash between digits (rule W4).
_LATIN_RUN = re.compile(r"L(?:[LNCO]*[LN])?|N+(?:CN+)*")
# In another line, what runs from right to left.
_ARABIC_RUN = re.compile(r"R(?:[RNCO]*R)?")
_FULL_STOPS_BEFORE = re.compile(r"([.،,؛;:!؟?…]+) *(.+)", re.DOTALL)


def is_leftward(texts: Iterable[str]) -> bool:
    """Whether most letters are of a script that runs from right to left."""
    classes = Counter(unicodedata.bidirectional(character) for text in texts for character in text)
    return classes["R"] + classes["AL"] > classes["L"]


def reading_order(glyphs: Sequence[str], *, leftward: bool) -> str:
    """The text of a line from its signs as they stand from left to right on the page.

    A sign may be several characters in reading order (a ligature). `leftward` tells in which direction the paragraph
    runs. Brackets come out as they are read, whichever way the file has them. What a page shows as `AI.01` in an Arabic
    line may be read `AI.01` or `01.AI`; the former is taken.
    """
    classes = "".join(_class_of(glyph) for glyph in glyphs)
    if not leftward:
        return _with_brackets_right(_with_runs_turned(glyphs, classes, _ARABIC_RUN))
    if (
        "L" in classes and "R" not in classes
    ):  # the full stop of an Arabic sentence may stand to the left of it
        text = "".join(glyphs)
        stops = _FULL_STOPS_BEFORE.fullmatch(text)
        return stops[2] + stops[1] if stops else text
    turned = _with_runs_turned(glyphs, classes, _LATIN_RUN)
    return _with_brackets_right(reversed(turned))


def _with_runs_turned(glyphs: Sequence[str], classes: str, run: re.Pattern[str]) -> list[str]:
    """The signs, those of each run in reverse, but numbers as they are inside an Arabic run."""
    turned: list[str] = []
    end = 0
    for found in run.finditer(classes):
        turned += glyphs[end : found.start()]
        end = found.end()
        inner = list(glyphs[found.start() : end])
        if run is _ARABIC_RUN:
            inner = _with_runs_turned(inner, classes[found.start() : end], _LATIN_RUN)
        turned += reversed(inner)
    return turned + list(glyphs[end:])


def _class_of(glyph: str) -> str:
    """L, R, N (digits), C (what may stand between digits) or O, by the first character that has a direction."""
    found = [_CLASSES.get(unicodedata.bidirectional(character), "O") for character in glyph]
    return next((c for c in found if c in "LRN"), found[0] if found else "O")


def _with_brackets_right(glyphs: Iterable[str]) -> str:
    """The text with its brackets turned where fewer of them would then be without their partner."""
    text = "".join(glyphs)
    turned = text.translate(_MIRRORED)
    return turned if _unpaired(turned) < _unpaired(text) else text


def _unpaired(text: str) -> int:
    waiting: list[str] = []
    lonely = 0
    for character in text:
        if character in _OPENING:
            waiting.append(character)
        elif character in _CLOSING:
            if waiting and waiting[-1].translate(_MIRRORED) == character:
                waiting.pop()
            else:
                lonely += 1
    return lonely + len(waiting)
