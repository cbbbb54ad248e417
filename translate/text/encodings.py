"""Detect the encoding of Arabic text: UTF-8, UTF-16, UTF-32, Windows-1256 or ISO-8859-6."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from translate.errors import UnknownEncoding

__all__ = ["decode"]

RECOGNISED = "UTF-8, UTF-16 and UTF-32 (with or without BOM), Windows-1256, ISO-8859-6"

# UTF-32 first: its little-endian byte order mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
_SINGLE_BYTE = ("cp1256", "iso8859_6")

# Arabic letters by their frequency in news text, most frequent first (Arabic side of NTREX-128).
_BY_FREQUENCY = "اليمنورتبعدةسفقأهكحجشصطإىخزذضثغئءظؤآـ"
_RANK = {letter: rank for rank, letter in enumerate(_BY_FREQUENCY)}
_RANK_OF_OTHERS = 60
_PUNCTUATION = frozenset("،؛؟«»“”‘’–—…")

# In UTF-16 and UTF-32 every Arabic letter has a byte 06; every ASCII character, spaces included, has a byte 00.
_WIDE_BYTES = re.compile(rb"[\x00\x06]")
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_USUAL_IN_WIDE = re.compile("[\t\n\r -~\u00a0\u00ab\u00bb\u0600-\u06ff\u200b-\u206f\ufeff]")
_USUAL_SHARE = 0.9


def decode(data: bytes, path: Path) -> tuple[str, str]:
    """Decode `data`; return the text without its byte order mark, and Python's name for the encoding.

    Raises UnknownEncoding, naming `path`, if the bytes are not text in a recognised encoding.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _strictly(data[len(mark) :], encoding.removesuffix("-sig"), path)
            return _without_nul(text, path), encoding
    if _WIDE_BYTES.search(data):
        found = _unmarked_wide(data)
        if found is not None:
            return found
    try:
        return _without_nul(data.decode("utf-8"), path), "utf-8"
    except UnicodeDecodeError as error:
        _refuse_damaged_utf8(data, error, path)
        return _single_byte(data, path)


def _strictly(data: bytes, encoding: str, path: Path) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnknownEncoding(
            f"{path}: has the byte order mark of {encoding}, but is truncated or damaged at byte {error.start}"
        ) from error


def _without_nul(text: str, path: Path) -> str:
    if "\0" in text:
        raise UnknownEncoding(f"{path}: contains NUL characters, so it is not text; supported: {RECOGNISED}")
    return text


def _unmarked_wide(data: bytes) -> tuple[str, str] | None:
    """Decode UTF-16 or UTF-32 without a mark, in the byte order that gives Arabic and ASCII; None if neither does."""
    best_share, best = _USUAL_SHARE, None
    for encoding in _WIDE:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        share = len(_USUAL_IN_WIDE.findall(text)) / len(text)
        if share >= best_share:
            best_share, best = share, (text, encoding)
    return best


def _refuse_damaged_utf8(data: bytes, error: UnicodeDecodeError, path: Path) -> None:
    """Raise UnknownEncoding if the bytes are UTF-8 with a few damaged places.

    Decoded as Windows-1256, such a text would be meaningless.
    """
    text = data.decode("utf-8", errors="replace")
    beyond_ascii = sum(not character.isascii() for character in text)
    damaged = text.count("\ufffd")
    if damaged * 4 < beyond_ascii:
        raise UnknownEncoding(f"{path}: damaged UTF-8, first at byte {error.start} ({damaged} places)")


def _single_byte(data: bytes, path: Path) -> tuple[str, str]:
    """Decode Windows-1256 or ISO-8859-6.

    charset-normalizer rejects texts in neither encoding. It may accept a short text in both (47% of texts of two
    words); then the result is the one with the more frequent letters. On 1,200 texts from FLORES-200 dev, half of them
    in either encoding, this was right for all texts of five words and for 98% of those of two.
    """
    from charset_normalizer import from_bytes

    readings = [
        (data.decode(match.encoding), match.encoding)
        for match in from_bytes(data, cp_isolation=list(_SINGLE_BYTE))
    ]
    if not readings or b"\0" in data:
        raise UnknownEncoding(f"{path}: no text in a supported encoding ({RECOGNISED})")
    return min(readings, key=lambda reading: _mean_rank(reading[0]))


def _mean_rank(text: str) -> float:
    """Return the mean frequency rank of the characters outside ASCII, 0 for the most frequent letter."""
    ranks = [
        _RANK.get(character, _RANK_OF_OTHERS)
        for character in text
        if not character.isascii() and character not in _PUNCTUATION
    ]
    return sum(ranks) / len(ranks) if ranks else float("inf")
