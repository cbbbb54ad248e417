"""Checks of an output's form: its length, its end, repetitions, what is left of the source's script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from translate.checks.support import find_doubts
from translate.records import Flag
from translate.text.cleaning import comparable
from translate.text.english import split_english
from translate.text.sentences import split_sentences

__all__ = [
    "arabic_left",
    "dropped_sentence",
    "empty",
    "entity",
    "length_ratio",
    "no_final_stop",
    "phrase_loop",
    "sentence_repeat",
    "word_repeat",
]

_LETTER = re.compile(r"[^\W\d_]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc]+")
_ENTITY = re.compile(r"&(#\d+|#x[0-9a-f]+|[a-z]+);", re.IGNORECASE)
_WORDS = re.compile(r"(\w+(?:['’.-]\w+)*)([\"'”’)\]]*[.!?…])?")
_CLOSERS = "[\"'»”’)\\]›*_\\s]*\\Z"
_SOURCE_STOP = re.compile(rf"[.!?؟…]{_CLOSERS}")
_OUTPUT_STOP = re.compile(rf"[.!?…]{_CLOSERS}")

RATIO_LOW = 0.6  # characters of the output over those of the source
# The highest ratio of a source of up to so many characters: short ones vary more.
RATIO_HIGH = ((50, 2.6), (120, 2.4), (170, 2.2), (10**9, 2.0))
RATIO_SHORTEST = 30  # characters of a source under which the ratio says nothing
DROPPED_RATIO = 0.85
# How many marks fewer, in an output how short; chosen so that under 1 in 2,000 pairs by people is flagged.
DROPPED_MARKS = ((1, 0.68), (2, 0.76))
DROPPED_SHORTEST = 100
# Stops and clause marks; not those of `3,5`, `10:30` or `U.S.`.
_MARK = re.compile(r"[.!?؟…۔](?=[\s\"'»”’)\]]|\Z|[\u0621-\u064a]{2})|[؛،;,:](?!\d)|(?<=\s)[-–—](?=\s)")
STOP_RATIO = 0.8  # under it, an output without a full stop is taken to be cut
LAST_WORDS = 3  # of a source, of which an output that is cut lacks one
LOOP_WORDS = range(2, 9)
REPEATED_LETTERS = 3
_MAY_REPEAT = frozenset(
    {"that", "had", "very"}
)  # "that that", "had had" are grammatical; "very very" is emphasis


def empty(source: str, output: str) -> Flag | None:
    """Nothing was written for a source that has letters.

    0 false alarms on 1,012 human segments.
    """
    return Flag("empty") if not output.strip() and _LETTER.search(source) else None


def dropped_sentence(source: str, output: str) -> Flag | None:
    """2 or more sentences, fewer in the output, and output under 0.85 of the source's characters; or, where the source
    is not split as it should be, fewer stops and clause marks in an output that is too short for all of them.

    0 false alarms on 108 human segments of several sentences; NLLB-600M shows 18, opus-mt 4.
    """
    text = comparable(source)
    if not output.strip() or len(output) >= DROPPED_RATIO * len(text):
        return None
    said = len(split_sentences(text))
    if said > 1 and (there := len(split_english(output))) < said:
        return Flag("dropped sentence", f"{said} in the source, {there} here")
    return _dropped_clause(text, output)


def _dropped_clause(text: str, output: str) -> Flag | None:
    """Weigh length and marks alone, without the splitter that made the sentence."""
    ratio = len(output) / len(text)
    if len(text) < DROPPED_SHORTEST or ratio >= DROPPED_MARKS[-1][1]:
        return None
    said, there = len(_MARK.findall(text)), len(_MARK.findall(output))
    if any(said - there >= fewer and ratio < most for fewer, most in DROPPED_MARKS):
        return Flag("dropped sentence", f"{said} stops and clause marks in the source, {there} here")
    return None


def length_ratio(source: str, output: str) -> Flag | None:
    """Characters of the output over those of the normalised source under 0.6, or over 2.6 (2.0 in long sentences).

    Not under 30 characters.
    """
    length = len(comparable(source))
    if length < RATIO_SHORTEST or not output.strip():
        return None
    ratio = len(output) / length
    highest = next(ratio for longest, ratio in RATIO_HIGH if length <= longest)
    return None if RATIO_LOW <= ratio <= highest else Flag("length ratio", f"{ratio:.2f}")


def no_final_stop(source: str, output: str) -> Flag | None:
    """The source ends in `.!?؟…`, closing marks aside, the output does not, and it is short or lacks the last words.

    A full stop that people forget is no doubt where the end of the source is there.
    """
    if not output.strip() or not _SOURCE_STOP.search(source) or _OUTPUT_STOP.search(output):
        return None
    said = comparable(source)
    if len(output) >= STOP_RATIO * len(said):
        last = said.split()[-LAST_WORDS:]
        doubts = find_doubts(source, output)
        if doubts.words and not any(doubt.word in word for doubt in doubts.source for word in last):
            return None
    return Flag("no final stop", f"ends in '{output.rsplit(maxsplit=1)[-1]}'")


def entity(source: str, output: str) -> Flag | None:
    """An HTML entity in the output.

    0 false alarms on 1,012 human segments; opus-mt-ar-en shows 23, Google 162.
    """
    found = _ENTITY.search(output)
    return Flag("entity", found.group()) if found else None


def phrase_loop(source: str, output: str) -> Flag | None:
    """A phrase of 2 to 8 words that is at once repeated, unless the source repeats about as much: `No, no, no, no`.

    English may use half as many words again as the Arabic for the same repetition.
    """
    found, length = _loop(output, LOOP_WORDS)
    if not found or 1.5 * _loop(comparable(source), range(1, LOOP_WORDS.stop))[1] >= length:
        return None
    return Flag("phrase loop", found)


def _loop(text: str, sizes: range) -> tuple[str, int]:
    """Return the first phrase of so many words that is at once repeated, and how many words all its copies have."""
    found = _WORDS.findall(text)
    words = [word.casefold() for word, _ in found]
    stops = [bool(stop) for _, stop in found]
    if stops:
        stops[-1] = True  # an output that is cut ends without a stop
    for size in sizes:
        run = 0  # how many words in a row equal the word `size` places before
        for place in range(size, len(words)):
            run = run + 1 if words[place] == words[place - size] else 0
            # "of the guru. The guru is": not a phrase that ends where its copy ends
            if run >= size and stops[place] >= stops[place - size]:
                phrase = " ".join(word for word, _ in found[place - size + 1 : place + 1])
                end = place + 1
                while end < len(words) and words[end] == words[end - size]:
                    end += 1
                return phrase, run + size + end - place - 1
    return "", 0


def sentence_repeat(source: str, output: str) -> Flag | None:
    """A sentence of 3 words or more that stands twice in the output, and of the source's none does.

    Loops of more words than `phrase_loop` looks for. 0 false alarms on the 997 human segments of FLORES dev.
    """
    again = _repeated(split_english(output))
    if again is None or _repeated(split_sentences(comparable(source))) is not None:
        return None
    return Flag("sentence repeat", again)


def _repeated(sentences: Sequence[str]) -> str | None:
    seen: set[str] = set()
    for sentence in sentences:
        words = " ".join(word.casefold() for word, _ in _WORDS.findall(sentence))
        if words in seen and words.count(" ") >= 2:
            return sentence
        seen.add(words)
    return None


def word_repeat(source: str, output: str) -> Flag | None:
    """A word of 3 letters or more that is at once repeated, where the source repeats no word."""
    for one, next_one in pairwise(output.split()):
        if (
            len(one) >= REPEATED_LETTERS
            and one.isalpha()
            and one.casefold() not in _MAY_REPEAT
            and one.casefold() == next_one.rstrip(".,;:!?").casefold()
        ):
            return (
                None if _loop(comparable(source), range(1, LOOP_WORDS.stop))[0] else Flag("word repeat", one)
            )
    return None


def arabic_left(source: str, output: str) -> Flag | None:
    """Letters or digits of the Arabic script in the output.

    0 false alarms on 1,012 human segments.
    """
    found = _ARABIC.search(output)
    return Flag("Arabic left", found.group()) if found else None
