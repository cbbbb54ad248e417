"""Read web pages: the article in them, by trafilatura."""

from __future__ import annotations

from pathlib import Path

from translate.errors import EmptyArticle
from translate.text.encodings import decode
from translate.text.formats.content import MAX_TEXT_BYTES, Content, metadata_of, need, parsing


def read_web_page(data: bytes, path: Path) -> Content:
    """The main text of a page, a line a paragraph, without menus, comments and related links.

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
        return Content(found.text[:MAX_TEXT_BYTES], encoding, metadata_of(metadata))
