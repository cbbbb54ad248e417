"""Find furniture above an article that only the lines around it show: site name, byline, the headline again."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

__all__ = ["RULES", "masthead_lines"]

RULES = 1  # raised with every change of the rules: other rules, another run

_MOST_LINES = 40  # above the first paragraph; what is longer is no head of a page
_SITE_WORDS = 4
_NAME_WORDS = 5
_HEADLINE_WORDS = 3
_SENTENCE_ENDS = (".", "!", "؟", "?", ":", "،", "؛")
_PARAGRAPH_CHARS = 100
# `أخبار الساحل - سلمى الخطيب`: two names, neither of which has figures or ends like a sentence.
_TWO_NAMES = re.compile(r"([^\d.!?؟:،؛|/–—-]{2,40}?)\s*(?:[|/–—]|(?<=\s)-(?=\s))\s*([^\d.!?؟:،؛|/–—-]{2,40})")


def masthead_lines(lines: Sequence[str], top: int, found: Container[int]) -> dict[int, str]:
    """Return the furniture above the first paragraph, which is at `top`: index from 0 -> its kind.

    Without a long paragraph there is none. A headline that is repeated is furniture the second time. A byline names
    the site and a person, and the site's name is the first line; that line is furniture where another one is left for
    the headline. `found` are lines that are furniture already.
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
    """Whether a line is the site's name and another name of a few words."""
    found = _TWO_NAMES.fullmatch(line.casefold())
    if found is None or site not in found.groups():
        return False
    other = found[2] if found[1] == site else found[1]
    return 1 < len(other.split()) <= _NAME_WORDS
