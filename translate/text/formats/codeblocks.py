"""Handle preformatted text in HTML: code, which is not translated, and text with significant line breaks."""

from __future__ import annotations

import re
from typing import Any

from translate.text.cleaning import arabic_share

__all__ = ["code_lines", "write_breaks"]

_CODE_TAGS = ("code", "samp", "kbd", "tt", "var")
_CODE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:code|codehilite|sourcecode|highlight|hljs|brush|prettyprint|prettyprinted|programlisting"
    r"|terminal|console|syntax|literal-block)(?:$|[\s_:-])"
)
# Share of the letters. A poem or letter in `<pre>` has more Arabic; a program with Arabic texts and comments has less.
_LEAST_ARABIC_SHARE = 0.7
_LEAST_OF_NAMED_CODE = 0.9


def code_lines(element: Any) -> list[str]:
    """Return the unchanged lines of a `<pre>` that is code; empty if it is text or blank."""
    if not _is_code(element):
        return []
    for line_break in [*element.iter("br")]:
        line_break.tail = f"\n{line_break.tail or ''}"
    lines = [line.rstrip("\r") for line in element.text_content().split("\n")]
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def write_breaks(root: Any) -> None:
    """Change an HTML tree: line breaks in a `<pre>` that is text become `<br>`."""
    for pre in [*root.iter("pre")]:
        if _is_code(pre):
            continue
        for element in [pre, *pre.iterdescendants()]:
            _break(element, 0, element.text, is_text=True)
            if element is not pre and element.getparent() is not None:
                _break(
                    element.getparent(), element.getparent().index(element) + 1, element.tail, is_text=False
                )


def _break(parent: Any, place: int, text: str | None, *, is_text: bool) -> None:
    """Replace each line break of a text, which is before the child at `place`, by a `<br>`."""
    if not text or "\n" not in text:
        return
    first, *others = text.split("\n")
    if is_text:
        parent.text = first
    else:
        parent[place - 1].tail = first
    for offset, other in enumerate(others):
        line_break = parent.makeelement("br")
        line_break.tail = other
        parent.insert(place + offset, line_break)


def _is_code(pre: Any) -> bool:
    """Return whether a `<pre>` contains code, judged by its tags, its name, or a small share of Arabic."""
    if any(True for _ in pre.iterdescendants(*_CODE_TAGS)):
        return True
    text = pre.text_content()
    if not any(map(str.isalpha, text)):
        return False
    classes = " ".join(
        (e.get("class") or "").lower() for e in (pre, *pre.iterancestors("div", "figure", "td"))
    )
    named = _CODE_CLASS.search(classes) is not None
    return arabic_share(text) < (_LEAST_OF_NAMED_CODE if named else _LEAST_ARABIC_SHARE)
