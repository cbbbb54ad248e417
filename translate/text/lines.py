"""Turn a written line into cleaned sentences, and find the written part of the line for each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from translate.records import Sentence
from translate.text.cleaning import clean, decoded, split_literal_breaks
from translate.text.sentences import split_sentences

__all__ = ["cleaned_parts", "line_sentences", "with_written", "written_parts"]

_WORD = re.compile(r"\S+")
# Words that cleaning does not change.
_ORDINARY = re.compile("[\u0621-\u063f\u0641-\u064a!-%'-\\[\\]-~،؛؟«»“”]+")
# What a written word may be cut between.
_UNIT = re.compile(r"&#?\w{1,8};|\\[rn]|.", re.DOTALL)
_LONGEST_WORD = 2000  # characters; to cut a longer one would take quadratic time

# The beginning of a word may be longer, when cleaned, than it is in the whole: a tatweel at an end stays.
_SLACK = 8


def cleaned_parts(line: str) -> list[str]:
    """Return the cleaned text of a line, entities decoded, in parts where a literal `\\n` of an export ends a line."""
    return [clean(part) for part in split_literal_breaks(decoded(line))]


def line_sentences(line: str, parts: Sequence[str] | None = None) -> tuple[Sentence, ...]:
    """Return the sentences of a written line, each as written too; `parts` are its `cleaned_parts` where known."""
    parts = cleaned_parts(line) if parts is None else parts
    split = [split_sentences(part) for part in parts]
    if all(split):
        return with_written(line, [Sentence(text) for texts in split for text in texts])
    # Parts without a letter or digit are no sentences, but they have their place in the line.
    pieces = [
        (text, bool(texts)) for part, texts in zip(parts, split, strict=True) for text in texts or [part]
    ]
    found = with_written(line, [Sentence(text) for text, _ in pieces])
    return tuple(sentence for sentence, (_, kept) in zip(found, pieces, strict=True) if kept)


def with_written(written: str, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Return `sentences`, all those of a written text, with the part of it that each was made of where that differs."""
    if not sentences:
        return ()
    texts = [sentence.text for sentence in sentences]
    if _is_clean(written, texts):
        return tuple(sentences)
    parts = written_parts(written, texts)
    return tuple(
        replace(s, written=None if part == s.text else part) for s, part in zip(sentences, parts, strict=True)
    )


def _is_clean(written: str, texts: Sequence[str]) -> bool:
    """Whether the sentences hold the written text as it is, so that no part of it needs to be looked for."""
    bare = written.strip()
    return bare == texts[0] if len(texts) == 1 else bare == " ".join(texts)


def written_parts(written: str, texts: Sequence[str]) -> list[str]:
    """Return the part of `written` that each of `texts` was cleaned from; together they hold all of it.

    `texts` are the pieces of the cleaned text, in order. Characters are counted without blanks. Where the counts
    differ, which no known text leads to, each text stands for itself.
    """
    wanted = [sum(map(len, text.split())) for text in texts]
    ends: list[int] = []
    target, passed = wanted[0], 0
    for word in _WORD.finditer(written):
        length = _length(word[0])
        while len(ends) < len(texts) - 1 and target <= passed + length:
            inside = target < passed + length
            ends.append(word.start() + _offset(word[0], target - passed) if inside else word.end())
            target += wanted[len(ends)]
        passed += length
    if passed != sum(wanted) or len(ends) < len(texts) - 1:
        return list(texts)
    return [written[start:end].strip() for start, end in zip([0, *ends], [*ends, len(written)], strict=True)]


@lru_cache(maxsize=8192)
def _length(word: str) -> int:
    """Return the number of characters that cleaning leaves of a written word."""
    if _ORDINARY.fullmatch(word):
        return len(word)
    return sum(len(piece) for part in cleaned_parts(word) for piece in part.split())


def _offset(word: str, length: int) -> int:
    """Return where a written word has so many characters when cleaned; its end where it is too long to be cut."""
    if len(word) > _LONGEST_WORD:
        return len(word)
    if _ORDINARY.fullmatch(word):
        return length
    offset = 0
    for unit in _UNIT.finditer(word):
        reached = _length(word[: unit.end()])
        if reached <= length:
            offset = unit.end()
        elif reached > length + _SLACK:
            break
    return offset
