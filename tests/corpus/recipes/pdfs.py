"""Hand-written PDF files: damaged, endless, encrypted, without text."""

from __future__ import annotations

import random
import zlib
from collections.abc import Sequence

from tests.corpus.case import ARABIC, TRANSLATED, Case, one

NO_PDF = "failed: not a valid PDF file"
SCAN = "failed: probably a scan"


def cases() -> list[Case]:
    """Return cases of `.pdf`."""
    return one("pdf", _table(), ".pdf")


def pdf(objects: Sequence[bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    """Return a PDF file of `objects`, numbered from 1."""
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d %s>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, trailer, len(data))
    )


def stream(content: bytes, extra: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<</Length %d %s>>\nstream\n%s\nendstream" % (len(content), extra, content)


def objects_of(text: str, content: bytes | None = None) -> list[bytes]:
    """Return the objects of a page with one line of glyphs from left to right; the font maps them to characters."""
    signs = sorted(set(text))
    codes = b"".join(b"%04X" % (signs.index(character) + 1) for character in reversed(text))
    known = b"\n".join(b"<%04X> <%04X>" % (n, ord(c)) for n, c in enumerate(signs, 1))
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /x def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        b"%d beginbfchar\n%s\nendbfchar endcmap end end" % (len(signs), known)
    )
    return [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        stream(content if content is not None else b"BT /F 10 Tf 20 700 Td <%s> Tj ET" % codes),
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/DW 500/FontDescriptor 8 0 R>>",
        stream(cmap),
        b"<</Type/FontDescriptor/FontName/X/Flags 4/Ascent 800/Descent -200/FontBBox[0 0 1000 1000]>>",
    ]


def _changed(objects: list[bytes], number: int, content: bytes) -> list[bytes]:
    return [*objects[: number - 1], content, *objects[number:]]


def _mutated(data: bytes, seed: int) -> bytes:
    """Return the file with forty bytes changed."""
    draw = random.Random(seed)
    changed = bytearray(data)
    for _ in range(40):
        changed[draw.randrange(20, len(changed))] = draw.randrange(256)
    return bytes(changed)


def _table() -> dict[str, tuple[bytes | str, str]]:
    objects = objects_of(ARABIC)
    good = pdf(objects)
    page = objects[2]
    bomb = stream(
        zlib.compress(zlib.compress(b" " * (200 << 20), 9), 9), b"/Filter[/FlateDecode/FlateDecode]"
    )
    return {
        "good": (good, TRANSLATED),
        "nothing": (b"", NO_PDF),
        "header-alone": (b"%PDF-1.7\n", NO_PDF),
        "text": (ARABIC, NO_PDF),
        "noise": (random.Random(5).randbytes(5000), NO_PDF),
        "cut-in-half": (good[: len(good) // 2], NO_PDF),
        "end-gone": (good[: good.rindex(b"xref\n0")], NO_PDF),
        "places-wrong": (good.replace(b"0000000009", b"0000000777"), TRANSLATED),
        "start-of-places-wrong": (good.replace(b"startxref\n", b"startxref\n9"), TRANSLATED),
        "rubbish-before": (b"rubbish " * 50 + good, TRANSLATED),
        "no-root": (pdf(objects, b""), NO_PDF),
        "root-is-a-number": (pdf(_changed(objects, 1, b"7")), TRANSLATED),
        "root-is-itself": (pdf(_changed(objects, 1, b"1 0 R")), "failed: object 1 is a reference to itself"),
        "pages-of-pages-in-a-circle": (
            pdf(_changed(objects, 2, b"<</Type/Pages/Kids[2 0 R]/Count 1>>")),
            TRANSLATED,
        ),
        "pages-without-end": (
            pdf(_changed(objects, 2, b"<</Type/Pages/Kids[3 0 R 2 0 R]/Count 9>>")),
            TRANSLATED,
        ),
        "no-pages": (pdf(_changed(objects, 2, b"<</Type/Pages/Kids[]/Count 0>>")), TRANSLATED),
        "ten-thousand-pages": (
            pdf(_changed(objects, 2, b"<</Type/Pages/Kids[%s]>>" % (b"3 0 R " * 10_000))),
            TRANSLATED,
        ),
        "page-without-size": (
            pdf(_changed(objects, 3, page.replace(b"/MediaBox[0 0 900 800]", b""))),
            TRANSLATED,
        ),
        "page-of-no-size": (pdf(_changed(objects, 3, page.replace(b"0 0 900 800", b"0 0 0 0"))), TRANSLATED),
        "page-without-fonts": (pdf(_changed(objects, 3, page.replace(b"/F 5 0 R", b""))), SCAN),
        "font-is-itself": (pdf(_changed(objects, 5, b"5 0 R")), "failed: object 5 is a reference to itself"),
        "font-without-characters": (
            pdf(_changed(objects, 7, stream(b"nothing"))),
            "failed: do not map",
        ),
        "content-is-itself": (
            pdf(_changed(objects, 4, b"4 0 R")),
            "failed: object 4 is a reference to itself",
        ),
        "content-of-noise": (pdf(objects_of(ARABIC, random.Random(6).randbytes(3000))), SCAN),
        "content-nested": (pdf(objects_of(ARABIC, b"[" * 20_000)), SCAN),
        "dictionaries-nested": (pdf(_changed(objects, 1, b"<</A" * 20_000)), TRANSLATED),
        "ten-thousand-states": (pdf(objects_of(ARABIC, b"q " * 10_000)), SCAN),
        "length-wrong": (good.replace(b"/Length ", b"/Length 9"), TRANSLATED),
        "length-is-itself": (
            pdf(_changed(objects, 4, b"<</Length 4 0 R>>\nstream\nx\nendstream")),
            NO_PDF,
        ),
        "scan": (pdf(objects_of(ARABIC, b"0 0 100 100 re f")), SCAN),
        "bomb-of-200-megabytes": (pdf(_changed(objects, 4, bomb)), "failed: a stream unpacks to more than"),
        "compressed-and-damaged": (
            pdf(_changed(objects, 4, stream(b"x\x9c\xff\xff", b"/Filter/FlateDecode"))),
            SCAN,
        ),
        "unknown-filter": (pdf(_changed(objects, 4, stream(b"x", b"/Filter/None"))), NO_PDF),
        "password": (
            pdf(
                [*objects, b"<</Filter/Standard/V 1/R 2/O(%s)/U(%s)/P -4>>" % (b"a" * 32, b"b" * 32)],
                b"/Root 1 0 R/Encrypt 9 0 R/ID[(a)(a)]",
            ),
            "failed: encrypted",
        ),
        "unknown-encryption": (
            pdf([*objects, b"<</Filter/Other/V 99>>"], b"/Root 1 0 R/Encrypt 9 0 R/ID[(a)(a)]"),
            NO_PDF,
        ),
        "script": (
            pdf(
                _changed(
                    objects,
                    1,
                    b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>",
                )
            ),
            TRANSLATED,
        ),
        "launches-a-program": (
            pdf(_changed(objects, 1, b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Launch/F(/bin/sh)>>>>")),
            TRANSLATED,
        ),
        "hostile-metadata": (
            pdf(
                [*objects, b"<</Title(\x1b[31mx)/Author 9 0 R/CreationDate(D:99999999)>>"],
                b"/Root 1 0 R/Info 9 0 R",
            ),
            TRANSLATED,
        ),
        "table-of-objects-before-itself": (good.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev 9"), TRANSLATED),
        "english": (
            pdf(objects_of("The minister said that the work would begin."[::-1])),
            "skipped: English",
        ),
        **{f"forty-bytes-changed-{seed}": (_mutated(good, seed), "translated | failed") for seed in range(8)},
    }
