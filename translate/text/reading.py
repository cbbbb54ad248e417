"""Read a document's file as text. Each kind of file has one reader, found by the suffix."""

from __future__ import annotations

import hashlib
import stat
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from translate.errors import EmptyArticle, UnknownEncoding, Unreadable, UnsupportedKind
from translate.records import Document
from translate.text.encodings import decode
from translate.text.names import suffix_of


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader found in a file's bytes."""

    text: str
    encoding: str
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Text:
    """The text of one document.

    A line of it ends at "\\n". Where the file has "\\r\\n", the "\\r" is kept as the last character of the line.
    """

    text: str
    encoding: str  # as Python names it
    sha256: str  # of the file's bytes
    metadata: Mapping[str, str] = field(default_factory=dict)


Reader = Callable[[bytes, Path], Content]


def read_plain_text(data: bytes, path: Path) -> Content:
    """The text of a `.txt` file, its byte order mark dropped.

    Raises UnknownEncoding. A file of the old Mac OS, whose lines end in "\\r" alone, gets "\\n" for them: its lines
    would otherwise be one.
    """
    text, encoding = decode(data, path)
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
    return Content(text, encoding)


# A new kind of file is a new module with a reader, and its suffixes here.
READERS: Mapping[str, Reader] = {".txt": read_plain_text, ".text": read_plain_text}


def read_text(document: Document) -> Text:
    """Read the file of `document`: `.txt` and `.text` in any case, and files without suffix that hold text.

    Raises UnsupportedKind for other kinds, Unreadable with the reason, UnknownEncoding, and EmptyArticle where no
    character is visible.
    """
    path = document.path
    suffix = suffix_of(path.name).lower()
    _check_regular(path)
    if suffix and suffix not in READERS:
        raise UnsupportedKind(f"{path}: {suffix} files are not read; read are {', '.join(sorted(READERS))}")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from error
    reader = READERS[suffix] if suffix else _read_without_suffix
    content = reader(data, path)
    if not any(_visible(character) for character in content.text):
        raise EmptyArticle(f"{path}: no visible character ({len(data)} bytes)")
    sha256 = hashlib.sha256(data).hexdigest()
    return Text(content.text, content.encoding, sha256, content.metadata)


def _read_without_suffix(data: bytes, path: Path) -> Content:
    try:
        return read_plain_text(data, path)
    except UnknownEncoding as error:
        raise UnsupportedKind(f"{path}: a file without suffix that holds no text") from error


def _check_regular(path: Path) -> None:
    """Raise Unreadable for what is no regular file, without opening it: a pipe would wait for ever."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            next(path.iterdir(), None)  # raises where it may not be listed, which is why it is a document
    except FileNotFoundError as error:
        reason = "a link that leads nowhere" if path.is_symlink() else "the file is gone"
        raise Unreadable(f"{path}: {reason}") from error
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from error
    if not stat.S_ISREG(mode):
        raise Unreadable(f"{path}: {_KINDS.get(stat.S_IFMT(mode), 'a special file')}, not a regular file")


_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def _visible(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPS"
