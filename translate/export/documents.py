"""Export runs as documents to read: Markdown and Word, with translated articles only."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from translate.errors import RequestError
from translate.export.articles import Exported, xml_text
from translate.records import TranslatedArticle
from translate.views.rows import flag_counts
from translate.views.terminal import plain

if TYPE_CHECKING:
    from docx.blkcntnr import BlockItemContainer
    from docx.document import Document

__all__ = [
    "add_head",
    "facts_of",
    "markdown_head",
    "markdown_text",
    "new_document",
    "new_part",
    "save",
    "write_docx",
    "write_markdown",
]

_MARKUP = re.compile(r"([\\`*_\[\]<>&~|#$])")
_OPENS_A_BLOCK = re.compile(r"^(\d+(?=[.)])|(?=[-+=]))")


def write_markdown(articles: Iterable[Exported], file: BinaryIO, title: str) -> None:
    """Write a heading for each article, its summary as a quotation, its metadata and its paragraphs."""
    file.write(f"# {markdown_text(title)}\n".encode())
    for exported in articles:
        if exported.article is None:
            continue
        parts = markdown_head(exported)
        if exported.is_markdown:
            parts.append(_as_markdown(exported.article))
        else:
            parts += [markdown_text(paragraph) for paragraph in exported.article.paragraphs]
        file.write("".join(f"\n{part}\n" for part in parts).encode("utf-8"))


def _as_markdown(article: TranslatedArticle) -> str:
    """Return the translation of a Markdown file: its marks, links and code as they are, all else escaped."""
    lines = [
        plain(line.rendered(markdown_text).expandtabs(4)) for line in article.lines
    ]  # code may begin with tabs
    return "\n".join(lines).strip("\n")


def write_docx(articles: Iterable[Exported], file: BinaryIO, title: str) -> None:
    """Write the same as in Markdown; each article starts a page. Word's format requires the whole file in memory.

    Raises RequestError if python-docx is not installed.
    """
    document = new_document(title)
    for number, exported in enumerate(e for e in articles if e.article is not None):
        with new_part(document) as part:
            add_head(part, exported, new_page=number > 0)
            for paragraph in exported.article.paragraphs if exported.article else ():
                part.add_paragraph(xml_text(paragraph))
    save(document, file)


def markdown_head(exported: Exported) -> list[str]:
    """Return the Markdown above an article's text: its title, its summary as a quotation, and its facts."""
    parts = [f"## {markdown_text(exported.row.title or exported.row.id)}"]
    if exported.row.summary:
        parts.append(f"> {markdown_text(exported.row.summary)}")
    return parts + [f"*{markdown_text(fact)}*" for fact in facts_of(exported)]


def new_document(title: str) -> Document:
    """Return a Word document with its title; raises RequestError if python-docx is not installed."""
    try:
        import docx
    except ImportError as error:
        raise RequestError("writing Word files needs python-docx: pip install 'tarjama[formats]'") from error
    document = docx.Document()
    document.core_properties.title = xml_text(title)[:255]
    document.core_properties.author = ""
    document.add_heading(xml_text(title), 0)
    return document


@contextmanager
def new_part(document: Document) -> Iterator[BlockItemContainer]:
    """Yield a container for an article; its content is moved to the end of the document.

    python-docx reads the whole document whenever it appends to it directly.
    """
    from docx.blkcntnr import BlockItemContainer
    from docx.oxml import OxmlElement

    body: Any = OxmlElement("w:body")
    yield BlockItemContainer(body, document)
    properties = document.element.body[-1]  # of the pages; always the last element
    for element in list(body):
        properties.addprevious(element)


def save(document: Document, file: BinaryIO) -> None:
    """Write a finished document.

    It is packed in memory, because Python prints a traceback for a ZIP file that could not be completed.
    """
    packed = io.BytesIO()
    document.save(packed)
    file.write(packed.getbuffer())


def add_head(part: BlockItemContainer, exported: Exported, *, new_page: bool) -> None:
    """Add the content of `markdown_head` to a Word document, optionally on a new page."""
    from docx.enum.text import WD_BREAK

    if new_page:
        part.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    part.add_paragraph(xml_text(exported.row.title or exported.row.id), style="Heading 1")
    if exported.row.summary:
        part.add_paragraph(xml_text(exported.row.summary), style="Intense Quote")
    for fact in facts_of(exported):
        part.add_paragraph().add_run(xml_text(fact)).italic = True


def facts_of(exported: Exported) -> list[str]:
    """Return the article's id, its metadata and its flags, one line each."""
    known = exported.metadata
    details = [known[name] for name in ("author", "date", "url") if name in known]
    facts = [" · ".join([exported.row.id, *details])]
    if exported.row.flags:
        facts.append(f"Doubts: {', '.join(flag_counts(exported.row.flags))}")
    return facts


def markdown_text(text: str) -> str:
    """Return the text on one line, escaped for Markdown and for terminals, where the file may be read too."""
    escaped = _MARKUP.sub(r"\\\1", " ".join(plain(text).split()))
    return _OPENS_A_BLOCK.sub(r"\1\\", escaped)
