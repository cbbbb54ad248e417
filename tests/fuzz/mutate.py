"""Change bytes at random: in a file, and in the entries of a zip archive."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Sequence

# Input that breaks parsers: limits of ranges, tokens of the formats, text in two scripts and three encodings.
_TOKENS = (
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xd8\x00", "قال".encode(), "قال".encode("cp1256"), b"\r", b"\n\n",
    b"-1", b"0", b"4294967296", b"9" * 400, b"1e999", b"NaN", b'"', b"'", b"\\", b"\\ud800", b"<", b">", b"</", b"<!--",
    b"<![CDATA[", b"&#0;", b"&#xD800;", b"&amp;", b"<!DOCTYPE x [", b"<?xml ", b"{", b"}", b"[", b"]", b",", b":", b";",
    b"\t", b"---\n", b"```", b"> ", b"- ", b"| ", b"**", b"[x](", b"obj", b"endobj", b"1 0 R", b"<<", b">>", b"stream",
    b"/Length ", b"/Filter/FlateDecode", b"PK\x03\x04", b"PK\x05\x06", b"PAR1", "\u202e".encode(), "\u2028".encode(),
)  # fmt: skip
MAX_BYTES = 60_000


def mutated(data: bytes, others: Sequence[bytes], draw: random.Random) -> bytes:
    """Return `data` changed in one to eight places, sometimes with a part of another file."""
    if data.startswith(b"PK") and draw.random() < 0.7:
        changed = _inside(data, others, draw)
        if changed is not None:
            return changed
    result = bytearray(data)
    for _ in range(draw.randint(1, 8)):
        _change(result, others, draw)
    return bytes(result[:MAX_BYTES])


def _change(data: bytearray, others: Sequence[bytes], draw: random.Random) -> None:
    place = draw.randint(0, len(data))
    end = min(len(data), place + draw.choice((1, 1, 2, 4, 16, 200)))
    match draw.randrange(7):
        case 0 if data:
            data[min(place, len(data) - 1)] = draw.randrange(256)
        case 1:
            data[place:end] = b""
        case 2:
            data[place:place] = draw.choice(_TOKENS)
        case 3:
            data[place:end] = draw.choice(_TOKENS)
        case 4:
            data[place:place] = bytes(data[place:end]) * draw.choice((1, 2, 50))
        case 5:
            del data[place:]
        case _:
            other = draw.choice(others)
            start = draw.randint(0, len(other))
            data[place:end] = other[start : start + draw.choice((4, 50, 500))]


def _inside(data: bytes, others: Sequence[bytes], draw: random.Random) -> bytes | None:
    """Return the archive with one entry changed; None if it is not an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {entry.filename: archive.read(entry) for entry in archive.infolist()[:50]}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
        return None
    if not parts:
        return None
    name = draw.choice(sorted(parts))
    content = bytearray(parts[name])
    for _ in range(draw.randint(1, 6)):
        _change(content, others, draw)
    parts[name] = bytes(content)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, body in parts.items():
            archive.writestr(part, body)
    return target.getvalue()
