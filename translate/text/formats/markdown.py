"""Read Markdown (CommonMark, with tables and front matter in YAML or TOML)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from translate.text.encodings import decode
from translate.text.formats.blocks import lines_of_html
from translate.text.formats.content import Content, metadata_of, parsing

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["read_markdown"]

# Quotations and lists in one another. Beyond, markdown-it leaves their text out without a word; its usual limit is 20.
_MAX_NESTING = 50
# `{#anchor}`, `{: .class}` behind a heading.
_ANCHOR = re.compile(r"\s*\{\s*:?\s*[#.][^{}]*\}\s*\Z")
# `[^1]` behind a word, and `[^1]:` before the note itself.
_NOTE_MARK = re.compile(r"\A\[\^[^\]\s]+\]:[ \t]*|(?<=\S)\[\^[^\]\s]+\]")
# `:::note`, by which programs for documentation begin a box, and `:::`, which ends it.
_ADMONITION = re.compile(r"\A:::+\s*[A-Za-z-]*\s*")
_TOML_FRONT_MATTER = re.compile(r"\A\+\+\+[ \t]*\r?\n(.{0,65536}?)\r?\n\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.{0,65536}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)


def read_markdown(data: bytes, path: Path) -> Content:
    """A line for each paragraph, heading, list item and table cell, markup gone; images and HTML tags too.

    The title of the front matter is the first line, its other values are metadata. A paragraph that is wrapped in the
    file is one line. Numbers and bullets of lists stay. Lines of code blocks stay as they are and are `verbatim`.
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
        blocks = _without_code(tokens, body)
        markup = parser.renderer.render(tokens, parser.options, {})
        lines, verbatim = _with_code(lines_of_html(markup, bullets=True), blocks)
    titles = (value for name, value in metadata.items() if name.casefold() in ("title", "عنوان", "العنوان"))
    title = " ".join(next(titles, "").split())
    if lines and any(map(str.isalpha, title)) and title != next((line for line in lines if line), ""):
        lines, verbatim = [title, *lines], {i + 1 for i in verbatim}
    return Content("\n".join(lines), encoding, metadata, frozenset(verbatim))


def _without_code(tokens: Sequence[Token], body: str) -> dict[str, str]:
    """Put a name in the place of each code block, remove anchors and marks of notes; return the code by its name."""
    number = 0
    while f"CODE-{number}-" in body:
        number += 1
    blocks: dict[str, str] = {}
    for i, token in enumerate(tokens):
        if token.type in ("fence", "code_block"):
            name = f"CODE-{number}-{len(blocks)}"
            blocks[name] = token.content.removesuffix("\n")
            token.type, token.tag, token.content = "html_block", "", f"<p>{name}</p>\n"
        elif token.type == "inline" and token.children:
            texts = [child for child in token.children if child.type == "text"]
            for text in texts:
                text.content = _ADMONITION.sub("", _NOTE_MARK.sub("", text.content))
            if i and tokens[i - 1].type == "heading_open" and token.children[-1] in texts[-1:]:
                texts[-1].content = _ANCHOR.sub("", texts[-1].content)
    return blocks


def _with_code(lines: Sequence[str], blocks: Mapping[str, str]) -> tuple[list[str], set[int]]:
    """Return the lines with each code block in its place, and the indices of the lines of code."""
    written: list[str] = []
    verbatim: set[int] = set()
    for line in lines:
        code = blocks.get(line.rpartition(" ")[2]) if blocks else None
        if code is None:
            written.append(line)
            continue
        of_block = code.split("\n")
        verbatim.update(range(len(written), len(written) + len(of_block)))
        written += of_block
    return written, verbatim


def _split_front_matter(text: str) -> tuple[Mapping[str, str], str]:
    """The metadata and the rest; where a leading `---` opens no mapping, it is a rule of the text."""
    import yaml  # type: ignore[import-untyped]

    found = _FRONT_MATTER.match(text) or _TOML_FRONT_MATTER.match(text)
    if found is None:
        return {}, text
    try:
        values = tomllib.loads(found[1]) if text.startswith("+") else yaml.safe_load(found[1])
    except (yaml.YAMLError, ValueError, RecursionError):  # of a 13th month, a giant number, a nested list
        return {}, text
    return (metadata_of(values), text[found.end() :]) if isinstance(values, dict) else ({}, text)
