"""Split a web page into paragraphs, each with evidence on whether it belongs to the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from translate.text.formats.blocks import BLOCKS, WITHOUT_TEXT
from translate.text.formats.codeblocks import code_lines

__all__ = ["Block", "page_blocks"]

_BLANKS = re.compile(r"\s+")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_MENU_TAGS = frozenset(
    ("nav", "footer", "aside", "button", "select", "option", "datalist", "textarea", "audio", "video", "canvas",
     "dialog", "fieldset")
)  # fmt: skip
_MENU_ROLES = frozenset(
    (
        "navigation",
        "complementary",
        "contentinfo",
        "banner",
        "search",
        "dialog",
        "alertdialog",
        "menu",
        "menubar",
    )
)
# Parts of a class name or an id, between hyphens; camel case is split first.
_MENU_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|submenu|breadcrumbs?|(?<!card-)(?<!card_)footer|sidebar|side-bar|comments?|commentlist|disqus|respond"
    r"|related|recommended|recommendations|read-more|share|sharing|sharedaddy|social|cookies?|consent|gdpr|newsletter"
    r"|subscribe|popup|modal|lightbox|advert|advertisement|adsense|ads|sponsored|pagination|pager"
    r"|most-read|most-viewed|trending|tag-list|tags-list|tag-cloud|tagcloud|post-tags|entry-tags|article-tags|login|signup|skip-link"
    r"|screen-reader-text|sr-only|visually-hidden|toolbar|copyright|ticker|toc|printfooter|catlinks|navbox|jump-to-nav)(?:$|[\s_-])"
    r"|(?:^|\s)(?:widget|widget-area|tags|banner|promo|ad|rating|popular)(?:$|\s)"
)
# Names of elements next to a headline: author, date.
_NOTE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:meta|byline|author|authors|date|dateline|time|timestamp|published|credit|views|reading-time|category|categories"
    r"|kicker|tags|info)(?:$|[\s_-])"
)
_MOST_NOTE_CHARS = 80
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Content that is hidden until the reader clicks.
_COLLAPSED = re.compile(
    r"accordion|collaps|tab-?(?:pane|panel|content)|toggle|faq|answer|panel|expand|spoiler"
)
# An element with a larger share of the page's text is not a menu, whatever its name.
_MOST_MENU_SHARE = 0.5
# Text after such a heading, in the same element, is not part of the article.
_MENU_HEADING = re.compile(
    r"\W*(?:ال)?(?:تعليقات|تعليقات القراء|ردود القراء|مواضيع (?:ذات صلة|مشابهة|متعلقة)|أخبار (?:ذات صلة|أخرى|متعلقة)"
    r"|(?:مقالات|موضوعات) (?:ذات صلة|مشابهة|أخرى)|[اإ]قرأ (?:أيضاً?|المزيد)|الأكثر (?:قراءة|مشاهدة|تعليقا)|ذات صلة"
    r"|قد يعجبك(?: أيضاً?)?|شارك (?:الخبر|المقال)|comments?|related (?:posts|articles|news|links)|most read"
    r"|read (?:more|also))\W*(?:\(?\d+\)?)?\W*",
    re.IGNORECASE,
)
_CELL_SEPARATOR = " | "


@dataclass(slots=True)
class Block:
    """A paragraph, heading, list item or table row; `linked` is its number of characters in links.

    `scope` is the innermost `<article>` or `<main>` around it, `container` the element around its paragraph or list.
    `started` is True if it has text; `menu` if an element around it is a menu, a footer or similar by its tag or name;
    `note` if it is a date or an author by its name. `code` are the lines of a code block.
    """

    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    menu: bool = False
    note: bool = False
    heading: bool = False
    item: bool = False
    started: bool = False
    scope: Any = None
    container: Any = None
    code: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text with white space folded."""
        return _BLANKS.sub(" ", "".join(self.pieces)).strip()


def page_blocks(root: Any) -> list[Block]:
    """Return the blocks of a page that contain text, in page order; a `<br>` ends a block."""
    menus = _menu_elements(root)
    rows = {row for row in root.iter("tr") if _is_data(row)}
    walk = _Walk(menus, rows)
    return [block for block in walk.blocks(root) if block.started]


def _menu_elements(root: Any) -> set[Any]:
    """Return the elements that are menus or similar, found in one pass.

    An element named like a menu is not one if it contains the headline or most of the page's text.
    """
    from lxml import etree  # type: ignore[import-untyped]

    total = len(root.text_content()) or 1
    found: set[Any] = set()
    passed = headlines = 0
    opened: list[tuple[Any, int, int]] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        if event == "start":
            headlines += element.tag == "h1"
            if element.tag not in ("html", "body", "main") and _may_be_menu(element):
                opened.append((element, passed, headlines))
            passed += len(element.text or "")
            continue
        if opened and opened[-1][0] is element:
            _, start, before = opened.pop()
            has_headline = headlines > before and element.tag not in ("nav", "footer")
            if not has_headline and (_is_tagged(element) or passed - start <= _MOST_MENU_SHARE * total):
                found.add(element)
        if element.tag in _HEADINGS and _MENU_HEADING.fullmatch(" ".join(_beginning(element).split())):
            found.add(element)
            found.update(element.itersiblings())
        passed += len(element.tail or "")
    return found


def _may_be_menu(element: Any) -> bool:
    return _is_tagged(element) or _is_hidden(element) or _is_site_header(element) or _is_named_menu(element)


def _is_tagged(element: Any) -> bool:
    return element.tag in _MENU_TAGS or (element.get("role") or "").lower() in _MENU_ROLES


def _beginning(element: Any) -> str:
    """Return the first characters of an element's text, enough to recognise a menu's heading."""
    text = ""
    for piece in element.itertext():
        text += piece
        if len(text) > _MOST_NOTE_CHARS:
            break
    return text


def _is_named_menu(element: Any) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(names) > 1 and _MENU_NAMES.search(_CAMEL.sub("-", names).lower()) is not None


def _is_hidden(element: Any) -> bool:
    if _COLLAPSED.search(
        f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}".lower()
    ):
        return False
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    return style is not None and _HIDDEN.search(style) is not None


def _is_site_header(element: Any) -> bool:
    return element.tag == "header" and not any(a.tag in ("article", "main") for a in element.iterancestors())


def _is_data(row: Any) -> bool:
    """Return whether a table row contains data: two or more cells with only text and links."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    inner = BLOCKS | {"br", "img"}
    return len(cells) > 1 and not any(e.tag in inner for cell in cells for e in cell.iterdescendants())


def _container(element: Any) -> Any:
    parent = element.getparent()
    if element.tag in ("li", "dt", "dd") and parent is not None:
        return parent.getparent()
    return parent


class _Walk:
    """A traversal of a page in order; without recursion, because elements may be nested thousands deep."""

    def __init__(self, menus: set[Any], rows: set[Any]) -> None:
        self._menus = menus
        self._rows = rows
        self._menu_depth = self._link_depth = self._note_depth = self._row_depth = 0
        self._scopes: list[Any] = []
        self._block = Block()

    def blocks(self, root: Any) -> Iterator[Block]:
        from lxml import etree

        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if not isinstance(element.tag, str):
                continue
            if event == "start":
                if element.tag in WITHOUT_TEXT or element.tag == "img":
                    walker.skip_subtree()
                    continue
                self._count(element, 1)
                code = code_lines(element) if element.tag == "pre" and not self._row_depth else []
                if self._ends_block(element) or element.tag == "br":
                    yield self._next(element)
                elif self._row_depth and element.tag in ("td", "th") and self._block.started:
                    self._add(_CELL_SEPARATOR)
                if code:
                    self._block.code = (*code,)
                    self._add("\n".join(code))
                    walker.skip_subtree()
                else:
                    self._add(element.text)
            else:
                if element.tag not in WITHOUT_TEXT and element.tag != "img":
                    ended = self._ends_block(element)
                    self._count(element, -1)
                    if ended:
                        yield self._next(None)
                self._add(element.tail)
        yield self._block

    def _ends_block(self, element: Any) -> bool:
        return element.tag in BLOCKS and not (self._row_depth and element not in self._rows)

    def _count(self, element: Any, step: int) -> None:
        self._menu_depth += step * (element in self._menus)
        self._link_depth += step * (element.tag == "a")
        if element.tag in ("article", "main"):
            self._scopes = [*self._scopes, element] if step > 0 else self._scopes[:-1]
        self._row_depth += step * (element in self._rows)
        names = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        is_note = element.tag == "time" or _NOTE_NAMES.search(_CAMEL.sub("-", names).lower()) is not None
        self._note_depth += step * (is_note and element.tag not in ("html", "body", "main", "article"))

    def _next(self, element: Any | None) -> Block:
        ended = self._block
        tag = element.tag if element is not None else ""
        self._block = Block(
            menu=self._menu_depth > 0,
            note=self._note_depth > 0,
            heading=tag in _HEADINGS,
            item=tag in ("li", "dt", "dd"),
            scope=self._scopes[-1] if self._scopes else None,
            container=_container(element) if element is not None else None,
        )
        if ended.note and sum(map(len, ended.pieces)) > _MOST_NOTE_CHARS:
            ended.note = False
        return ended

    def _add(self, text: str | None) -> None:
        if not text:
            return
        self._block.pieces.append(text)
        if not self._block.started and not text.isspace():
            self._block.started = True
            self._block.menu = self._menu_depth > 0
        if self._link_depth:
            self._block.linked += len(_BLANKS.sub("", text))
