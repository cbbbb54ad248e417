"""Word files and EPUB books: damaged ones, zip bombs, and names that lead outside."""

from __future__ import annotations

import html
import io
import struct
import warnings
import zipfile
from collections.abc import Mapping

from tests.corpus.case import ARABIC, TRANSLATED, Case, one

NO_WORD = "failed: not a valid Word file"
NO_BOOK = "failed: not a valid EPUB file"
TOO_MUCH = "failed: bytes of text when unpacked"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ها"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    + "".join(f'<!ENTITY {chr(99 + n)} "{f"&{chr(98 + n)};" * 8}">' for n in range(8))
)


def cases() -> list[Case]:
    """Return cases of `.docx` and `.epub`."""
    return [*_word(), *_books()]


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive with reproducible bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about duplicate names
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def word_parts(body: str, head: str = "") -> dict[str, str | bytes]:
    """Return the parts of a minimal Word file."""
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.'
        'document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'{head}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
    }


def paragraph(text: str) -> str:
    """Return a paragraph of a Word file."""
    return f"<w:p><w:r><w:t>{html.escape(text)}</w:t></w:r></w:p>"


def book_parts(chapters: Mapping[str, str], spine: str | None = None) -> dict[str, str | bytes]:
    """Return the parts of a minimal book; `chapters` by their paths in the archive."""
    items = "".join(f'<item id="c{n}" href="{name}"/>' for n, name in enumerate(chapters))
    order = spine if spine is not None else "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    return {
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="book.opf"/></rootfiles></container>',
        "book.opf": f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest>'
        f"<spine>{order}</spine></package>",
        **chapters,
    }


def chapter(body: str, head: str = "") -> str:
    """Return a chapter."""
    return f'{head}<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>{body}</body></html>'


def _with_wrong_checksum(data: bytes, name: bytes) -> bytes:
    """Return the archive with a wrong CRC in both headers of an entry."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        start = 0
        while (start := changed.find(signature, start)) >= 0:
            length = 30 if signature == b"PK\x03\x04" else 46
            if changed[start + length : start + length + len(name)] == name:
                changed[start + offset : start + offset + 4] = b"\1\2\3\4"
            start += 4
    return bytes(changed)


def _with_small_sizes(data: bytes) -> bytes:
    """Return the archive with an unpacked size of one byte in every header."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = 0
        while (start := changed.find(signature, start)) >= 0:
            changed[start + offset : start + offset + 4] = struct.pack("<I", 1)
            start += 4
    return bytes(changed)


def _encrypted(data: bytes) -> bytes:
    """Return the archive with every entry marked as encrypted."""
    return data.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01").replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
    )


def _word() -> list[Case]:
    good = packed(word_parts(paragraph(ARABIC)))
    parts = word_parts(paragraph(ARABIC))
    link = (
        f'<Relationships xmlns="{_RELS}"><Relationship Id="r1" Type="{_OFFICE}/hyperlink" TargetMode="External" '
        'Target="file:///etc/passwd"/></Relationships>'
    )
    deleted = "<w:p><w:del><w:r><w:delText>سر قديم</w:delText></w:r></w:del></w:p>"
    table: dict[str, tuple[bytes | str, str]] = {
        "good": (good, TRANSLATED),
        "nothing": (b"", NO_WORD),
        "text": (ARABIC, NO_WORD),
        "old-doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), NO_WORD),
        "cut-in-half": (good[: len(good) // 2], NO_WORD),
        "end-of-archive-gone": (good[:-22], NO_WORD),
        "first-half-overwritten": (b"\xff" * (len(good) // 2) + good[len(good) // 2 :], NO_WORD),
        "checksum-wrong": (_with_wrong_checksum(good, b"word/document.xml"), NO_WORD),
        "sizes-understated": (_with_small_sizes(good), NO_WORD),
        "password": (_encrypted(good), NO_WORD),
        "no-document": (packed({k: v for k, v in parts.items() if "document" not in k}), NO_WORD),
        "empty-archive": (packed({}), NO_WORD),
        "document-is-no-xml": (packed({**parts, "word/document.xml": "no xml <"}), NO_WORD),
        "document-is-empty": (packed({**parts, "word/document.xml": ""}), NO_WORD),
        "document-cut": (
            packed({**parts, "word/document.xml": str(parts["word/document.xml"])[:-30]}),
            NO_WORD,
        ),
        "no-text": (packed(word_parts("")), "skipped: no visible character"),
        "deleted-text-alone": (packed(word_parts(deleted)), "skipped: no visible character"),
        "english": (
            packed(word_parts(paragraph("The minister said that it would begin."))),
            "skipped: English",
        ),
        "bomb-of-100-megabytes": (packed({**parts, "word/x.xml": b" " * (100 << 20)}), TOO_MUCH),
        "ten-thousand-entries": (packed({**parts, **{f"x{n}.xml": "" for n in range(10_001)}}), TOO_MUCH),
        "archive-in-archive": (packed({**parts, "word/more.zip": good, "word/more.docx": good}), TRANSLATED),
        "entries-upwards": (packed({**parts, "../../evil.xml": "<x/>", "/etc/evil.xml": "<x/>"}), TRANSLATED),
        "entity-bomb": (
            packed(word_parts(f"<w:p><w:r><w:t>&j; {ARABIC}</w:t></w:r></w:p>", f"{_ENTITIES}]>")),
            NO_WORD,
        ),
        "external-entity": (
            packed(
                word_parts(
                    f"<w:p><w:r><w:t>&s; {ARABIC}</w:t></w:r></w:p>",
                    '<!DOCTYPE x [<!ENTITY s SYSTEM "file:///etc/passwd">]>',
                )
            ),
            TRANSLATED,
        ),
        "external-links": (packed({**parts, "word/_rels/document.xml.rels": link}), TRANSLATED),
        "nested-3000-deep": (packed(word_parts("<w:sdt><w:sdtContent>" * 1500 + paragraph(ARABIC))), NO_WORD),
        "nested-3000-deep-closed": (
            packed(
                word_parts(
                    "<w:sdt><w:sdtContent>" * 1500 + paragraph(ARABIC) + "</w:sdtContent></w:sdt>" * 1500
                )
            ),
            NO_WORD,
        ),
        "broken-metadata": (packed({**parts, "docProps/core.xml": "<broken"}), NO_WORD),
        "thousand-paragraphs": (packed(word_parts(paragraph("نعم قال") * 1000)), TRANSLATED),
        "markup-in-text": (packed(word_parts(paragraph(f"<script>x</script> {ARABIC}"))), TRANSLATED),
        "book-under-docx": (packed(book_parts({"a.xhtml": chapter(ARABIC)})), NO_WORD),
    }
    return one("docx", table, ".docx")


def _books() -> list[Case]:
    good = packed(book_parts({"a.xhtml": chapter(f"<p>{ARABIC}</p>")}))
    parts = book_parts({"a.xhtml": chapter(f"<p>{ARABIC}</p>")})
    container = str(parts["META-INF/container.xml"])
    bomb = chapter(f"<p>&j; {ARABIC}</p>", f"{_ENTITIES}]>")
    table: dict[str, tuple[bytes | str, str]] = {
        "good": (good, TRANSLATED),
        "nothing": (b"", NO_BOOK),
        "text": (ARABIC, NO_BOOK),
        "cut-in-half": (good[: len(good) // 2], NO_BOOK),
        "checksum-wrong": (_with_wrong_checksum(good, b"a.xhtml"), NO_BOOK),
        "password": (_encrypted(good), NO_BOOK),
        "no-container": (packed({k: v for k, v in parts.items() if "META" not in k}), NO_BOOK),
        "container-without-book": (packed({**parts, "META-INF/container.xml": "<container/>"}), NO_BOOK),
        "container-is-no-xml": (packed({**parts, "META-INF/container.xml": "\0"}), NO_BOOK),
        "book-missing": (
            packed({**parts, "META-INF/container.xml": container.replace("book.opf", "none.opf")}),
            NO_BOOK,
        ),
        "book-outside": (
            packed({**parts, "META-INF/container.xml": container.replace("book.opf", "../../../etc/passwd")}),
            NO_BOOK,
        ),
        "chapter-missing": (packed({k: v for k, v in parts.items() if k != "a.xhtml"}), NO_BOOK),
        "chapter-outside": (packed(book_parts({"../../../etc/passwd": "x"})), NO_BOOK),
        "chapter-at-an-address": (packed(book_parts({"http://x.example/a.xhtml": chapter(ARABIC)})), NO_BOOK),
        "spine-names-nothing": (packed(book_parts({"a.xhtml": "x"}, '<itemref idref="none"/>')), NO_BOOK),
        "spine-empty": (
            packed(book_parts({"a.xhtml": chapter(ARABIC)}, "")),
            "skipped: no visible character",
        ),
        "spine-with-a-chapter-1000-times": (
            packed(book_parts({"a.xhtml": chapter(f"<p>{ARABIC}</p>")}, '<itemref idref="c0"/>' * 1000)),
            TRANSLATED,
        ),
        "spine-with-a-megabyte-1000-times": (
            packed(
                book_parts({"a.xhtml": chapter(f"<p>{ARABIC}</p>" * 8000)}, '<itemref idref="c0"/>' * 1000)
            ),
            "failed: ",
        ),
        "bomb-of-100-megabytes": (packed({**parts, "b.xhtml": b" " * (100 << 20)}), TOO_MUCH),
        "entity-bomb": (packed(book_parts({"a.xhtml": bomb})), TRANSLATED),
        "entity-bomb-in-the-package": (
            packed(
                {
                    **parts,
                    "book.opf": f"{_ENTITIES}]>" + str(parts["book.opf"]).replace("<spine>", "&j;<spine>"),
                }
            ),
            NO_BOOK,
        ),
        "chapters-are-pictures": (packed(book_parts({"a.svg": "<svg/>"})), NO_BOOK),
        "chapter-is-binary": (packed({**parts, "a.xhtml": bytes(range(256))}), "failed: "),
        "chapter-in-windows-letters": (
            packed({**parts, "a.xhtml": chapter(f"<p>{ARABIC * 3}</p>").encode("cp1256")}),
            TRANSLATED,
        ),
        "chapter-broken": (packed({**parts, "a.xhtml": f"<html><p>{ARABIC}<p></div>{ARABIC}"}), TRANSLATED),
        "chapter-nested-5000-deep": (packed({**parts, "a.xhtml": chapter("<div>" * 5000 + ARABIC)}), NO_BOOK),
        "english": (
            packed(book_parts({"a.xhtml": chapter("The minister said it would begin.")})),
            "skipped: English",
        ),
        "word-under-epub": (packed(word_parts(paragraph(ARABIC))), NO_BOOK),
    }
    return one("epub", table, ".epub")
