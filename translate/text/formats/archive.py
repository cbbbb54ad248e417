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
    """The texts of the archive, pictures and all else left out, so that no parser unpacks them.

    Raises BadZipFile, and Unreadable where the texts unpack to more than `MAX_TEXT_BYTES` or there are more than
    10,000 files. The sizes are those that the archive declares: Python's zipfile unpacks no more than is declared.
    """
    texts = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as archive, ZipFile(texts, "w") as copy:
        entries = archive.infolist()
        wanted = [entry for entry in entries if entry.filename.lower().endswith(_TEXT_SUFFIXES)]
        unpacked = sum(entry.file_size for entry in wanted)
        if unpacked > MAX_TEXT_BYTES or len(entries) > _MAX_ENTRIES:
            raise Unreadable(
                f"{path}: {len(entries):,} files with {unpacked:,} bytes of text when unpacked; "
                f"read are up to {_MAX_ENTRIES:,} files and {MAX_TEXT_BYTES:,} bytes"
            )
        for name in {entry.filename for entry in wanted}:
            copy.writestr(name, archive.read(name))
    return ZipFile(texts)


def parse_xml(data: bytes) -> Any:
    """Return the root of an XML file, without expanding entities or network access."""
    from lxml import etree  # type: ignore[import-untyped]

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def dublin_core(root: Any, date: str) -> dict[str, str]:
    """Return title, author and date of a document from its Dublin Core elements; `date` is the tag of the date."""
    return metadata_of(
        {
            "title": root.findtext(f".//{_DUBLIN_CORE}title"),
            "author": [e.text for e in root.iterfind(f".//{_DUBLIN_CORE}creator") if e.text],
            "date": root.findtext(f".//{date}"),
        }
    )
