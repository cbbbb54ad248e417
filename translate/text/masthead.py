"""Find furniture above an article by its context: the site's name, a byline, a repeated headline."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

__all__ = ["RULES", "masthead_lines"]

RULES = 1  # version of the rules; increase it when they change, so that a new run is started

_MOST_LINES = 40  # above the first paragraph; more lines than this are not the head of a page
_SITE_WORDS = 4
_NAME_WORDS = 5
_HEADLINE_WORDS = 3
_SENTENCE_ENDS = (".", "!", "؟", "?", ":", "،", "؛")
_PARAGRAPH_CHARS = 100
# `أخبار الساحل - سلمى الخطيب`: two names without figures that do not end like a sentence.
_TWO_NAMES = re.compile(r"([^\d.!?؟:،؛|/–—-]{2,40}?)\s*(?:[|/–—]|(?<=\s)-(?=\s))\s*([^\d.!?؟:،؛|/–—-]{2,40})")


def masthead_lines(lines: Sequence[str], top: int, found: Container[int]) -> dict[int, str]:
    """Return the furniture above the first paragraph, which is at `top`: index from 0 -> its kind.

    The result is empty if there is no long paragraph. The second occurrence of a headline is furniture. A byline is a
    line that consists of the site's name and a person's name; the first line must be the site's name. Both are
    furniture if another line remains for the headline. `found` are the lines already known as furniture.
    """
    head = [i for i in range(min(top, len(lines))) if lines[i] and i not in found]
    if not head or len(head) > _MOST_LINES or top >= len(lines) or len(lines[top]) < _PARAGRAPH_CHARS:
        return {}
    repeated: dict[int, str] = {}
    first: dict[str, int] = {}
    for i in head:
        text = lines[i].casefold()
        if text in first and len(text.split()) >= _HEADLINE_WORDS and not text.endswith(_SENTENCE_ENDS):
            repeated[i] = "repeated-headline"
        first.setdefault(text, i)
    site = lines[head[0]].casefold()
    bylines = {i: "byline" for i in head[1:] if len(site.split()) <= _SITE_WORDS and _names(lines[i], site)}
    left = [i for i in head[1:] if i not in bylines and len(lines[i].split()) >= _HEADLINE_WORDS]
    if not bylines or not left:
        return repeated
    return {head[0]: "site-name", **bylines, **repeated}


def _names(line: str, site: str) -> bool:
    """Return whether a line consists of the site's name and another name of a few words."""
    found = _TWO_NAMES.fullmatch(line.casefold())
    if found is None or site not in found.groups():
        return False
    other = found[2] if found[1] == site else found[1]
    return 1 < len(other.split()) <= _NAME_WORDS
