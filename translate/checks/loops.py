"""Phrases that are repeated directly: loops of a model, and the repetitions that people write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from translate.text.cleaning import comparable

__all__ = ["WORDS", "find_loop", "repeats_words"]

WORDS = re.compile(r"(\w+(?:['’.-]\w+)*)([\"'”’)\]]*[.!?…])?")
_LETTER = re.compile(r"[^\W\d_]")
_FIGURE = re.compile(r"\d+")
_PAUSE = re.compile(r"[\"'”’)\]]*\s*[,;:—–.!?…)-]")
_SIZES = range(2, 9)  # words of a phrase
_ALL_SIZES = range(1, _SIZES.stop)
_MORE_WORDS = 1.5  # of a repetition in the output, compared with the one in the source
_LONGER_IN_ENGLISH = 3  # "little by little" for one Arabic word
_EMPHATIC = frozenset({"again", "over", "on", "more", "round"})


@dataclass(frozen=True, slots=True)
class _Loop:
    """A phrase of `size` words that is repeated directly: its copies are the words from `start` to `end`.

    `apart`: a mark ends the first copy. `goes_on`: no mark follows the last copy.
    """

    phrase: str
    size: int
    start: int
    end: int
    apart: bool
    goes_on: bool

    @property
    def words(self) -> int:
        """Return the number of words of all copies."""
        return self.end - self.start


def find_loop(source: str, output: str) -> str | None:
    """Return the first phrase of 2 to 8 words that the output repeats directly; None if people may write so.

    A repetition in the source explains one of up to 1.5 times its words in the output, and one with as many copies of a
    longer phrase, if a mark separates them ("little by little, little by little").
    """
    given: _Loop | None = None
    read = False
    explained: list[_Loop] = []
    for found in _loops(output, _SIZES):
        if any(loop.start <= found.start and found.end <= loop.end for loop in explained):
            continue
        if not read:
            given, read = next(_loops(comparable(source), _ALL_SIZES), None), True
        if not (_is_emphasis(found) or _explains(given, found) or _are_figures(source, found)):
            return found.phrase
        explained.append(found)
    return None


def repeats_words(text: str) -> bool:
    """Return whether a phrase of 1 to 8 words is repeated directly."""
    return next(_loops(text, _ALL_SIZES), None) is not None


def _is_emphasis(loop: _Loop) -> bool:
    """Return whether people write so: "again and again and again", "All I did, I did for him"."""
    if loop.size != _SIZES.start:
        return False
    words = loop.phrase.casefold().split()
    if "and" in words and not _EMPHATIC.isdisjoint(words):
        return loop.words <= 2 * loop.size + 1
    return loop.apart and loop.goes_on and loop.words == 2 * loop.size


def _explains(given: _Loop | None, found: _Loop) -> bool:
    if given is None:
        return False
    as_many_copies = found.words * given.size <= given.words * found.size
    return found.words <= _MORE_WORDS * given.words or (
        found.apart and as_many_copies and found.size <= _LONGER_IN_ENGLISH * given.size
    )


def _are_figures(source: str, found: _Loop) -> bool:
    """Return whether the phrase has no letter, and the source has enough figures: `1 · 3, 1 · 1 · 3`."""
    return not _LETTER.search(found.phrase) and len(_FIGURE.findall(source)) >= found.words


def _loops(text: str, sizes: range) -> Iterator[_Loop]:
    """Yield the phrases with a length in `sizes` that are repeated directly, the shortest first."""
    found = list(WORDS.finditer(text))
    words = [word[1].casefold() for word in found]
    stops = [bool(word[2]) for word in found]
    if stops:
        stops[-1] = True  # a cut output ends without a stop
    for size in sizes:
        run, reported = 0, False  # number of consecutive words that equal the word `size` places before
        for place in range(size, len(words)):
            if words[place] != words[place - size]:
                run, reported = 0, False
                continue
            run += 1
            # excludes "of the guru. The guru is", where the phrase has a stop and its copy has none
            if run >= size and not reported and stops[place] >= stops[place - size]:
                reported = True
                yield _read_loop(text, found, words, size, place, run)


def _read_loop(
    text: str, found: list[re.Match[str]], words: list[str], size: int, place: int, run: int
) -> _Loop:
    """Return the loop whose first copies end at `place`, after `run` equal words, with the copies that follow."""
    end = place + 1
    while end < len(words) and words[end] == words[end - size]:
        end += 1
    after = text[found[end - 1].end(1) :]
    return _Loop(
        phrase=" ".join(word[1] for word in found[place - size + 1 : place + 1]),
        size=size,
        start=place + 1 - run - size,
        end=end,
        apart=_PAUSE.match(text, found[place - size].end(1)) is not None,
        goes_on=after[:1] == " " and _PAUSE.match(after) is None,
    )
