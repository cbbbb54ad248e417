"""Splitting a translation at the English words that its flags are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from translate.records import Flag

__all__ = ["Piece", "pieces_of", "words_of"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A sequence of words of a translation, with the flags about exactly these words."""

    text: str
    flags: tuple[Flag, ...] = ()


def pieces_of(text: str, flags: Sequence[Flag]) -> tuple[tuple[Piece, ...], tuple[Flag, ...]]:
    """Split a translation at the words that its flags name; return the pieces, and the flags without such words.

    A flag names words in `Flag.words` or, if that is empty, in its detail (`entity: &quot;`, `number added: 50`),
    separated by commas.
    """
    marked: dict[tuple[int, int], list[Flag]] = {}
    others = []
    for flag in flags:
        spans = _spans(text, flag)
        for span in spans:
            marked.setdefault(span, []).append(flag)
        if not spans:
            others.append(flag)
    pieces, end = [], 0
    for (start, stop), of_span in sorted(marked.items()):
        if start < end:  # inside words that are marked already
            others += [flag for flag in of_span if flag not in others]
            continue
        pieces += [Piece(text[end:start])] if start > end else []
        pieces.append(Piece(text[start:stop], tuple(of_span)))
        end = stop
    if end < len(text):
        pieces.append(Piece(text[end:]))
    return tuple(pieces), tuple(others)


def words_of(text: str, flag: Flag) -> tuple[str, ...]:
    """Return the words of a translation that a flag is about, as `pieces_of` finds them."""
    return tuple(text[start:stop] for start, stop in _spans(text, flag))


def _spans(text: str, flag: Flag) -> list[tuple[int, int]]:
    parts = flag.words or tuple(_parts(flag.detail))
    return list(dict.fromkeys(span for part in parts if (span := _found(text, part))))


def _parts(detail: str) -> Iterator[str]:
    quoted = detail.partition("'")[2].rpartition("'")[0]  # "ends in 'these words'"
    yield from (part for part in (quoted, *detail.split(", ")) if part.strip())


def _found(text: str, part: str) -> tuple[int, int] | None:
    """Return the position of whole words in a text; None if they are not in it."""
    start = text.find(part) if part.strip() else -1
    while start >= 0:
        stop = start + len(part)
        before, after = text[start - 1 : start], text[stop : stop + 1]
        if not (before.isalnum() and part[0].isalnum()) and not (after.isalnum() and part[-1].isalnum()):
            return start, stop
        start = text.find(part, start + 1)
    return None
