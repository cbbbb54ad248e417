"""Read Markdown (CommonMark, with tables and YAML front matter)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from translate.text.encodings import decode
from translate.text.formats.blocks import lines_of_html
from translate.text.formats.content import Content, metadata_of, parsing

__all__ = ["read_markdown"]

# Quotations and lists in one another. Beyond, markdown-it leaves their text out without a word; its usual limit is 20.
_MAX_NESTING = 50
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.{0,65536}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)


def read_markdown(data: bytes, path: Path) -> Content:
    """A line for each paragraph, heading, list item and table cell, markup gone; images and HTML tags too.

    A paragraph that is wrapped in the file is one line. The values of the front matter are metadata, not text.
    Raises UnknownEncoding.
    """
    from markdown_it import MarkdownIt

    text, encoding = decode(data, path)
    metadata, body = _split_front_matter(text)
    with parsing(path, "Markdown"):
        parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table")
        tokens = parser.parse(body)
        if any(token.level >= _MAX_NESTING - 1 for token in tokens):
            raise ValueError("its quotations or lists are nested too deep")
        markup = parser.renderer.render(tokens, parser.options, {})
        return Content("\n".join(lines_of_html(markup)), encoding, metadata)


def _split_front_matter(text: str) -> tuple[Mapping[str, str], str]:
    """The metadata and the rest; where a leading `---` opens no mapping, it is a rule of the text."""
    import yaml  # type: ignore[import-untyped]

    found = _FRONT_MATTER.match(text)
    if found is None:
        return {}, text
    try:
        values = yaml.safe_load(found.group(1))
    except (yaml.YAMLError, ValueError, RecursionError):  # of a 13th month, a giant number, a nested list
        return {}, text
    return (metadata_of(values), text[found.end() :]) if isinstance(values, dict) else ({}, text)
