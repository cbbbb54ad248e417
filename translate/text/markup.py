"""Split lines of Markdown: marks and link targets are copied, words are translated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from translate.records import Sentence
from translate.text.layout import LaidOut, Part, copied_parts, laid_out
from translate.text.lines import line_sentences

__all__ = ["MARKDOWN_SUFFIXES", "marked_parts", "without_markup"]

MARKDOWN_SUFFIXES = (".markdown", ".md")

# Nested quotations, headings, items of lists and of task lists.
_HEAD = re.compile(r"(?:[ ]*(?:>|#{1,6}|[-*+](?: \[[ xX]\])?|\d{1,9}[.)]))+[ ]+|[ ]+")
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\((<[^<>]*>|(?:[^\s()<>]|\([^\s()]*\))*)\)", re.DOTALL)
_ROW = re.compile(r"((?:[ ]*>)*[ ]*\| )(.*) \|")
_CELLS = re.compile(r"(?<!\\) \| ")
_SCHEME = re.compile(r"\A<?(?:https?://(?:www\.)?|mailto:)?(.*?)/?>?\Z", re.DOTALL)
_MOST_LABEL_CHARS = 50


@dataclass(frozen=True, slots=True)
class _Link:
    """A link in a text without link markup: the offsets of its words, and its target."""

    start: int
    end: int
    target: str

    @property
    def label(self) -> str:
        """The target in its short form: `example.org/station`."""
        found = _SCHEME.match(self.target)
        shown = (found[1] if found else self.target).translate({ord("["): None, ord("]"): None})
        return shown if len(shown) <= _MOST_LABEL_CHARS else f"{shown[:_MOST_LABEL_CHARS]}…"


def without_markup(line: str) -> str:
    """Return a line without the marks of headings, lists, quotations, rows and links."""
    if (row := _ROW.fullmatch(line)) is not None:
        return " ".join(without_markup(cell) for cell in _CELLS.split(row[2]))
    return _parsed(line)[1]


def marked_parts(line: str) -> LaidOut | None:
    """Return the sentences of a line of Markdown with the marks between them; None without a mark or a sentence.

    A sentence that consists of a link remains a link; the targets of other links are added after the sentence.
    """
    if (row := _ROW.fullmatch(line)) is not None:
        return laid_out([*_cells(row[2], row[1])])
    head, bare, links = _parsed(line)
    if not links:
        plain = copied_parts(bare, is_row=False)
        if plain is None and not head:
            return None
        found = plain or LaidOut(line_sentences(bare), "")
        if not found.sentences:
            return None
        first = found.sentences[0]
        return LaidOut(
            (replace(first, joint=(head + (first.joint or "")) or None), *found.sentences[1:]), found.tail
        )
    sentences = line_sentences(bare)
    return _with_links(bare, sentences, links, head) if sentences else None


def _cells(row: str, head: str) -> Iterator[Part]:
    """Yield the cells of a row with the bars between them; a cell that consists of a link remains a link."""
    joint = head
    for cell in _CELLS.split(row):
        _, bare, links = _parsed(cell)
        whole = len(links) == 1 and _is_whole(bare, links[0], 0, len(bare))
        yield Part(bare, f"{joint}[" if whole else joint)
        joint = f"]({links[0].target}) | " if whole else f"{_targets(links)} | "
    yield Part("", joint.rstrip(" "))


def _parsed(line: str) -> tuple[str, str, list[_Link]]:
    """Return the marks at the start of a line, its text without link markup, and the links."""
    found = _HEAD.match(line)
    head = found[0] if found else ""
    bare, place, links = "", len(head), []
    for link in _LINK.finditer(line, len(head)):
        bare += line[place : link.start()]
        links.append(_Link(len(bare), len(bare) + len(link[1]), link[2]))
        bare += link[1]
        place = link.end()
    return head, bare + line[place:], links


def _with_links(bare: str, sentences: Sequence[Sentence], links: Sequence[_Link], head: str) -> LaidOut:
    found: list[Sentence] = []
    waiting = head
    left = [*links]
    for sentence, (start, end) in zip(sentences, _places(bare, sentences), strict=True):
        here = [link for link in left if link.end <= end]
        left = left[len(here) :]
        whole = len(here) == 1 and _is_whole(bare, here[0], start, end)
        joint = f"{waiting}[" if whole else waiting
        found.append(replace(sentence, joint=joint or None))
        after = f"]({here[0].target})" if whole else _targets(here)
        waiting = f"{after} " if after else ""
    return LaidOut(tuple(found), waiting.rstrip(" ") + _targets(left))


def _places(bare: str, sentences: Sequence[Sentence]) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each sentence in the line."""
    place = 0
    for sentence in sentences:
        start = max(bare.find(sentence.source, place), place)
        place = start + len(sentence.source)
        yield start, place


def _is_whole(bare: str, link: _Link, start: int, end: int) -> bool:
    return link.start >= start and not any(map(str.isalnum, bare[start : link.start] + bare[link.end : end]))


def _targets(links: Sequence[_Link]) -> str:
    return "".join(f" [{link.label}]({link.target})" for link in links)
