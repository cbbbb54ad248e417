"""Read the characters of glyphs from the fonts in a PDF file, for glyphs that the file's own table lacks."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from fontTools.agl import toUnicode  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from pdfminer.cmapdb import IdentityCMap
from pdfminer.pdffont import PDFCIDFont, PDFFont
from pdfminer.pdftypes import PDFStream, resolve1

__all__ = ["GlyphTexts"]

_MOST_FONT_BYTES = 32 << 20
_MOST_ROUNDS = 4  # consecutive substitutions: a ligature of contextual forms of letters
_SINGLE, _LIGATURE, _EXTENSION = 1, 4, 7  # lookup types in GSUB


class GlyphTexts:
    """The text of each glyph in each font, from the font's character map, glyph names and substitutions."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[PDFFont, Mapping[int, str]]] = {}

    def text(self, font: PDFFont, cid: int) -> str:
        """Return the text of a glyph; empty if the font does not define it."""
        known = self._known.get(id(font))
        if known is None:
            known = self._known[id(font)] = (
                font,
                _texts(font),
            )  # a reference to the font, so that its id is not reused
        return known[1].get(cid, "")


def _texts(font: PDFFont) -> Mapping[int, str]:
    """Return the texts by glyph index, for fonts whose codes are glyph indices."""
    if not isinstance(font, PDFCIDFont) or not isinstance(font.cmap, IdentityCMap):
        return {}
    file = next((f for n in ("FontFile2", "FontFile3") if (f := resolve1(font.descriptor.get(n)))), None)
    places = resolve1(getattr(font, "spec", {}).get("CIDToGIDMap"))
    if not isinstance(file, PDFStream) or isinstance(places, PDFStream):
        return {}
    data = file.get_data()
    if len(data) > _MOST_FONT_BYTES:
        return {}
    try:
        return _texts_of_file(TTFont(io.BytesIO(data), lazy=True, fontNumber=0))
    except Exception:  # fonts are damaged in many ways; the glyphs then remain unknown
        return {}


def _texts_of_file(file: TTFont) -> dict[int, str]:
    names = file.getGlyphOrder()
    by_name: dict[str, str] = {}
    for code, name in sorted((file.getBestCmap() or {}).items()) if "cmap" in file else ():
        by_name.setdefault(name, chr(code))
    for name in names:
        if name not in by_name and (text := toUnicode(name)):
            by_name[name] = text
    if "GSUB" in file:
        _add_substitutes(file["GSUB"].table, by_name)
    return {n: by_name[name] for n, name in enumerate(names) if _is_certain(by_name.get(name, ""))}


def _is_certain(text: str) -> bool:
    """Return whether a text has no Latin letters; some fonts name Arabic glyphs after these."""
    return bool(text) and text.isprintable() and not any(c.isascii() and c.isalpha() for c in text)


def _add_substitutes(table: Any, by_name: dict[str, str]) -> None:
    """Add the glyphs that substitute others: contextual forms and ligatures."""
    pairs = [*_substitutions(table)]
    for _ in range(_MOST_ROUNDS):
        before = len(by_name)
        for parts, name in pairs:
            if name not in by_name and all(part in by_name for part in parts):
                by_name[name] = "".join(by_name[part] for part in parts)
        if len(by_name) == before:
            return


def _substitutions(table: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the input glyphs and the output glyph of each substitution."""
    for lookup in table.LookupList.Lookup if table.LookupList else ():
        for outer in lookup.SubTable:
            is_outer = lookup.LookupType == _EXTENSION
            kind = outer.ExtensionLookupType if is_outer else lookup.LookupType
            subtable = outer.ExtSubTable if is_outer else outer
            if kind == _SINGLE:
                yield from (((taken,), given) for taken, given in subtable.mapping.items())
            elif kind == _LIGATURE:
                for first, ligatures in subtable.ligatures.items():
                    yield from (((first, *found.Component), found.LigGlyph) for found in ligatures)
