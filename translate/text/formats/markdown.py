"""Read Markdown (CommonMark, with tables and front matter in YAML or TOML)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from translate.text.encodings import decode
from translate.text.formats.blocks import lines_of_html
from translate.text.formats.content import Content, metadata_of, parsing
from translate.text.formats.markdowntokens import MarkedTokens

__all__ = ["read_markdown"]

# Maximum nesting of quotations and lists. markdown-it silently drops deeper text; its default limit is 20.
_MAX_NESTING = 50
_HEADING = re.compile(r"\A#{1,6} ")
_TOML_FRONT_MATTER = re.compile(r"\A\+\+\+[ \t]*\r?\n(.{0,65536}?)\r?\n\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.{0,65536}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)


def read_markdown(data: bytes, path: Path) -> Content:
    """Return one line for each paragraph, heading, list item and table row, without images and HTML tags.

    The title of the front matter is the first line, its other values are metadata. A paragraph that is wrapped in the
    file is one line. The marks of headings, lists and quotations, link targets and blank lines are kept. Code blocks
    are unchanged and are in `verbatim`. Raises UnknownEncoding.
    """
    from markdown_it import MarkdownIt

    text, encoding = decode(data, path)
    metadata, body = _split_front_matter(text)
    with parsing(path, "Markdown"):
        parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable(["table", "strikethrough"])
        parser.normalizeLink = str  # type: ignore[assignment, method-assign]
        tokens = parser.parse(body)
        if any(token.level >= _MAX_NESTING - 1 for token in tokens):
            raise ValueError("quotations or lists nested too deeply")
        marked = MarkedTokens(body)
        markup = parser.renderer.render(marked.written(tokens), parser.options, {})
        found = lines_of_html(markup, bullets=True, links=True)
        lines, verbatim = marked.with_blocks(found)
    titles = (value for name, value in metadata.items() if name.casefold() in ("title", "عنوان", "العنوان"))
    title = " ".join(next(titles, "").split())
    first = next((line for line in lines if line), "")
    if lines and any(map(str.isalpha, title)) and title != _HEADING.sub("", first):
        lines, verbatim = [title, "", *lines], {i + 2 for i in verbatim}
    return Content("\n".join(lines), encoding, metadata, frozenset(verbatim))


def _split_front_matter(text: str) -> tuple[Mapping[str, str], str]:
    """Split the text into metadata and the rest; a leading `---` without a mapping after it is a horizontal rule."""
    import yaml  # type: ignore[import-untyped]

    found = _FRONT_MATTER.match(text) or _TOML_FRONT_MATTER.match(text)
    if found is None:
        return {}, text
    try:
        values = tomllib.loads(found[1]) if text.startswith("+") else yaml.safe_load(found[1])
    except (yaml.YAMLError, ValueError, RecursionError):  # for a 13th month, a giant number, a nested list
        return {}, text
    return (metadata_of(values), text[found.end() :]) if isinstance(values, dict) else ({}, text)
