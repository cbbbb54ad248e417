"""The lines of a marked-up text: one for each paragraph, heading, list item and table cell."""

from __future__ import annotations

import re
from html import unescape

from translate.text.formats.marks import write_marks

__all__ = ["BLOCKS", "WITHOUT_TEXT", "decode_entities", "lines_of_html", "plain_text"]

# What ends a line before and after it; everything else (links, emphasis) is part of a line.
BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div",
        "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
        "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
        "tfoot", "th", "thead", "tr", "ul",
    )
)  # fmt: skip
WITHOUT_TEXT = frozenset(
    ("head", "iframe", "math", "noscript", "object", "script", "style", "svg", "template", "title")
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_TOO_DEEP = "Excessive depth"  # as libxml2 says it
_EMPTY_ELEMENT = re.compile(r"<(title|script|style|iframe|a|p|div|span)((?:\s[^<>]*)?)/>", re.IGNORECASE)


def lines_of_html(markup: str, *, bullets: bool = False, numbers: bool = True) -> list[str]:
    """The lines of text in HTML or XHTML, white space folded as a browser does; a `<br>` ends a line.

    What `write_marks` writes is text: numbers of lists, powers, `[formula]`. All text counts but scripts, styles and
    the head; so this is for documents that are nothing but the article (a chapter, a rendered text), not for web pages.
    Raises ValueError where elements are nested so deep (2,048) that the parser gives up and leaves out what follows.
    """
    from lxml import etree, html  # type: ignore[import-untyped]

    # In XHTML `<title/>` is whole; an HTML parser would take all that follows for the title.
    markup = _EMPTY_ELEMENT.sub(r"<\1\2></\1>", _XML_DECLARATION.sub("", markup))
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(markup, parser=parser)
    except etree.ParserError:  # no element and no text
        root = None
    if any(_TOO_DEEP in entry.message for entry in parser.error_log):
        raise ValueError("its elements are nested too deep")
    if root is None:
        return []
    write_marks(root, bullets=bullets, numbers=numbers)
    lines = [""]
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if element.tag in BLOCKS or (element.tag == "br" and event == "start"):
            lines.append("")
        if event == "end":
            lines[-1] += element.tail or ""
        elif element.tag in WITHOUT_TEXT:
            walker.skip_subtree()
        else:
            lines[-1] += element.text or ""
    return [folded for line in lines if (folded := _BLANKS.sub(" ", line).strip())]


# Tags that people and programs write into texts; `<3` and `<name>` are text. `</p` has no attributes.
_INLINE = "a|abbr|b|big|bdi|bdo|cite|code|del|em|font|i|img|ins|kbd|mark|q|s|small|span|strong|strike|sub|sup|tt|u|wbr"
_TAG = re.compile(
    rf"</?(?:{'|'.join(sorted(BLOCKS | WITHOUT_TEXT))}|br|{_INLINE})(?:\s+[^<>]*)?/?>", re.IGNORECASE
)
_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(sorted(BLOCKS))}|br)(?:\s+[^<>]*)?/?>", re.IGNORECASE)
_CLOSED = re.compile(r"</[a-z][a-z0-9]*\s*>|<(?:br|hr|img|wbr)\b[^<>]*>|<p\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def plain_text(text: str) -> str:
    """Return a field's text without HTML: tags gone, a block a line, entities read.

    What has no tags keeps its lines; so does what has tags within lines alone. `<3`, `a < b` and `AT&T` are text.
    """
    if "<" not in text and "&lt;" in text and _is_markup(read := decode_entities(text)):
        text = read  # a feed that holds HTML as text
    if "<" not in text or not _is_markup(text):
        return decode_entities(text)
    try:
        if _BLOCK_TAG.search(text):
            return "\n".join(lines_of_html(text))
        return "\n".join(" ".join(lines_of_html(line)) for line in text.split("\n"))
    except ValueError:  # nested too deep
        return decode_entities(text)


def decode_entities(text: str) -> str:
    """Return the text with its entities (`&quot;`, `&#1635;`) read; without a semicolon they are text."""
    return _ENTITY.sub(lambda found: unescape(found[0]), text) if "&" in text else text


def _is_markup(text: str) -> bool:
    return _TAG.search(text) is not None and _CLOSED.search(text) is not None
