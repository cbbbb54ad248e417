"""Find damaged lines of Arabic, and repair them if the original text is certain.

Kinds of damage: UTF-8 (`ط§ظ„`, `Ø§Ù„`) or Windows-1256 (`ÇáÚÑÈíÉ`) that was decoded with another encoding, escapes
(`\\u0627`), lines in visual order (reversed, as some PDF programs write them), glyph codes of fonts, and words replaced
by question marks. Damage that cannot be repaired with certainty is an error: a model would translate such text into
fluent English with another meaning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from translate.errors import Unreadable
from translate.text.cleaning import clean
from translate.text.misread import reread_bytes, unescaped

__all__ = ["Mended", "described", "mend"]

# Encodings that UTF-8 is often decoded with by mistake, and their usual names.
_MISREAD = {
    "cp1256": "Windows-1256",
    "cp1252": "Windows-1252",
    "latin-1": "ISO-8859-1",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp437": "code page 437",
    "cp850": "code page 850",
    "mac_roman": "Mac Roman",
    "iso8859_6": "ISO-8859-6",
}
# Where a text has none of these, `unescaped` has nothing to do.
_IN_ESCAPES = ("\\u0", "%D8", "%D9", "%d8", "%d9", "=D8", "=D9", "&#21", "&#x", "&O", "&U", "??")
_MOST_ROUNDS = 3  # of wrong encodings, one applied after the other

_VISUAL_ORDER = "visual order"
_ARABIC_WORD = re.compile("[\u0621-\u065f\u0670-\u06d3]+")
# ة, in one of its forms, before another letter of its word.
_BEGINS_AT_ITS_END = re.compile(
    "[ة\ufe93\ufe94](?<![\u0621-\u065f\u0670-\u06d3\ufe70-\ufefc].)[\u0621-\u065f\ufe70-\ufefc]"
)
_ENDS_AT_ITS_END = re.compile("[\u0621-\u065f\u0670-\u06d3]{2}ة(?![\u0621-\u065f\u0670-\u06d3])")
_FIGURE = re.compile(r"\d[\d.,/:٫٬-]*\d")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BRACKETS = str.maketrans("()[]{}«»<>‹›", ")(][}{»«><›‹")
_OPENING, _CLOSING = frozenset("([{«‹"), frozenset(")]}»›")

# Isolated presentation forms of two or more letters, and private use characters: Quran fonts use them for whole words.
_WORD_CODE = r"[\ufbb2-\ufd3d\ufd50-\ufdc7](?<!\S.)(?!\S)"
# No two isolated ligatures are beside one another: each would be a word.
_GLYPH_CODES = re.compile(
    rf"{_WORD_CODE}(?:\s{_WORD_CODE}){{2}}|[\ufc00-\ufc5d]{{3}}|[\ue000-\uf8ff](?:\s?[\ue000-\uf8ff]){{3}}"
)
_IN_GLYPH_CODES = re.compile(
    "[\ue000-\uf8ff\ufbb2-\ufdc7]"
)  # few texts have any, and one class is found fast
# `Ã˜Â§`: the misread text was misread again.
_TWICE = r"(?:Ã[˜™\x98\x99](?:Â.|â..|[ÅÆË].))"


@dataclass(frozen=True, slots=True)
class Mended:
    """The repaired lines of a text, and the number of lines per kind of damage."""

    lines: list[str]
    changes: dict[str, int]


def mend(sources: Sequence[str], place: str) -> Mended:
    """Repair the damaged lines of a text; raises Unreadable, with line and reason, if a repair is not certain."""
    lines = list(sources)
    changes: dict[str, int] = {}
    text = "\n".join(lines)
    if any(sign in text for sign in _IN_ESCAPES):
        for i, line in enumerate(lines):
            lines[i], name = unescaped(line, f"{place}, line {i + 1}")
            if name:
                changes[name] = changes.get(name, 0) + 1
        text = "\n".join(lines)
    if _PERHAPS.search(text):
        for i, line in enumerate(lines):
            if not _PERHAPS.search(line) or not _SUSPECT.search(line):
                continue
            lines[i], names = _reencoded(line, f"{place}, line {i + 1}")
            for name in names:
                changes[name] = changes.get(name, 0) + 1
    lines, reread = reread_bytes(lines, place)
    changes |= reread
    if _IN_GLYPH_CODES.search(text) and (codes := _GLYPH_CODES.search(text)) is not None:
        number = text.count("\n", 0, codes.start()) + 1
        raise Unreadable(f"{place}, line {number}: glyph codes of a font, not letters")
    turned = _in_reading_order(lines, place)
    if turned:
        changes[_VISUAL_ORDER] = turned
    return Mended(lines, changes)


def _character(byte: int, encoding: str) -> str:
    """Return the character of a byte; undefined bytes become control characters, as in Windows and browsers."""
    return bytes([byte]).decode(encoding, errors="ignore") or chr(byte)


def _class(encoding: str, *numbers: int) -> str:
    return f"[{re.escape(''.join(_character(byte, encoding) for byte in numbers))}]"


def _pair(encoding: str) -> str:
    """Return a regular expression for the two misread bytes of an Arabic letter."""
    return _class(encoding, 0xD8, 0xD9) + _class(encoding, *range(0x80, 0xC0))


def _run(encoding: str) -> str:
    """Return a regular expression for misread Arabic letters, marks, quotation marks and ligatures."""
    trail = _class(encoding, *range(0x80, 0xC0))
    two, three = _class(encoding, 0xC2, *range(0xD8, 0xDC)), _class(encoding, 0xE2, 0xEF)
    return f"(?:{two}{trail}|{three}{trail}{{2}})+"


_RUNS = {encoding: re.compile(_run(encoding)) for encoding in _MISREAD}
_LETTERS = {encoding: re.compile(f"(?:{_pair(encoding)}){{2,}}") for encoding in _MISREAD}
_SEEN_TWICE = re.compile(f"{_TWICE}{{2}}")
_LEADS = {encoding: re.compile(_class(encoding, 0xD8, 0xD9)) for encoding in _MISREAD}
# All encodings at once, as a first test: undamaged text needs no other (8 times as fast).
_ANY_LEAD, _ANY_TRAIL = (
    re.escape("".join(sorted({_character(byte, encoding) for encoding in _MISREAD for byte in numbers})))
    for numbers in ((0xC3, 0xD8, 0xD9), range(0x80, 0xC0))
)
_PERHAPS = re.compile(f"[{_ANY_LEAD}][{_ANY_TRAIL}].[{_ANY_TRAIL}]")
_SUSPECT = re.compile("|".join(f"(?:{_pair(encoding)}){{2}}" for encoding in _MISREAD) + f"|{_TWICE}{{2}}")


def _reencoded(line: str, place: str) -> tuple[str, list[str]]:
    """Return the line with its misread parts decoded correctly, and the encodings that they had been decoded with."""
    names: list[str] = []
    for _ in range(_MOST_ROUNDS):
        if _SEEN_TWICE.search(line):
            try:
                line = _as_utf8(line, "cp1252")
            except UnicodeError as error:
                raise Unreadable(f"{place}: UTF-8 read as Windows-1252 twice, then damaged") from error
            names.append("UTF-8 read as Windows-1252")
        misread = {encoding: sum(map(len, found.findall(line))) for encoding, found in _LETTERS.items()}
        likely = sorted((e for e in misread if misread[e]), key=lambda encoding: -misread[encoding])
        if not likely:
            break
        for encoding in likely:
            if (mended := _decoded(line, encoding)) is not None:
                names.append(f"UTF-8 read as {_MISREAD[encoding]}")
                line = mended
                break
        else:
            raise Unreadable(f"{place}: UTF-8 read as {_MISREAD[likely[0]]}, then damaged")
    return line, names


def _decoded(line: str, encoding: str) -> str | None:
    """Return a line whose Arabic letters were all misread; None if bytes are lost or it has other Arabic letters."""
    rest = _RUNS[encoding].sub("", line)
    if _LEADS[encoding].search(rest) or _ARABIC_WORD.search(rest) or "\ufffd" in rest:
        return None
    try:
        return _RUNS[encoding].sub(lambda run: _as_utf8(run[0], encoding), line)
    except UnicodeError:
        return None


def _as_utf8(run: str, encoding: str) -> str:
    return b"".join(_byte(character, encoding) for character in run).decode("utf-8")


def _byte(character: str, encoding: str) -> bytes:
    try:
        return character.encode(encoding)
    except UnicodeEncodeError:
        return character.encode("latin-1")  # bytes that the encoding does not define


def _in_reading_order(lines: list[str], place: str) -> int:
    """Reverse the lines in visual order, in place; return their number."""
    suspected = [line for line in lines if _BEGINS_AT_ITS_END.search(line)]
    if not any(_evidence(line)[0] for line in suspected):
        return 0
    if not any(map(_is_certain, suspected)) and any(map(_ENDS_AT_ITS_END.search, lines)):
        return 0
    evidence = [_evidence(line) for line in lines]
    certain = [i for i, line in enumerate(lines) if _is_certain(line)]
    backwards = sum(b for b, _ in evidence)
    forwards = sum(f for _, f in evidence)
    if not certain:
        if backwards >= 2 and not forwards:
            raise Unreadable(
                f"{place}: seems to be in visual order (each line backwards), but that is not certain"
            )
        return 0
    turned = 0
    for i, (against, for_it) in enumerate(evidence):
        if not _ARABIC_WORD.search(clean(lines[i])) or for_it > against or (not against and forwards):
            continue
        lines[i] = _turned(lines[i], f"{place}, line {i + 1}")
        turned += 1
    return turned


def _evidence(line: str) -> tuple[int, int]:
    """Return the words of a line that are Arabic only if reversed, and those that are Arabic only as written."""
    words = _ARABIC_WORD.findall(clean(line))
    return (
        sum(len(word) > 2 and word[0] == "ة" for word in words),
        sum(len(word) > 2 and word[-1] == "ة" for word in words),
    )


def _is_certain(line: str) -> bool:
    """Return whether a word starts with ة and ends with the reversed article."""
    return any(
        len(word) >= 5 and word[0] == "ة" and word.endswith("لا")
        for word in _ARABIC_WORD.findall(clean(line))
    )


def _turned(line: str, place: str) -> str:
    """Convert a line from visual to reading order; raises Unreadable if the order of its parts is not certain."""
    ending = "\r" if line.endswith("\r") else ""
    text = line.removesuffix("\r")
    if _LATIN.search(text):
        raise Unreadable(f"{place}: in visual order, and the order of its Latin words is not certain")
    turned = text[::-1]
    for figure in dict.fromkeys(_FIGURE.findall(text)):
        if figure == figure[::-1]:
            continue
        as_it_is, reversed_ = _YEAR.fullmatch(figure), _YEAR.fullmatch(figure[::-1])
        if bool(as_it_is) == bool(reversed_):
            raise Unreadable(f"{place}: in visual order, and the order of the figure {figure} is not certain")
    turned = _FIGURE.sub(lambda found: found[0] if _YEAR.fullmatch(found[0]) else found[0][::-1], turned)
    if any(unicodedata.combining(word[0]) for word in turned.split()):
        turned = _by_clusters(text)
    first = next((c for c in turned if c in _OPENING or c in _CLOSING), "")
    return (turned.translate(_BRACKETS) if first in _CLOSING else turned) + ending


def _by_clusters(text: str) -> str:
    """Return `text` reversed, with each letter's marks after it."""
    clusters: list[str] = []
    for character in text:
        if unicodedata.combining(character) and clusters:
            clusters[-1] += character
        else:
            clusters.append(character)
    return "".join(reversed(clusters))


def described(changes: Iterable[tuple[str, int]]) -> str:
    """Return the repairs as text for the article's metadata: `visual order (3 lines)`."""
    return "; ".join(f"{name} ({count} {'line' if count == 1 else 'lines'})" for name, count in changes)
