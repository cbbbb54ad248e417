"""Text files that are empty, binary, or without Arabic."""

from __future__ import annotations

import gzip
import io
import random
import sqlite3
import tarfile
import wave

from tests.corpus.case import ARABIC, TRANSLATED, Case, one

EMPTY = "skipped: no visible character"
NO_TEXT = "failed: no text"
NUL = "failed: NUL characters"


def cases() -> list[Case]:
    """Return cases of empty files, single bytes, binary content named .txt, emoji and symbols."""
    return [*_empty(), *_one_byte(), *_binary(), *_signs()]


def _empty() -> list[Case]:
    texts = {
        "nothing": "",
        "newline": "\n",
        "blanks": "   \n \t \n   ",
        "ten-thousand-newlines": "\n" * 10_000,
        "windows-newlines": "\r\n" * 50,
        "mac-newlines": "\r" * 50,
        "form-feeds": "\f\f\v",
        "no-break-blanks": "\u00a0\u2007\u202f",
        "ideographic-blanks": "\u3000\u3000",
        "line-separators": "\u2028\u2029\u0085",
        "zero-width": "\u200b\u200c\u200d\u2060\ufeff",
        "bidi-controls": "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c",
        "vowel-marks": "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652",
        "soft-hyphens": "\u00ad" * 20,
        "escape-alone": "\x1b",
        "controls": "\x01\x02\x03\x04\x05\x06\x07\x08\x7f",
        "tags": "\U000e0001\U000e0041\U000e007f",
        "private-use": "\ue000\uf8ff\U000f0000",
        "not-characters": "\ufdd0\uffff\U0001ffff",
    }
    marks = {
        "mark-of-utf-8": b"\xef\xbb\xbf",
        "mark-of-utf-16-le": b"\xff\xfe",
        "mark-of-utf-16-be": b"\xfe\xff",
        "mark-of-utf-32-le": b"\xff\xfe\x00\x00",
        "mark-of-utf-32-be": b"\x00\x00\xfe\xff",
        "two-marks": b"\xef\xbb\xbf\xef\xbb\xbf",
    }
    tatweel = {"tatweel-alone": ("ـ" * 40, "skipped: no letter")}
    blank = {name: (content, EMPTY) for name, content in (texts | marks).items()}
    return one("empty", {**blank, **tatweel})


def _one_byte() -> list[Case]:
    no_letter = "skipped: no letter"
    return one(
        "one-byte",
        {
            "letter": (b"a", "skipped: another language"),
            "digit": (b"7", no_letter),
            "point": (b".", no_letter),
            "quote": (b'"', no_letter),
            "brace": (b"{", no_letter),
            "less-than": (b"<", no_letter),
            "dash": (b"-", no_letter),
            "nul": (b"\x00", NUL),
            "ff-yeh-of-windows": (b"\xff", TRANSLATED),
            "80": (b"\x80", NO_TEXT),
            "c7-alef-of-windows": (b"\xc7", TRANSLATED),
            "escape": (b"\x1b", EMPTY),
        },
    )


def _archive() -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        entry = tarfile.TarInfo("../../etc/x")
        entry.size = 4
        archive.addfile(entry, io.BytesIO(b"text"))
    return target.getvalue()


def _sound() -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(random.Random(1).randbytes(4000))
    return target.getvalue()


def _database() -> bytes:
    with sqlite3.connect(":memory:") as database:
        database.execute("create table news (text)")
        database.execute("insert into news values (?)", (ARABIC,))
        return database.serialize()


def _binary() -> list[Case]:
    noise = {f"noise-{seed}": (random.Random(seed).randbytes(3000), "failed: ") for seed in range(8)}
    high = bytes(random.Random(9).choices(range(0x80, 0x100), k=3000))
    return one(
        "binary",
        {
            **noise,
            "noise-without-ascii": (high, "failed: "),
            "all-bytes": (bytes(range(256)), "failed: "),
            "gzip": (gzip.compress(ARABIC.encode() * 50, mtime=0), "failed: "),
            "tar": (_archive(), NUL),
            "png": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40), NO_TEXT),
            "elf": (b"\x7fELF\x02\x01\x01" + bytes(60), NUL),
            "wave": (_sound(), "failed: "),
            "sqlite": (_database(), "failed: damaged UTF-8 | failed: NUL characters"),
            "nul-alone": (bytes(1000), NUL),
            "arabic-with-a-nul": (f"{ARABIC}\0{ARABIC}", NUL),
            "arabic-after-nul-bytes": (bytes(64) + ARABIC.encode(), NUL),
            "nul-at-the-end": (ARABIC.encode() + b"\0", NUL),
            "pickle": (
                b"\x80\x04\x95\x17\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94.",
                "failed: ",
            ),
            "java-class": (b"\xca\xfe\xba\xbe\x00\x00\x00\x34" + random.Random(3).randbytes(300), "failed: "),
            "pdf-under-txt": (
                b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n",
                "failed: a PDF file",
            ),
        },
    )


def _signs() -> list[Case]:
    no_letter = "skipped: no letter"
    return one(
        "signs",
        {
            "emoji": ("😀🎉🚀\n❤️\n", no_letter),
            "emoji-family": ("👨\u200d👩\u200d👧\u200d👦 👍🏽", no_letter),
            "flags": ("🇸🇦🇪🇬🏴\U000e0067\U000e0062\U000e007f", no_letter),
            "digits": ("2024\n12:30\n١٢٣\n", no_letter),
            "punctuation": ("... !!! ؟؟؟ ،،، ---", no_letter),
            "mathematics": ("∑∫√∞≠≤≥±×÷", no_letter),
            "boxes": ("┌──┐\n│  │\n└──┘", no_letter),
            "braille": ("⠃⠗⠁⠊⠇", no_letter),
            "arrows-and-stars": ("→ ← ★ ☆ ✓", no_letter),
            "money": ("$ € £ ﷼", TRANSLATED),
            "emoji-between-words": ("قال 😀 الوزير 🎉 إن الخطة 🚀 جاهزة.", TRANSLATED),
            "emoji-line-in-article": (f"{ARABIC}\n😀😀😀\n{ARABIC}", TRANSLATED),
            "one-arabic-letter": ("و", TRANSLATED),
            "one-arabic-word": ("نعم", TRANSLATED),
            "digits-and-one-word": ("2024 عام", TRANSLATED),
        },
    )
