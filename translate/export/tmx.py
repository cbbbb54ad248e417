"""Export runs as TMX 1.4b, the exchange format of translation memories, with one unit per sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from translate import __version__
from translate.export.articles import Exported, xml_text
from translate.records import TranslatedSentence

__all__ = ["write_tmx"]

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# https://www.gala-global.org/tmx-14b: all of these are required
_HEADER = {
    "creationtool": "tarjama",
    "creationtoolversion": __version__,
    "segtype": "sentence",
    "o-tmf": "tarjama",
    "adminlang": "en",
    "srclang": "ar",
    "datatype": "plaintext",
}


def write_tmx(articles: Iterable[Exported], file: BinaryIO, _title: str) -> None:
    """Write the sentences as written with their translations; article, line and doubts are properties to filter by."""
    from lxml import etree  # type: ignore[import-untyped]

    with etree.xmlfile(file, encoding="utf-8") as xml:
        xml.write_declaration()
        xml.write_doctype('<!DOCTYPE tmx SYSTEM "tmx14.dtd">')
        with xml.element("tmx", version="1.4"):
            xml.write(etree.Element("header", _HEADER))
            with xml.element("body"):
                for exported in articles:
                    for line in exported.article.lines if exported.article else ():
                        for sentence in line.sentences:
                            if sentence.output.text:
                                xml.write(_unit(exported.row.id, line.line.number, sentence))
    file.write(b"\n")


def _unit(article_id: str, line: int, sentence: TranslatedSentence) -> Any:
    from lxml import etree

    unit = etree.Element("tu")
    properties = [("x-article", article_id), ("x-line", str(line))]
    properties += [("x-flag", flag.name) for flag in sentence.flags]
    for kind, value in properties:
        etree.SubElement(unit, "prop", type=kind).text = xml_text(value)
    for language, text in (("ar", sentence.sentence.source), ("en", sentence.output.text)):
        variant = etree.SubElement(unit, "tuv", {_LANG: language})
        etree.SubElement(variant, "seg").text = xml_text(text)
    return unit
