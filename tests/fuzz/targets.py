"""Fuzzing targets: every reader, the decoder, the cleaner, the splitter and the language detector."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

from translate.config.profile import InputSettings
from translate.errors import ArticleError, UnknownEncoding
from translate.text.cleaning import clean
from translate.text.encodings import decode
from translate.text.language import foreign_language
from translate.text.reading import READERS
from translate.text.rows import RECORD_READERS, read_rows, row_ids
from translate.text.sentences import split_sentences

Target = Callable[[bytes], None]


class Defect(AssertionError):
    """A property that every input must have was violated."""


def _reader(suffix: str) -> Target:
    def read(data: bytes) -> None:
        try:
            content = READERS[suffix](data, Path(f"x{suffix}"))
        except ArticleError:
            return
        if len(content.text) > 64 << 20:
            raise Defect(f"{len(content.text):,} characters out of {len(data):,} bytes")

    return read


def _rows(suffix: str) -> Target:
    def read(data: bytes) -> None:
        with tempfile.NamedTemporaryFile(suffix=suffix) as file:
            file.write(data)
            file.flush()
            path = Path(file.name)
            ids = list(row_ids(path, InputSettings()))
            contents = list(read_rows(path, InputSettings()))
        if len(ids) != len(contents) or len(set(ids)) != len(ids):
            raise Defect(f"{len(ids)} ids, {len(set(ids))} of them distinct, for {len(contents)} rows")
        if any(set(i) & set("/\\\0\n") or i in {".", ".."} for i in ids):
            raise Defect(f"an id that is no name: {ids}")

    return read


def letters(text: str) -> str:
    """Return letters and digits without marks, presentation forms and tatweel, which cleaning removes."""
    kept = "".join(c for c in text if unicodedata.category(c)[0] in "LMN")
    split = unicodedata.normalize("NFKD", kept)
    return "".join(c for c in split if unicodedata.category(c)[0] in "LN" and c != "ـ")


def _text(data: bytes) -> None:
    """Process a text file as after its reader."""
    try:
        text, _ = decode(data, Path("x.txt"))
    except UnknownEncoding:
        return
    for line in text.split("\n"):
        once = clean(line)
        if clean(once) != once:
            raise Defect("cleaning twice is not cleaning once")
        if letters("".join(split_sentences(once))) != letters(line):
            raise Defect("a letter was lost")
    body = clean(text)
    if any(map(str.isalpha, body)):
        foreign_language(body)


TARGETS: Mapping[str, Target] = {
    ".txt": _text,
    **{
        suffix: _reader(suffix)
        for suffix in sorted(READERS)
        if suffix not in {".txt", ".text", ".htm", ".markdown"}
    },
    **{suffix: _rows(suffix) for suffix in sorted(RECORD_READERS) if suffix != ".ndjson"},
}
