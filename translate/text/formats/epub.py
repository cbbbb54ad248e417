"""Read EPUB books (versions 2 and 3): a zip archive of XHTML chapters, in the order of its spine."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

from translate.errors import Unreadable
from translate.text.encodings import decode
from translate.text.formats.archive import dublin_core, open_archive, parse_xml
from translate.text.formats.blocks import lines_of_html
from translate.text.formats.content import MAX_TEXT_BYTES, Content, parsing

__all__ = ["read_epub"]

# https://www.w3.org/TR/epub-33/: container.xml names the package file, whose spine lists the chapters.
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PACKAGE = "{http://www.idpf.org/2007/opf}"
_DATE = "{http://purl.org/dc/elements/1.1/}date"


def read_epub(data: bytes, path: Path) -> Content:
    """Return all chapters as one article, with a line for each paragraph, heading, list item and table cell.

    Code in `<pre>` is verbatim. The table of contents is left out; title, author and date are metadata. Raises
    Unreadable, also if the chapters are encrypted (DRM) or have more than `MAX_TEXT_BYTES` in total, with repetitions
    counted.
    """
    with parsing(path, "EPUB"), open_archive(data, path) as archive:
        container = parse_xml(archive.read(_CONTAINER))
        package_name = container.find(".//{*}rootfile").get("full-path")
        package = parse_xml(archive.read(package_name))
        chapters = _chapters(package, posixpath.dirname(package_name))
        _refuse_encrypted(chapters, archive, path)
        _refuse_repetition(chapters, archive, path)
        lines: list[str] = []
        verbatim: set[int] = set()
        for chapter in chapters:
            found = lines_of_html(decode(archive.read(chapter), path / chapter)[0])
            verbatim.update(len(lines) + i for i in found.verbatim)
            lines += found.lines
        return Content("\n".join(lines), "utf-8", dublin_core(package, _DATE), frozenset(verbatim))


def _chapters(package: Any, folder: str) -> list[str]:
    """Return the chapters' names in the archive, in reading order."""
    items = {item.get("id"): item for item in package.iterfind(f".//{_PACKAGE}manifest/{_PACKAGE}item")}
    spine = [items[entry.get("idref")] for entry in package.iterfind(f".//{_PACKAGE}spine/{_PACKAGE}itemref")]
    return [
        posixpath.normpath(posixpath.join(folder, unquote(item.get("href"))))
        for item in spine
        if "nav" not in (item.get("properties") or "").split()
    ]


def _refuse_repetition(chapters: list[str], archive: ZipFile, path: Path) -> None:
    """Raise Unreadable if the text is too large because the spine repeats chapters."""
    unpacked = sum(archive.getinfo(chapter).file_size for chapter in chapters)
    if unpacked > MAX_TEXT_BYTES:
        raise Unreadable(
            f"{path}: {len(chapters):,} chapters with {unpacked:,} bytes, limit {MAX_TEXT_BYTES:,}"
        )


def _refuse_encrypted(chapters: list[str], archive: ZipFile, path: Path) -> None:
    if _ENCRYPTION not in archive.namelist():
        return
    encrypted = {
        unquote(e.get("URI")) for e in parse_xml(archive.read(_ENCRYPTION)).iterfind(".//{*}CipherReference")
    }
    if not encrypted.isdisjoint(chapters):
        raise Unreadable(f"{path}: chapters are encrypted (DRM)")
