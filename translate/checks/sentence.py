"""Doubts about one translated sentence.

Definitions and false-alarm rates are those measured on the human side of FLORES devtest (1,012 lines):
an empty output, an entity, a phrase loop and leftover Arabic never occur there; the length ratio is off once.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from translate.records import Flag, Output, Sentence, TranslatedSentence

_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]+")
_LETTER = re.compile(r"[^\W\d_]")
_ENTITY = re.compile(r"&(#\d+|#x[0-9a-f]+|[a-z]+);", re.IGNORECASE)
_WORDS = re.compile(r"\w+(?:['’.-]\w+)*")

RATIO_LOW, RATIO_HIGH, RATIO_SHORTEST = (
    0.7,
    2.0,
    20,
)  # characters of output over source; not under 20 characters
LOOP_WORDS = range(2, 9)  # a phrase of 2 to 8 words, at once repeated


def check_sentence(sentence: Sentence, output: Output) -> TranslatedSentence:
    """The sentence with its output and every flag that a check raises."""
    flags = tuple(flag for check in CHECKS if (flag := check(sentence.text, output)) is not None)
    return TranslatedSentence(sentence, output, flags)


def empty(source: str, output: Output) -> Flag | None:
    """Nothing was written for a source that has letters."""
    return Flag("empty") if not output.text and _LETTER.search(source) else None


def cut_short(source: str, output: Output) -> Flag | None:
    """The output was stopped at its limit of tokens."""
    return None if output.finished else Flag("cut short", f"after {output.output_tokens} tokens")


def arabic_left(source: str, output: Output) -> Flag | None:
    """Arabic letters in the output."""
    found = _ARABIC.search(output.text)
    return Flag("Arabic left", found.group()) if found else None


def entity(source: str, output: Output) -> Flag | None:
    """An HTML entity in the output."""
    found = _ENTITY.search(output.text)
    return Flag("entity", found.group()) if found else None


def phrase_loop(source: str, output: Output) -> Flag | None:
    """A phrase of two to eight words that is at once repeated."""
    words = [word.casefold() for word in _WORDS.findall(output.text)]
    for size in LOOP_WORDS:
        run = 0  # how many words in a row equal the word `size` places before
        for before, word in zip(words, words[size:], strict=False):
            run = run + 1 if before == word else 0
            if run == size:
                return Flag("phrase loop", f"{size} words")
    return None


def length_ratio(source: str, output: Output) -> Flag | None:
    """The output is much shorter or longer than its source, in characters."""
    if len(source) < RATIO_SHORTEST or not output.text:
        return None
    ratio = len(output.text) / len(source)
    return None if RATIO_LOW <= ratio <= RATIO_HIGH else Flag("length ratio", f"{ratio:.2f}")


CHECKS: tuple[Callable[[str, Output], Flag | None], ...] = (
    empty,
    cut_short,
    arabic_left,
    entity,
    phrase_loop,
    length_ratio,
)
