"""Change the tokens of parsed Markdown so that marks become text and code keeps its lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from translate.text.formats.blocks import HtmlLines

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["MarkedTokens"]

# `{#anchor}`, `{: .class}` after a heading.
_ANCHOR = re.compile(r"\s*\{\s*:?\s*[#.][^{}]*\}\s*\Z")
# `[^1]` after a word, and `[^1]:` before the note itself.
_NOTE_MARK = re.compile(r"\A\[\^[^\]\s]+\]:[ \t]*|(?<=\S)\[\^[^\]\s]+\]")
# `:::note`, which starts a box in documentation tools, and `:::`, which ends it.
_ADMONITION = re.compile(r"\A:::+\s*[A-Za-z-]*\s*")
_LINE_END = re.compile(r"\r\n?|\n")
_OF_NO_LINE = re.compile(r"[ \t>]*")
_OF_TABLES = ("table_", "thead_", "tbody_", "tr_", "th_", "td_")
_LEAVES = frozenset(
    ("heading_open", "paragraph_open", "fence", "code_block", "html_block", "hr", "table_open")
)
# A space that is not folded with white space: a private use character that does not occur in texts.
_INDENT = "\U0010fffd"


class MarkedTokens:
    """A rewriter that adds the marks of blocks to their text, and replaces copied parts such as code by names.

    Marks are `#`, `>`, bullets and list numbers, with the indentation of nested lists, and the bars of tables.
    """

    def __init__(self, body: str) -> None:
        self._lines = _LINE_END.split(body)
        number = 0
        while f"COPY-{number}-" in body:
            number += 1
        self._name = f"COPY-{number}-"
        self._blocks: dict[str, list[str]] = {}
        # For each quotation and item around a block: the mark of the first block, and that of the others.
        self._around: list[tuple[str, str]] = []
        self._numbers: list[int | None] = []
        self._heading = ""
        self._cells: int | None = None  # in the current row so far
        self._columns = 0

    def written(self, tokens: Sequence[Token]) -> list[Token]:
        """Return the tokens to render."""
        found: list[Token] = []
        for token in tokens:
            if token.type in _LEAVES and token.map and self._has_blank_above(token.map[0]):
                found.append(self._copied([""]))
            if token.type in ("fence", "code_block", "hr") and token.map:
                found.append(self._copied(_without_blank_end(self._lines[slice(*token.map)])))
                self._spend_marks()
                continue
            self._open_or_close(token)
            if token.type == "heading_open":
                self._heading = f"{'#' * int(token.tag[1])} "
            elif token.type == "tr_open":
                self._cells = 0
            elif token.type == "tr_close":
                found.append(_text(" |"))
                self._cells = None
            elif token.type == "inline":
                self._write_inline(token)
            found.append(token)
            if token.type == "thead_close":
                rule = f"{self._spend_marks()}|{'---|' * self._columns}"
                found.append(self._copied([rule.replace(_INDENT, " ")]))
        return found

    def _write_inline(self, token: Token) -> None:
        """Write the marks of a block before its text; a table row has them before its first cell."""
        children = token.children or []
        heading, self._heading = self._heading, ""
        _clean(children, anchored=bool(heading))
        if self._cells is not None:
            for child in children:
                child.content = child.content.replace("|", "\\|")
            marks = " | " if self._cells else f"{self._spend_marks()}| "
            self._cells += 1
            self._columns = self._cells
            token.children = [_text(marks), *(children or [_text(_INDENT)])]
        elif any(child.content.strip() for child in children):
            token.children = [_text(self._spend_marks() + heading), *children]

    def with_blocks(self, found: HtmlLines) -> tuple[list[str], set[int]]:
        """Return the lines with the copied parts restored, and the indices of the copied lines."""
        written: list[str] = []
        verbatim: set[int] = set()
        for i, line in enumerate(found.lines):
            block = self._blocks.get(line)
            if block is None:
                verbatim.update([len(written)] if i in found.verbatim else ())
                written.append(line.replace(_INDENT, " "))
            elif any(block) or (written and written[-1].strip()):  # at most one blank line, none at the start
                verbatim.update(range(len(written), len(written) + len(block)))
                written += block
        while written and not written[-1]:
            verbatim.discard(len(written) - 1)
            written.pop()
        return written, verbatim

    def _has_blank_above(self, line: int) -> bool:
        return line > 0 and _OF_NO_LINE.fullmatch(self._lines[line - 1]) is not None

    def _copied(self, lines: list[str]) -> Token:
        name = f"{self._name}{len(self._blocks)}"
        self._blocks[name] = lines
        return _token("html_block", f"<p>{name}</p>\n")

    def _open_or_close(self, token: Token) -> None:
        """Count the quotations and lists around a token; list markup is removed because its marks are text."""
        if token.type == "blockquote_open":
            self._around.append(("> ", "> "))
        elif token.type == "ordered_list_open":
            start = token.attrGet("start")
            self._numbers.append(1 if start is None else int(start))
        elif token.type == "bullet_list_open":
            self._numbers.append(None)
        elif token.type == "list_item_open":
            number = self._numbers[-1]
            mark = "- " if number is None else f"{number}{token.markup} "
            self._numbers[-1] = None if number is None else number + 1
            self._around.append((mark, _INDENT * len(mark)))
        elif token.type in ("blockquote_close", "list_item_close"):
            self._around.pop()
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            self._numbers.pop()
        if "list" in token.type or token.type.startswith(_OF_TABLES):
            token.tag = "span" if token.type.startswith(("th_", "td_")) else "div"
            token.attrs = {}

    def _spend_marks(self) -> str:
        """Return the marks before a block; only the first block of an item has the item's mark."""
        marks = "".join(mark for mark, _ in self._around)
        self._around = [(other, other) for _, other in self._around]
        return marks


def _clean(children: Sequence[Token], *, anchored: bool) -> None:
    """Remove heading anchors, note marks and box markers."""
    texts = [child for child in children if child.type == "text"]
    for text in texts:
        text.content = _ADMONITION.sub("", _NOTE_MARK.sub("", text.content))
    if anchored and texts and children[-1] is texts[-1]:
        texts[-1].content = _ANCHOR.sub("", texts[-1].content)


def _without_blank_end(lines: Sequence[str]) -> list[str]:
    kept = [*lines]
    while len(kept) > 1 and not kept[-1].strip():
        kept.pop()
    return kept


def _text(content: str) -> Token:
    return _token("text", content)


def _token(kind: str, content: str) -> Token:
    from markdown_it.token import Token

    return Token(kind, "", 0, content=content)
