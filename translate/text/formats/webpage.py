"""Read web pages: the article in them, by trafilatura."""

from __future__ import annotations

from pathlib import Path

from translate.errors import EmptyArticle
from translate.text.encodings import decode
from translate.text.formats.content import MAX_TEXT_BYTES, Content, metadata_of, need, parsing

__all__ = ["read_web_page"]

_FIRST_LINES = 5


def read_web_page(data: bytes, path: Path) -> Content:
    """Return the main text of a page, a line a paragraph below its headline, without menus and related links.

    Title, author, date and URL of the page are metadata. Raises EmptyArticle where no main text is found, Unreadable,
    UnknownEncoding.
    """
    need("trafilatura", path)
    text, encoding = decode(data, path)
    with parsing(path, "HTML"):
        from trafilatura import bare_extraction

        found = bare_extraction(
            text,
            with_metadata=True,
            include_comments=False,
            date_extraction_params={"extensive_search": False, "original_date": True},
            max_tree_size=None,
        )
        if found is None or isinstance(found, dict) or not found.text:
            raise EmptyArticle(f"{path}: no main text was found in this page")
        metadata = {"title": found.title, "author": found.author, "date": found.date, "url": found.url}
        whole = _below_headline(found.text[:MAX_TEXT_BYTES], _headline(text) or found.title or "")
        return Content(whole, encoding, metadata_of(metadata))


def _headline(page: str) -> str:
    """Return the text of the page's only `<h1>`; empty where there are none or several."""
    from lxml import etree, html  # type: ignore[import-untyped]

    try:
        root = html.document_fromstring(page.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError, AssertionError):
        return ""
    found = [line for h1 in root.iter("h1") if (line := " ".join(h1.text_content().split()))]
    return found[0] if len(set(found)) == 1 else ""


def _below_headline(text: str, headline: str) -> str:
    """Return the text with the headline as its first line, unless one of its first lines has it."""
    first = [" ".join(line.split()) for line in text.split("\n", _FIRST_LINES)[:_FIRST_LINES]]
    if not any(map(str.isalpha, headline)) or any(headline in line for line in first):
        return text
    return f"{headline}\n{text}"
