"""Find paragraphs that were wrapped at a fixed width, as in mail, Project Gutenberg and scanned books."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

__all__ = ["unquoted", "wrapped_paragraphs"]

# Mail is wrapped at 72 to 78 characters, Project Gutenberg at 70 to 75; printed lines have up to 100.
_LEAST_WIDTH, _MOST_WIDTH = 35, 110
# A line is full if the first word of the next line would not fit. Printed lines have equal width in millimetres, not in
# characters, hence less than 1.
_FULL = 0.9
_LEAST_BREAKS = 3
_LEAST_FULL_SHARE = 0.8
_MOST_STOPS_SHARE = 0.4
_MOST_RHYMES = 0.6
_STOP = re.compile(r"[.!?؟…:][\"'»”’)\]]*\Z")
_LIST_MARK = re.compile(r"[-–—*+·•●○◦▪▫■□‣⁃✓✔#|]|\(?(?:\d{1,3}|[أ-ي]) ?[.):-]\s")
_QUOTED = re.compile(r"(?:>\s?)+")


def unquoted(line: str) -> str:
    """Return a line of mail without the `>` of a quotation."""
    return _QUOTED.sub("", line, count=1) if line.lstrip().startswith(">") else line


def wrapped_paragraphs(lines: Sequence[str]) -> list[range]:
    """Return the paragraphs of two or more lines of a wrapped text, as indices of `lines`; none for other texts.

    `lines` are cleaned; blank lines and lines that cannot belong to a paragraph are empty strings. A text is wrapped if
    nearly all lines before another line are full, and most of them do not end in a full stop.
    """
    texts = [unquoted(line).strip() for line in lines]
    pairs = [i for i in range(len(texts) - 1) if _may_continue(texts[i], texts[i + 1])]
    width = max((len(texts[i]) for i in pairs), default=0)
    if not _LEAST_WIDTH <= width <= _MOST_WIDTH:
        return []
    full = [i for i in pairs if len(texts[i]) + 1 + len(texts[i + 1].split()[0]) > _FULL * width]
    stops = sum(_STOP.search(texts[i]) is not None for i in full)
    # The last line of a paragraph without a blank line after it is not full, and ends in a full stop.
    ends = sum(_STOP.search(texts[i]) is not None for i in set(pairs) - set(full))
    if len(full) < _LEAST_BREAKS or len(full) < _LEAST_FULL_SHARE * (len(pairs) - ends):
        return []
    if stops > _MOST_STOPS_SHARE * len(full) or _rhymes([texts[i] for i in full]):
        return []
    return _chains(full)


def _rhymes(lines: Sequence[str]) -> bool:
    """Return whether most lines end in the same letter, as in verse; in prose, a fifth of the lines do."""
    letters = Counter(letters[-1] for line in lines if (letters := [c for c in line if c.isalpha()]))
    return bool(letters) and max(letters.values()) > _MOST_RHYMES * len(lines)


def _may_continue(line: str, following: str) -> bool:
    return bool(line and following) and not _LIST_MARK.match(following) and not line.startswith(("|", "#"))


def _chains(full: Sequence[int]) -> list[range]:
    """Return the sequences of lines in which each line but the last continues in the next one."""
    chains: list[range] = []
    for i in full:
        if chains and chains[-1].stop - 1 == i:
            chains[-1] = range(chains[-1].start, i + 2)
        else:
            chains.append(range(i, i + 2))
    return chains
