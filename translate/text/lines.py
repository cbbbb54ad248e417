"""Turn a line as written into cleaned sentences, each with the written part of the line that it came from."""

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
# Units between which a written word may be cut.
_UNIT = re.compile(r"&#?\w{1,8};|\\[rnt]|.", re.DOTALL)
_LONGEST_WORD = 2000  # characters; cutting takes quadratic time

# A prefix of a word may be longer when cleaned alone than within the word, because a tatweel at an end stays.
_SLACK = 8


def cleaned_parts(line: str) -> list[str]:
    """Return the cleaned text of a line with entities decoded, split at each literal `\\n` of an export."""
    return [clean(part) for part in split_literal_breaks(decoded(line))]


def line_sentences(line: str, parts: Sequence[str] | None = None) -> tuple[Sentence, ...]:
    """Return the sentences of a line with their written form; `parts` are its `cleaned_parts`, if computed already."""
    parts = cleaned_parts(line) if parts is None else parts
    split = [split_sentences(part) for part in parts]
    if all(split):
        return with_written(line, [Sentence(text) for texts in split for text in texts])
    # Parts without a letter or digit are not sentences, but written parts are found by counting all characters.
    pieces = [
        (text, bool(texts)) for part, texts in zip(parts, split, strict=True) for text in texts or [part]
    ]
    found = with_written(line, [Sentence(text) for text, _ in pieces])
    return tuple(sentence for sentence, (_, kept) in zip(found, pieces, strict=True) if kept)


def with_written(written: str, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Return all `sentences` of a written text, each with the part it was cleaned from if that differs."""
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
    """Return whether the sentences together equal the written text, so that no parts need to be found."""
    bare = written.strip()
    return bare == texts[0] if len(texts) == 1 else bare == " ".join(texts)


def written_parts(written: str, texts: Sequence[str]) -> list[str]:
    """Return the part of `written` that each of `texts` was cleaned from; together the parts are all of `written`.

    `texts` are the pieces of the cleaned text, in order. Characters are counted without spaces. If the counts differ,
    which no known text causes, the result is `texts`.
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
    """Return the number of characters of a written word after cleaning."""
    if _ORDINARY.fullmatch(word):
        return len(word)
    return sum(len(piece) for part in cleaned_parts(word) for piece in part.split())


def _offset(word: str, length: int) -> int:
    """Return the length of the prefix of a written word that cleans to `length` characters; all of a too long word."""
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
