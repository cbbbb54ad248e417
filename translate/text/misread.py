"""Repair Arabic written in escapes, and Windows-1256 or ISO-8859-6 that was decoded with another encoding.

Both repairs are certain: an escape has one meaning, and bytes are decoded again only if the result contains words that
every Arabic text has. No European language has words like `ÇáÚÑÈíÉ`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from translate.errors import Unreadable
from translate.text.cleaning import decoded

__all__ = ["reread_bytes", "unescaped"]

# The real encodings, and those they are decoded with by mistake, with their usual names; the likelier first.
_ARABIC_BYTES = {"cp1256": "Windows-1256", "iso8859_6": "ISO-8859-6"}
_READ_AS = {
    "cp1252": "Windows-1252",
    "latin-1": "ISO-8859-1",
    "cp1254": "Windows-1254",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp437": "code page 437",
    "cp850": "code page 850",
    "mac_roman": "Mac Roman",
}
_LETTER = re.compile("[\u0621-\u063a\u0641-\u064a]")
_ARABIC_WORD = re.compile("[\u0621-\u063a\u0641-\u0652]{2,}")
_PLAIN_WORD = re.compile(
    "[وفبكل]?(?:ال[\u0621-\u063a\u0641-\u064a]{3,})|لل[\u0621-\u063a\u0641-\u064a]{3,}|[\u0621-\u063a\u0641-\u064a]{3,}ة"
    "|و?(?:في|من|على|إلى|أن|إن|عن|مع|هذا|هذه|التي|الذي|بين|بعد|كان|كانت|قال|قالت|خلال|لم|لن|قد|حيث|كما|ذلك)"
)
_LEAST_WORDS = 2
_LONG_WORD = 6  # letters; one common word of this length is enough evidence
_LEAST_SHARE = 0.2
_FOREIGN = re.compile("[^\\W\\d_A-Za-z\u0600-\u06ff]")
_TOKEN = re.compile(r"\S+")
_ASCII_LETTER = re.compile(r"[A-Za-z]")
_LEAST_PURE = 0.7  # share, among the tokens with misread letters, of those without an ASCII letter

_ESCAPES = re.compile(r"(?:\\u0[67][0-9A-Fa-f]{2}[ .,:;!?-]*){2,}(?:\\u[0-9A-Fa-f]{4})*")
_PERCENT = re.compile(r"(?:%D[89AB]%[89AB][0-9A-F](?:%20|\+)?){3,}(?:%[0-9A-F]{2})*", re.IGNORECASE)
_QUOTED = re.compile(r"(?:=D[89AB]=[89AB][0-9A-F](?:=20|[ .,:])?){3,}(?:=[0-9A-F]{2})*")
_IN_ADDRESS = re.compile(r"\S*(?:://|www\.|\w/)\S*\Z")
_ENTITIES = re.compile(r"&(?:#(?:21[67]|x[dD][89])|Oslash|Ugrave);")
# Words of question marks: their letters are lost.
_LOST = re.compile(r"(?<!\S)\?{2,}[.,!]?(?:[ \t]+\?{2,}[.,!]?){2}(?!\S)")


def unescaped(line: str, place: str) -> tuple[str, str | None]:
    """Decode the escapes of Arabic in a line (`\\u0627`, `%D8%A7`, `=D8=A7`).

    Returns the line, and the name of the escapes or None without any. Addresses are not changed. Raises Unreadable if
    words were replaced by question marks, an escape is damaged, or a quoted-printable line continues in the next one.
    """
    if (lost := _LOST.search(line)) is not None:
        raise Unreadable(f"{place}: letters are lost ({lost[0]!r})")
    for pattern, name in (
        (_ESCAPES, r"\u escapes"),
        (_PERCENT, "percent escapes"),
        (_QUOTED, "quoted-printable"),
    ):
        places = [found for found in pattern.finditer(line) if not _IN_ADDRESS.match(line[: found.start()])]
        if not places:
            continue
        pieces, end = [], 0
        for found in places:
            pieces += [line[end : found.start()], _meant(found[0], name, place)]
            end = found.end()
        if name == "quoted-printable" and line.rstrip().endswith("="):
            raise Unreadable(f"{place}: quoted-printable with soft line breaks (=): decode it first")
        return "".join([*pieces, line[end:]]), name
    if _ENTITIES.search(line):
        return decoded(line), None
    return line, None


def _meant(escaped: str, name: str, place: str) -> str:
    try:
        if name.startswith("\\u"):
            return re.sub(r"\\u([0-9A-Fa-f]{4})", lambda code: chr(int(code[1], 16)), escaped)
        coded = escaped.replace("=", "%") if name == "quoted-printable" else escaped.replace("+", "%20")
        return unquote(coded, errors="strict")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{place}: damaged {name}") from error


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """A pair of encodings: that of the bytes, and the wrong one that they were decoded with."""

    name: str
    table: Mapping[int, str]
    letters: re.Pattern[str]  # the characters that Arabic letters became

    def mended(self, line: str) -> str:
        """Return the line with its misread words repaired; in words with ASCII letters, only punctuation at the end."""
        return _TOKEN.sub(lambda token: self._token(token[0]), line)

    def _token(self, token: str) -> str:
        if not _ASCII_LETTER.search(token):
            return token.translate(self.table)
        head = token.rstrip("".join(map(chr, self.table)))
        tail = token[len(head) :].translate(self.table)
        return token if any(map(str.isalpha, tail)) else head + tail


def _readings() -> Iterator[_Reading]:
    for encoding, meant in _ARABIC_BYTES.items():
        for read_as, name in _READ_AS.items():
            table: dict[int, str] = {}
            for byte in range(0x80, 0x100):
                character = bytes([byte]).decode(read_as, errors="ignore") or chr(byte)
                table[ord(character)] = bytes([byte]).decode(encoding, errors="ignore") or character
            letters = "".join(chr(code) for code, arabic in table.items() if _LETTER.match(arabic))
            yield _Reading(f"{meant} read as {name}", table, re.compile(f"[{re.escape(letters)}]"))


_READINGS = tuple(_readings())
_ANY = re.escape("".join(sorted({chr(c) for r in _READINGS for c, a in r.table.items() if _LETTER.match(a)})))
_PERHAPS = re.compile(f"[{_ANY}]{{3}}")


def reread_bytes(lines: Sequence[str], place: str) -> tuple[list[str], dict[str, int]]:
    """Return the lines with misread bytes decoded correctly, and the number of repaired lines per kind of damage.

    The decision is made for the whole article. Raises Unreadable if bytes are lost.
    """
    text = "\n".join(lines)
    if not _PERHAPS.search(text):
        return list(lines), {}
    scores = {reading: _score(reading, text) for reading in _READINGS}
    best = max(scores.values())
    if not best:
        return list(lines), {}
    # If two encodings differ only in rare letters, choose the one that gives fewer of these, then the likelier one.
    likely = [reading for reading, score in scores.items() if score == best]
    reading = min(likely, key=lambda reading: len(_FOREIGN.findall(reading.mended(text))))
    mended = []
    for number, line in enumerate(lines, 1):
        lost = re.search(f"{reading.letters.pattern}[?\ufffd]{reading.letters.pattern}", line)
        if lost is not None:
            raise Unreadable(f"{place}, line {number}: {reading.name}, then damaged")
        mended.append(reading.mended(line) if reading.letters.search(line) else line)
    changed = sum(new != old for new, old in zip(mended, lines, strict=True))
    return mended, {reading.name: changed} if changed else {}


def _score(reading: _Reading, text: str) -> int:
    """Return the number of common Arabic words that a reading gives; 0 if the evidence is too weak."""
    tokens = [token for token in _TOKEN.findall(text) if len(reading.letters.findall(token)) >= 2]
    pure = [token for token in tokens if not _ASCII_LETTER.search(token)]
    if not pure or len(pure) < _LEAST_PURE * len(tokens):
        return 0
    found: list[str] = []
    for token in pure:
        if not any(_LETTER.match(character) for character in token):  # part of it was Arabic already
            found += _ARABIC_WORD.findall(token.translate(reading.table))
    plain = [word for word in found if _PLAIN_WORD.fullmatch(word)]
    enough = len(plain) >= _LEAST_WORDS or any(len(word) >= _LONG_WORD for word in plain)
    return len(plain) if enough and len(plain) >= _LEAST_SHARE * len(pure) else 0
