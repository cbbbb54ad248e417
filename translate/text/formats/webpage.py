"""Read web pages: the article as trafilatura extracts it, and paragraphs of the page that it misses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from translate.errors import EmptyArticle
from translate.text.encodings import decode
from translate.text.formats.blocks import HtmlLines
from translate.text.formats.codeblocks import write_breaks
from translate.text.formats.content import MAX_TEXT_BYTES, Content, metadata_of, need, parsing
from translate.text.formats.marks import write_marks
from translate.text.formats.pageblocks import Block, page_blocks

__all__ = ["read_web_page"]

_FIRST_LINES = 5
# A paragraph of the article, whatever is around it: a sentence, or some words outside of links.
_LEAST_PARAGRAPH_CHARS = 60
_SENTENCE = re.compile(r"\S+(?:\s+\S+){3,}.*[.!?؟…:][\"'»”)\]]*\s*(?:\[\d+\])?", re.DOTALL)
_MOST_LINKED_SHARE = 0.5
_MOST_DOUBTFUL_SHARE = 0.3
_MARKS = re.compile(r"^(?:[-–•|]\s)+|\W+")


def read_web_page(data: bytes, path: Path) -> Content:
    """Return the main text of a page: its headline and one line for each paragraph, without menus and related links.

    Code in `<pre>` is verbatim. Title, author, date and URL of the page are metadata. Raises EmptyArticle if no main
    text is found, Unreadable, and UnknownEncoding.
    """
    need("trafilatura", path)
    text, encoding = decode(data, path)
    with parsing(path, "HTML"):
        root = _parsed(text) if "<" in text else None
        headline, blocks = "", list[Block]()
        if root is not None:
            write_marks(root, bullets=True)
            write_breaks(root)
            headline, blocks = _headline(root), page_blocks(root)
        found = _extracted(text if root is None else root)
        extracted = found.text if found is not None and found.text else ""
        article = _article_lines(blocks, extracted.split("\n"), headline)
        if not any(map(str.isalpha, "".join(article.lines))):
            raise EmptyArticle(f"{path}: no main text found in this page")
        metadata = {}
        if found is not None:
            metadata = {"title": found.title, "author": found.author, "date": found.date, "url": found.url}
        _add_headline(article, headline or metadata.get("title") or "")
        whole = "\n".join(article.lines)[:MAX_TEXT_BYTES]
        return Content(whole, encoding, metadata_of(metadata), frozenset(article.verbatim))


def _parsed(page: str) -> Any | None:
    """Return the tree of a page; None if libxml2 finds no element."""
    from lxml import etree, html  # type: ignore[import-untyped]

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return html.document_fromstring(page.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _extracted(page: Any) -> Any | None:
    from trafilatura import bare_extraction

    found = bare_extraction(
        page,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
        max_tree_size=None,
    )
    return None if found is None or isinstance(found, dict) else found


def _headline(root: Any) -> str:
    """Return the text of the page's only `<h1>`; empty if there is none or more than one."""
    found = [line for h1 in root.iter("h1") if (line := " ".join(h1.text_content().split()))]
    return found[0] if len(set(found)) == 1 else ""


def _article_lines(blocks: Sequence[Block], extracted: Sequence[str], headline: str) -> HtmlLines:
    """Return the lines of the article: the blocks from its headline to its last paragraph, except menus.

    Paragraphs are the blocks that trafilatura extracted, and those that look like one. Without any blocks, the result
    is trafilatura's text, because trafilatura repairs pages that cannot be read otherwise.
    """
    taken = {_key(line) for line in extracted if line.strip()}
    whole = " ".join(map(_key, extracted))
    _trust_extracted(blocks, taken)
    kept = _with_linked_lists(blocks, [_is_text(block, taken, whole) for block in blocks])
    paragraphs = [i for i, block in enumerate(blocks) if kept[i] and _is_paragraph(block, taken, whole)]
    if not paragraphs:
        only_text = not any(b.menu or b.linked for b in blocks)
        return HtmlLines([line for line in extracted if line.strip()] if only_text else [])
    first, last = paragraphs[0], paragraphs[-1]
    titles = [i for i in range(first) if blocks[i].heading and _key(blocks[i].text) == _key(headline)]
    first = titles[-1] if titles else _with_heading(blocks, kept, first)
    last = _last_of_article(blocks, kept, last)
    article = HtmlLines()
    for i in range(first, last + 1):
        if kept[i] and blocks[i].code:
            article.add_code([*blocks[i].code])
        elif kept[i]:
            article.add(blocks[i].text)
    return article


def _trust_extracted(blocks: Sequence[Block], taken: set[str]) -> None:
    """Treat no block as a menu by its name if trafilatura extracted much of its text from such blocks."""
    doubtful = [b for b in blocks if b.menu and not _is_link(b) and _key(b.text) in taken]
    if sum(len(b.text) for b in doubtful) > _MOST_DOUBTFUL_SHARE * sum(map(len, taken)):
        for block in doubtful:
            block.menu = False


def _with_linked_lists(blocks: Sequence[Block], kept: list[bool]) -> list[bool]:
    """Keep lists of links that belong to the text: the line before them ends in a colon."""
    for i in range(1, len(blocks)):
        before, block = blocks[i - 1], blocks[i]
        if block.item and not block.menu and kept[i - 1] and before.container is block.container:
            kept[i] = kept[i] or before.text.endswith(":") or (before.item and _is_link(before))
    return kept


def _with_heading(blocks: Sequence[Block], kept: Sequence[bool], first: int) -> int:
    """Return the index of the first of the headings directly above a block."""
    while first > 0 and kept[first - 1] and blocks[first - 1].heading:
        first -= 1
    return first


def _last_of_article(blocks: Sequence[Block], kept: Sequence[bool], last: int) -> int:
    """Return the index of the article's last block: its last paragraph or the end of that `<article>` or list."""
    if blocks[last].scope is not None:
        inside = [i for i in range(last, len(blocks)) if kept[i] and blocks[i].scope is blocks[last].scope]
        last = inside[-1]
    while last + 1 < len(blocks) and kept[last + 1] and blocks[last + 1].item:
        if not blocks[last].item and blocks[last].container is not blocks[last + 1].container:
            break
        last += 1
    return last


def _is_text(block: Block, taken: set[str], whole: str) -> bool:
    """Return whether a block may be part of the article: not a menu, a link, a date or an author."""
    if block.menu:
        return False
    key = _key(block.text)
    if not key:
        return False
    if _is_link(block) and not block.heading:
        return key in taken and _SENTENCE.fullmatch(block.text) is not None
    return not block.note or key in taken or (len(key) > 20 and key in whole)


def _is_link(block: Block) -> bool:
    return block.linked > _MOST_LINKED_SHARE * len(block.text.replace(" ", ""))


def _is_paragraph(block: Block, taken: set[str], whole: str) -> bool:
    if block.code:
        return _key(block.text) in whole
    if block.heading and _key(block.text) not in taken:
        return False
    return (
        _key(block.text) in taken
        or len(block.text) >= _LEAST_PARAGRAPH_CHARS
        or _SENTENCE.fullmatch(block.text) is not None
    )


def _key(text: str) -> str:
    """Return a text without marks and spaces, to match paragraphs of two extractors."""
    return _MARKS.sub("", text)


def _add_headline(article: HtmlLines, headline: str) -> None:
    """Make the headline the first line, unless one of the first lines is the headline."""
    wanted = _key(headline)
    first = article.lines[:_FIRST_LINES]
    if any(map(str.isalpha, headline)) and not any(_key(line) == wanted for line in first):
        article.lines.insert(0, headline)
        article.verbatim = {i + 1 for i in article.verbatim}
