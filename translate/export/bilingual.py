"""Export runs as bilingual documents, Arabic beside English line by line: Markdown, Word, HTML on A4."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from translate.checks.counted import advisory_names
from translate.export.articles import Exported, xml_text
from translate.export.documents import (
    add_head,
    facts_of,
    markdown_head,
    markdown_text,
    new_document,
    new_part,
    save,
)
from translate.records import Flag, TranslatedLine
from translate.views.terminal import plain, right_to_left

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell

__all__ = ["Pair", "pairs_of", "write_docx", "write_html", "write_markdown"]

_ENDS_A_SENTENCE = re.compile(r"[.!?؟…:؛،,;]['\"”»)\]]*\s*$")
_ITEM = re.compile(r"(?:[>|+*•-]|\(?\d{1,3}[.)])\s")
_HEADING_WORDS = 14
_AUTHOR = "Tarjama"
_PAGE_MM, _MARGIN_MM = 210, 18
_STYLE = """\
@page { size: A4; margin: 18mm 15mm }
body { max-width: 180mm; margin: 2em auto; padding: 0 1em; font: 11pt/1.5 Georgia, "Noto Naskh Arabic", serif }
article { break-before: page }
article:first-of-type { break-before: auto }
table { width: 100%; border-collapse: collapse; table-layout: fixed }
td { vertical-align: top; padding: .35em .8em; border-bottom: 1px solid #ddd; overflow-wrap: anywhere }
td[lang=ar] { font-size: 1.12em; text-align: right }
tr { break-inside: avoid }
h3 { font-size: 1em; margin: 0 }
.facts { color: #555; font-size: .85em }
.doubt { display: block; color: #7a4b00; background: #fff6dd; font: .8em/1.4 sans-serif; padding: .1em .4em }
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A line with its translation; `heading` is True if it looks like one; `doubts` are flags as text."""

    source: str
    english: str
    heading: bool
    doubts: tuple[str, ...]


def pairs_of(exported: Exported) -> Iterator[Pair]:
    """Yield the lines with text, except furniture; joined lines are one line."""
    if exported.article is None:
        return
    lines, headline = exported.article.lines, exported.article.title_sentences
    joined = defaultdict(list)
    for line in lines:
        joined[line.line.joined].append(line.line.source)
    for line in lines:
        if line.line.source.strip() and line.line.furniture is None and line.line.joined is None:
            source = " ".join(" ".join([line.line.source, *joined[line.line.number]]).split())
            doubts = tuple(
                _doubt_text(flag)
                for one in line.sentences
                for flag in one.flags
                if flag.name not in advisory_names(one, headline)
            )
            yield Pair(source, line.translation, _is_heading(line, source), doubts)


def _is_heading(line: TranslatedLine, source: str) -> bool:
    """Return whether a line looks like a heading: one short sentence without a final full stop."""
    if _ITEM.match(source):
        return False
    short = len(line.sentences) == 1 and len(source.split()) <= _HEADING_WORDS
    return short and not _ENDS_A_SENTENCE.search(source)


def _doubt_text(flag: Flag) -> str:
    return f"{flag.name}: {flag.detail}" if flag.detail else flag.name


def _translated(articles: Iterable[Exported]) -> Iterator[Exported]:
    return (exported for exported in articles if exported.article is not None)


def write_markdown(articles: Iterable[Exported], file: BinaryIO, title: str) -> None:
    """Write a table for each article, with English on the left, and doubts in italics under their line."""
    file.write(f"# {markdown_text(title)}\n".encode())
    for exported in _translated(articles):
        file.write("".join(f"\n{part}\n" for part in markdown_head(exported)).encode("utf-8"))
        file.write(b"\n| English | Arabic |\n| :--- | ---: |\n")
        for pair in pairs_of(exported):
            english, arabic = markdown_text(pair.english), markdown_text(pair.source)
            if pair.heading:
                english, arabic = (f"**{text}**" if text else "" for text in (english, arabic))
            doubts = "".join(f"<br>*{markdown_text(doubt)}*" for doubt in pair.doubts)
            file.write(f'| {english}{doubts} | <span dir="rtl">{arabic}</span> |\n'.encode())


def write_html(articles: Iterable[Exported], file: BinaryIO, title: str) -> None:
    """Write one self-contained page; in print, each article starts a new page, with doubts under their line."""
    file.write(
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{_html(title)}</title>\n'
        '<meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<style>\n{_STYLE}</style></head>\n<body><h1>{_html(title)}</h1>\n".encode()
    )
    for exported in _translated(articles):
        parts = [f"<article><h2>{_html(exported.row.title or exported.row.id)}</h2>"]
        if exported.row.summary:
            parts.append(f"<blockquote>{_html(exported.row.summary)}</blockquote>")
        parts += [f'<p class="facts">{_html(fact)}</p>' for fact in facts_of(exported)]
        parts.append("<table><tbody>")
        parts += [_html_row(pair) for pair in pairs_of(exported)]
        parts.append("</tbody></table></article>\n")
        file.write("\n".join(parts).encode("utf-8"))
    file.write(b"</body></html>\n")


def _html_row(pair: Pair) -> str:
    english, arabic = _html(pair.english), _html(pair.source)
    if pair.heading:
        english, arabic = f"<h3>{english}</h3>", f"<h3>{arabic}</h3>"
    doubts = "".join(f'<span class="doubt">{_html(doubt)}</span>' for doubt in pair.doubts)
    return f'<tr><td>{english}{doubts}</td><td lang="ar" dir="rtl">{arabic}</td></tr>'


def _html(text: str) -> str:
    return html.escape(xml_text(plain(text)))


def write_docx(articles: Iterable[Exported], file: BinaryIO, title: str) -> None:
    """Write A4 pages for Word with two columns; doubts are comments on the English line.

    Raises RequestError if python-docx is not installed.
    """
    document = new_document(title)
    from docx.shared import Mm

    for section in document.sections:
        section.page_width, section.page_height = Mm(_PAGE_MM), Mm(297)
        section.left_margin = section.right_margin = Mm(_MARGIN_MM)
    width = Mm(_PAGE_MM - 2 * _MARGIN_MM)
    for number, exported in enumerate(_translated(articles)):
        with new_part(document) as part:
            add_head(part, exported, new_page=number > 0)
            if pairs := [*pairs_of(exported)]:
                _fill_table(document, part.add_table(len(pairs), 2, width), pairs)
    save(document, file)


def _fill_table(document: Document, table: Table, pairs: list[Pair]) -> None:
    table.style = "Table Grid"
    cells: list[Any] = table._cells  # read once: each call of `table.cell` reads the whole table
    for number, pair in enumerate(pairs):
        english, arabic = cells[2 * number], cells[2 * number + 1]
        run = _fill(english, pair.english, pair.heading)
        for doubt in pair.doubts:
            document.add_comment(run, text=xml_text(doubt), author=_AUTHOR, initials="T")
        _set_right_to_left(arabic, _fill(arabic, pair.source, pair.heading))


def _fill(cell: _Cell, text: str, heading: bool) -> Any:
    paragraph = cell.paragraphs[0]
    if heading:
        paragraph.style = "Heading 2"
    return paragraph.add_run(xml_text(text))


def _set_right_to_left(cell: _Cell, run: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph = cell.paragraphs[0]
    if right_to_left(paragraph.text):
        paragraph._p.get_or_add_pPr().insert_element_before(
            OxmlElement("w:bidi"), "w:jc", "w:rPr", "w:sectPr"
        )
        properties = run._r.get_or_add_rPr()
        properties.append(OxmlElement("w:rtl"))
        language = OxmlElement("w:lang")
        language.set(qn("w:bidi"), "ar-SA")
        properties.append(language)
