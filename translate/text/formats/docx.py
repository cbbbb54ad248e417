"""Read Word documents with mammoth."""

from __future__ import annotations

import re
from pathlib import Path

from translate.text.formats.archive import dublin_core, open_archive, parse_xml
from translate.text.formats.blocks import lines_of_html
from translate.text.formats.content import Content, need, parsing
from translate.text.formats.docxnumbers import with_written_numbers

__all__ = ["read_docx"]

_CORE = "docProps/core.xml"
_CREATED = "{http://purl.org/dc/terms/}created"
# mammoth's footnote marks: `word[1]`, and a link back after the note.
_NOTE_MARKS = re.compile(r'<sup><a href="#[^"]*" id="[^"]*">\[\d+\]</a></sup>|<a href="#[^"]*">↑</a>')


def read_docx(data: bytes, path: Path) -> Content:
    """Return one line for each paragraph, table cell and footnote (after the text), with tracked changes accepted.

    List items begin with the number that Word shows, a power is `10^16`, a formula `[formula]`.
    Title, author and date of creation are metadata. Headers, footers, comments and pictures are left out.
    Raises Unreadable.
    """
    need("mammoth", path)
    with parsing(path, "Word"), open_archive(data, path) as archive:
        from mammoth import convert_to_html  # type: ignore[import-untyped]

        metadata = (
            dublin_core(parse_xml(archive.read(_CORE)), _CREATED) if _CORE in archive.namelist() else {}
        )
        markup = convert_to_html(with_written_numbers(archive), convert_image=lambda _: []).value
        found = lines_of_html(_NOTE_MARKS.sub("", markup), numbers=False)
        return Content("\n".join(found.lines), "utf-8", metadata)
