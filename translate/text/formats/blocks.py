"""Turn marked-up text into lines: one for each paragraph, heading, list item and table cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from translate.text.formats.codeblocks import code_lines, write_breaks
from translate.text.formats.marks import write_links, write_marks

__all__ = [
    "BLOCKS",
    "WITHOUT_TEXT",
    "HtmlLines",
    "decode_entities",
    "lines_of_field",
    "lines_of_html",
    "plain_text",
]

# Elements that begin and end a line; all others (links, emphasis) are part of a line.
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


@dataclass(slots=True)
class HtmlLines:
    """The lines of a marked-up text; `verbatim` are the indices of those that are code."""

    lines: list[str] = field(default_factory=list)
    verbatim: set[int] = field(default_factory=set)

    def add(self, text: str) -> None:
        """Add a line with white space folded, unless it is blank."""
        if folded := _BLANKS.sub(" ", text).strip():
            self.lines.append(folded)

    def add_code(self, lines: list[str]) -> None:
        """Add lines of code unchanged."""
        self.verbatim.update(range(len(self.lines), len(self.lines) + len(lines)))
        self.lines += lines


def lines_of_html(
    markup: str, *, bullets: bool = False, numbers: bool = True, links: bool = False
) -> HtmlLines:
    """Return the lines of text in HTML or XHTML, with white space folded as in a browser; a `<br>` ends a line.

    The marks of `write_marks` are text: list numbers, powers, `[formula]`; with `links`, so are link targets:
    `[word](target)`. Code in `<pre>` is verbatim. The result contains all text except scripts, styles and the head. It
    is meant for documents that consist of the article alone (a chapter, a rendered text), not for web pages. Raises
    ValueError if elements are nested so deeply (2,048) that the parser drops the rest.
    """
    from lxml import etree, html  # type: ignore[import-untyped]

    # In XHTML `<title/>` is a complete element; an HTML parser would read all that follows as the title.
    markup = _EMPTY_ELEMENT.sub(r"<\1\2></\1>", _XML_DECLARATION.sub("", markup))
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(markup, parser=parser)
    except etree.ParserError:  # neither an element nor text
        root = None
    if any(_TOO_DEEP in entry.message for entry in parser.error_log):
        raise ValueError("elements nested too deeply")
    found = HtmlLines()
    if root is None:
        return found
    write_marks(root, bullets=bullets, numbers=numbers)
    write_breaks(root)
    if links:
        write_links(root)
    text = ""
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if element.tag in BLOCKS or (element.tag == "br" and event == "start"):
            found.add(text)
            text = ""
        if event == "end":
            text += element.tail or ""
        elif element.tag in WITHOUT_TEXT:
            walker.skip_subtree()
        elif element.tag == "pre" and (code := code_lines(element)):
            found.add_code(code)
            walker.skip_subtree()
        else:
            text += element.text or ""
    found.add(text)
    return found


# Tags that people and programs write into texts; `<3` and `<name>` are text. `</p` has no attributes.
_INLINE = "a|abbr|b|big|bdi|bdo|cite|code|del|em|font|i|img|ins|kbd|mark|q|s|small|span|strong|strike|sub|sup|tt|u|wbr"
_TAG = re.compile(
    rf"</?(?:{'|'.join(sorted(BLOCKS | WITHOUT_TEXT))}|br|{_INLINE})(?:\s+[^<>]*)?/?>", re.IGNORECASE
)
_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(sorted(BLOCKS))}|br)(?:\s+[^<>]*)?/?>", re.IGNORECASE)
_CLOSED = re.compile(r"</[a-z][a-z0-9]*\s*>|<(?:br|hr|img|wbr)\b[^<>]*>|<p\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def plain_text(text: str) -> str:
    """Return a field's text without HTML: the lines of `lines_of_field`, joined."""
    return "\n".join(lines_of_field(text).lines)


def lines_of_field(text: str) -> HtmlLines:
    """Return the lines of a field's text without HTML: no tags, one line for each block, entities decoded.

    A text without tags, or with inline tags only, keeps its lines. `<3`, `a < b` and `AT&T` are text.
    """
    if "<" not in text and "&lt;" in text and _is_markup(read := decode_entities(text)):
        text = read  # from a feed that contains HTML as text
    if "<" not in text or not _is_markup(text):
        return HtmlLines(decode_entities(text).split("\n"))
    try:
        if _BLOCK_TAG.search(text):
            return lines_of_html(text)
        return HtmlLines([" ".join(lines_of_html(line).lines) for line in text.split("\n")])
    except ValueError:  # nested too deeply
        return HtmlLines(decode_entities(text).split("\n"))


def decode_entities(text: str) -> str:
    """Return the text with its entities (`&quot;`, `&#1635;`) decoded; without a semicolon they are text."""
    return _ENTITY.sub(lambda found: unescape(found[0]), text) if "&" in text else text


def _is_markup(text: str) -> bool:
    return _TAG.search(text) is not None and _CLOSED.search(text) is not None
