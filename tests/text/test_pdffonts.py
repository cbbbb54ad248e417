"""Glyphs whose characters a PDF file does not list are read from the font that it has in it."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from tests.corpus.recipes.pdfs import objects_of, pdf, stream
from tests.text.article_files import font_path
from translate.errors import Unreadable
from translate.text.formats.pdf import read_pdf

TEXT = "وصل القطار إلى المحطة"
FORMS = "ﻛﺘﺐ ﻻ ﻏﻴﺮ"  # as fonts have them: initial, medial, final, and the ligature of lam and alef


def font_data(*, names: bool, tables: bool) -> bytes:
    """DejaVu Sans with its Arabic glyphs; without its names, or without the tables that tell what glyphs are."""
    options = subset.Options(layout_features=["*"], glyph_names=names, notdef_outline=True)
    font = TTFont(font_path())
    cut = subset.Subsetter(options)
    cut.populate(text=TEXT + "كتابلاغير " + FORMS)
    cut.subset(font)
    if not tables:
        for tag in ("cmap", "GSUB"):
            del font[tag]
    data = io.BytesIO()
    font.save(data)
    return data.getvalue()


def written(data: bytes, signs: list[str], *, missing: str, font: bytes | None = None) -> bytes:
    """A page of glyphs, from left to right; the file's table lacks the characters `missing`."""
    order = TTFont(io.BytesIO(data)).getGlyphOrder()
    codes = [order.index(sign) for sign in signs]
    objects = objects_of(TEXT, b"BT /F 10 Tf 20 700 Td <%s> Tj ET" % b"".join(b"%04X" % c for c in codes))
    texts = TTFont(io.BytesIO(font_data(names=True, tables=True))).getBestCmap()
    known = {name: chr(code) for code, name in texts.items()}
    listed = [
        (c, known[s]) for c, s in zip(codes, signs, strict=True) if s in known and known[s] not in missing
    ]
    pairs = b"\n".join(b"<%04X> <%04X>" % (c, ord(text)) for c, text in sorted(set(listed)))
    head, *_ = objects[6].partition(b"stream\n")[2].partition(b"beginbfchar")
    cmap = re.sub(rb"\d+ \Z", b"%d " % pairs.count(b"> <"), head) + b"beginbfchar\n" + pairs
    objects[6] = stream(cmap + b"\nendbfchar endcmap end end")
    objects[7] = objects[7].replace(b">>", b"/FontFile2 9 0 R>>")
    return pdf([*objects, stream(data if font is None else font)])


def signs_of(text: str) -> list[str]:
    names = TTFont(io.BytesIO(font_data(names=True, tables=True))).getBestCmap()
    return [names[ord(character)] for character in reversed(text)]


@pytest.mark.parametrize("names", [True, False], ids=["names", "no-names"])
@pytest.mark.parametrize("tables", [True, False], ids=["tables", "no-tables"])
def test_letters_that_the_files_table_lacks_are_read_from_its_font(names: bool, tables: bool) -> None:
    data = font_data(names=names, tables=tables)
    named = font_data(names=True, tables=True)
    if not names and not tables:  # otherwise nothing maps them
        with pytest.raises(Unreadable, match="do not map"):
            read_pdf(written(named, signs_of(TEXT), missing="الق", font=data), Path("a.pdf"))
        return
    file = written(named, signs_of(TEXT), missing="الق", font=data)
    assert read_pdf(file, Path("a.pdf")).text == TEXT


def test_forms_of_letters_and_ligatures_are_read_by_the_fonts_substitutions() -> None:
    named = font_data(names=True, tables=True)
    bare = TTFont(io.BytesIO(font_data(names=False, tables=True)))
    for table in bare["cmap"].tables:
        table.cmap = {code: name for code, name in table.cmap.items() if code < 0xFB50}
    data = io.BytesIO()
    bare.save(data)
    file = written(named, signs_of(FORMS), missing=FORMS.replace(" ", ""), font=data.getvalue())
    assert read_pdf(file, Path("a.pdf")).text == "كتب لا غير"


@pytest.mark.parametrize("font", [b"no font", b"\0\1\0\0" + b"\xff" * 99, b""], ids=["text", "cut", "empty"])
def test_a_damaged_font_leaves_the_letters_unknown(font: bytes) -> None:
    named = font_data(names=True, tables=True)
    with pytest.raises(Unreadable, match="do not map"):
        read_pdf(written(named, signs_of(TEXT), missing="الق", font=font), Path("a.pdf"))


def test_the_files_own_table_has_the_last_word() -> None:
    named = font_data(names=True, tables=True)
    assert read_pdf(written(named, signs_of(TEXT), missing=""), Path("a.pdf")).text == TEXT
