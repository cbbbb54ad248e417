"""Read documents that are zip archives (`.docx`, `.epub`), with a limit on the unpacked size."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from translate.errors import Unreadable
from translate.text.formats.content import MAX_TEXT_BYTES, metadata_of

__all__ = ["dublin_core", "open_archive", "parse_xml"]

_MAX_ENTRIES = 10_000
_TEXT_SUFFIXES = (".xml", ".rels", ".xhtml", ".html", ".htm", ".opf")
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


def open_archive(data: bytes, path: Path) -> ZipFile:
    """Return an archive with only the texts of this one, so that no parser unpacks pictures and other files.

    Raises BadZipFile, and Unreadable if the texts unpack to more than `MAX_TEXT_BYTES` or there are more than 10,000
    files. The sizes are those that the archive declares: Python's zipfile never unpacks more than that.
    """
    texts = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as archive, ZipFile(texts, "w") as copy:
        entries = archive.infolist()
        wanted = [entry for entry in entries if entry.filename.lower().endswith(_TEXT_SUFFIXES)]
        unpacked = sum(entry.file_size for entry in wanted)
        if unpacked > MAX_TEXT_BYTES or len(entries) > _MAX_ENTRIES:
            raise Unreadable(
                f"{path}: {len(entries):,} files with {unpacked:,} bytes of text when unpacked; "
                f"limit {_MAX_ENTRIES:,} files and {MAX_TEXT_BYTES:,} bytes"
            )
        for name in {entry.filename for entry in wanted}:
            copy.writestr(name, archive.read(name))
    return ZipFile(texts)


def parse_xml(data: bytes) -> Any:
    """Parse an XML file without entity expansion and network access; return its root."""
    from lxml import etree  # type: ignore[import-untyped]

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def dublin_core(root: Any, date: str) -> dict[str, str]:
    """Return title, author and date from a document's Dublin Core elements; `date` is the tag of the date."""
    return metadata_of(
        {
            "title": root.findtext(f".//{_DUBLIN_CORE}title"),
            "author": [e.text for e in root.iterfind(f".//{_DUBLIN_CORE}creator") if e.text],
            "date": root.findtext(f".//{date}"),
        }
    )
