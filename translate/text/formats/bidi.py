"""Convert lines from visual order (on a page) to reading order.

A PDF file contains characters at positions. In a right-to-left line, words run from right to left, but numbers and
Latin words run from left to right (Unicode Standard Annex 9). This module restores the reading order.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

__all__ = ["is_leftward", "reading_order", "with_brackets_right"]

_OPENING, _CLOSING = "([{«‹", ")]}»›"
_PAIRS = tuple(map(frozenset, ("()", "[]", "{}")))
_MIRRORED = str.maketrans(_OPENING + _CLOSING, _CLOSING + _OPENING)
_CLASSES = {"L": "L", "R": "R", "AL": "R", "NSM": "R", "EN": "N", "AN": "N", "CS": "C"}
# The left-to-right runs of an Arabic line: from a Latin letter to the last Latin letter or digit before the next Arabic
# letter (rules W7, N1), and numbers, with a single comma, full stop, colon or slash between digits (rule W4).
_LATIN_RUN = re.compile(r"L(?:[LNCO]*[LN])?|N+(?:CN+)*")
# The right-to-left runs of other lines.
_ARABIC_RUN = re.compile(r"R(?:[RNCO]*R)?")
# A number in groups, as printed: `+966 50 123 4567`. A plus to its left shows that it runs from left to right.
_GROUPS = re.compile(r"\+?\d+(?:[ .()-]{1,3}\d+)+|(?<!\S)\+\d+")
# `15 Pro` at the start of a line continues the Latin words of the previous line; elsewhere it is printed as `Pro 15`.
_OPENING_NUMBER = re.compile(r"N+(?:CN+)* L[LNCO ]*\Z")
# In files by programs that draw each word separately, a mark after a number or Latin word is to the right of it.
_MARK_BEFORE = re.compile(r"(?<!\S)([،؛,:؟!]+)(\d(?:[\d.,/:٫٬-]*\d)?[%٪]?|[A-Za-z][\w.-]*)(?!\S)")
_STOP_BEFORE = re.compile(r"(?<!\S)(\.)(\d(?:[\d.,/:-]*\d)?[%٪]?)\Z")
_LATIN_STOP_BEFORE = re.compile(r"(?<!\S)(\.)([A-Za-z][\w-]*)\Z")
_PERCENT_BEFORE = re.compile(r"(?<!\S)([%٪])(\d(?:[\d.,٫٬]*\d)?)")
_YEARS = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)([-–])(1[89]\d\d|20\d\d)(?!\d)")
_FULL_STOPS_BEFORE = re.compile(r"([.،,؛;:!؟?…]+) *(.+)", re.DOTALL)


def is_leftward(texts: Iterable[str]) -> bool:
    """Return whether most letters are from a right-to-left script."""
    classes = Counter(unicodedata.bidirectional(character) for text in texts for character in text)
    return classes["R"] + classes["AL"] > classes["L"]


def reading_order(
    glyphs: Sequence[str],
    *,
    leftward: bool,
    order: Sequence[int] | None = None,
    separate_words: bool = False,
) -> str:
    """Return the text of a line, given its glyphs from left to right.

    A glyph may be several characters in reading order (a ligature). `leftward` is True for a right-to-left paragraph.
    `order` gives each glyph's index in the file, if the file stores words in reading order. `separate_words` is
    True if the program laid out each word separately. Brackets are not changed. `AI.01` printed in an Arabic line can
    be `AI.01` or `01.AI` in reading order; the result is `AI.01`.
    """
    classes = "".join(_class_of(glyph) for glyph in glyphs)
    if not leftward:
        return "".join(_with_runs_turned(glyphs, classes, _ARABIC_RUN))
    if order is not None and separate_words:
        classes = _with_words_parted(glyphs, classes, order)
    if "L" in classes and "R" not in classes:
        text = "".join(glyphs)  # the full stop of an Arabic sentence may be to its left
        stops = _FULL_STOPS_BEFORE.fullmatch(text)
        return stops[2] + stops[1] if stops else text
    for start, end in _rightward_groups(glyphs, order, hyphens=separate_words):
        classes = f"{classes[:start]}{'N' * (end - start)}{classes[end:]}"
    shown = "".join(" " if glyph == " " else kind for glyph, kind in zip(glyphs, classes, strict=True))
    if (opening := _OPENING_NUMBER.search(shown)) is not None:
        classes = f"{classes[: opening.start()]}L{classes[opening.start() + 1 :]}"
    read = _with_marks_moved("".join(reversed(_with_runs_turned(glyphs, classes, _LATIN_RUN))))
    return _LATIN_STOP_BEFORE.sub(r"\2\1", read) if separate_words else read


def _with_words_parted(glyphs: Sequence[str], classes: str, order: Sequence[int]) -> str:
    """Return the classes; spaces between Latin words count as Arabic if the file stores these words right to left."""
    parted = list(classes)
    for run in _LATIN_RUN.finditer(classes):
        blanks = [i for i in range(*run.span()) if glyphs[i] == " "]
        starts = [order[i + 1] for i in (run.start() - 1, *blanks)]
        if blanks and starts == sorted(starts, reverse=True):
            for blank in blanks:
                parted[blank] = "R"
    return "".join(parted)


def _rightward_groups(
    glyphs: Sequence[str], order: Sequence[int] | None, *, hyphens: bool
) -> Iterator[tuple[int, int]]:
    """Yield the spans of grouped numbers that run from left to right, such as telephone numbers."""
    shown = "".join(glyph if len(glyph) == 1 else "x" for glyph in glyphs)
    for found in _GROUPS.finditer(shown):
        starts = [found.start() + group.start() for group in re.finditer(r"\d+", found[0])]
        places = [order[start] for start in starts] if order else []
        drawn_so = len(places) > 1 and places == sorted(places) and (hyphens or " " in found[0])
        if found[0].startswith("+") or drawn_so:
            yield found.span()


def _with_marks_moved(text: str) -> str:
    """Move marks that belong after a number or Latin word there, and put ranges of years in ascending order."""
    for pattern in (_MARK_BEFORE, _STOP_BEFORE, _PERCENT_BEFORE):
        text = pattern.sub(r"\2\1", text)
    return _YEARS.sub(lambda years: f"{min(years[1], years[3])}{years[2]}{max(years[1], years[3])}", text)


def _with_runs_turned(glyphs: Sequence[str], classes: str, run: re.Pattern[str]) -> list[str]:
    """Reverse the glyphs of each run, except for numbers inside an Arabic run."""
    turned: list[str] = []
    end = 0
    for found in run.finditer(classes):
        start, stop = (
            _with_own_brackets(glyphs, classes, *found.span()) if run is _LATIN_RUN else found.span()
        )
        turned += glyphs[end : max(start, end)]
        inner = list(glyphs[max(start, end) : stop])
        if run is _ARABIC_RUN:
            inner = _with_runs_turned(inner, classes[start:stop], _LATIN_RUN)
        end = stop
        turned += reversed(inner)
    return turned + list(glyphs[end:])


def _with_own_brackets(glyphs: Sequence[str], classes: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of a Latin run with the bracket beside it whose partner is inside (rule N0): `OpenAI (GPT)`."""
    if "L" not in classes[start:end]:
        return start, end
    for pair in _PAIRS:
        if sum(glyph in pair for glyph in glyphs[start:end]) % 2 == 0:
            continue
        if end < len(glyphs) and glyphs[end] in pair:
            return start, end + 1
        if start and glyphs[start - 1] in pair:
            return start - 1, end
    return start, end


def _class_of(glyph: str) -> str:
    """Return L, R, N (digit), C (separator between digits) or O, by the first character with a direction."""
    found = [_CLASSES.get(unicodedata.bidirectional(character), "O") for character in glyph]
    return next((c for c in found if c in "LRN"), found[0] if found else "O")


def with_brackets_right(lines: Sequence[str]) -> list[str]:
    """Mirror the brackets of each line of a page if that leaves fewer of them unpaired.

    A line where both are equal (a bracket is closed on a later line) follows the majority.
    """
    gains = [_unpaired(line) - _unpaired(line.translate(_MIRRORED)) for line in lines]
    usual = sum((gain > 0) - (gain < 0) for gain in gains)
    return [
        line.translate(_MIRRORED) if (gain or usual) > 0 else line
        for line, gain in zip(lines, gains, strict=True)
    ]


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
