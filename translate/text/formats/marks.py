"""Convert information in HTML markup to text (list numbers, powers, formulas), and remove reference marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

__all__ = ["FORMULA", "list_number", "power", "subscript", "write_links", "write_marks"]

FORMULA = "[formula]"

_REFERENCE = re.compile(
    r"(?:\s*\[\s*(?:\d{1,3}|[a-z]|[ivx]{1,4}|[أ-ي]|(?:ملاحظة|note|nb)\s?\d{1,3}|بحاجة (?:إلى |ل)?مصدر"
    r"|citation needed)\s*\]\s*)+",
    re.IGNORECASE,
)
_NOTE_NUMBER = re.compile(r"\d{1,4}|[a-z]|[*†‡§]{1,3}|[ivx]{1,5}", re.IGNORECASE)
_EDIT = re.compile(r"\s*\[\s*(?:عد[ّ]?ل|تعديل|حر[ّ]?ر|تحرير|edit)(?:\s*[|·]?\s*[^\[\]]{0,30})?\s*\]")
_EDIT_CLASS = re.compile(r"(?:^|\s)mw-editsection(?:\s|$)")
_REFERENCE_CLASS = re.compile(r"(?:^|\s)(?:reference|noprint|footnote-ref|mw-ref)(?:\s|$)")
_POWER = re.compile(r"[-+−]?\d+|[-+−]?[a-zA-Z]")
_UNIT_BEFORE = re.compile(r"(?<![^\W\d_])(?:[kcdm]?m|كم|سم|مم|ملم|م)\Z")
_WORD_BEFORE = re.compile(r"[^\W\d_]{3}\Z")
_SQUARES = {"2": "²", "3": "³"}
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_LOOK = 4
_NUMBERED = re.compile(r"\s*[(\[]?(?:\d+|[٠-٩]+|[a-zA-Zأ-ي])\s?[.)\]:–-]")
_BLOCK_CHILDREN = frozenset(("p", "div", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6", "header"))
_NOT_IN_LINKS = _BLOCK_CHILDREN | {"br", "li", "table", "pre", "blockquote"}
_PLAIN_TARGET = re.compile(r"(?:[^\s()<>]|\([^\s()<>]*\))+")
_IN_ANGLES = str.maketrans({"<": "%3C", ">": "%3E", "\n": "", "\r": ""})
_RUNS = re.compile(r"(?:javascript|vbscript|data|file):", re.IGNORECASE)  # markdown-it rejects them too
_MOST_NUMBER = 100_000
_LONGEST_NUMBER = 20  # characters


def write_marks(root: Any, *, bullets: bool = False, numbers: bool = True) -> None:
    """Change an HTML tree: list numbers and powers become text; reference marks and edit links are removed.

    With `numbers`, items of ordered lists begin with their number (`start`, `reversed`, `value` and `type` are
    respected); with `bullets`, items of other lists begin with `- `. `10<sup>16</sup>` becomes `10^16`,
    `H<sub>2</sub>O` becomes `H2O`, a formula becomes `[formula]`.
    """
    _write_formulas(root)
    for element in [*root.iter("sup", "sub", "span", "a")]:
        if _is_reference(element):
            element.drop_tree()
    for element in [*root.iter("sup", "sub")]:
        _write_raised(element)
    for element in root.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        _remove_edit_mark(element)
    if numbers:
        for element in [*root.iter("ol")]:
            _write_numbers(element)
    if bullets:
        for element in root.iter("ul", "menu"):
            for item in element.iterchildren("li"):
                _begin_with(item, "- ")


def write_links(root: Any) -> None:
    """Change an HTML tree: a link within a line becomes `[word](target)`, unless its text is its target."""
    for element in root.iter("a"):
        target, text = (element.get("href") or "").strip(), element.text_content()
        if not _is_written(target, text) or any(e.tag in _NOT_IN_LINKS for e in element.iterdescendants()):
            continue
        shown = target if _PLAIN_TARGET.fullmatch(target) else f"<{target.translate(_IN_ANGLES)}>"
        element.text = f"[{element.text or ''}"
        if len(element):
            element[-1].tail = f"{element[-1].tail or ''}]({shown})"
        else:
            element.text += f"]({shown})"


def _is_written(target: str, text: str) -> bool:
    named = target.removeprefix("mailto:")
    return bool(target) and bool(text.strip()) and text.strip() != named and not _RUNS.match(target)


def _write_formulas(root: Any) -> None:
    for element in [*root.iter("math", "m:math", "mml:math", "span", "script")]:
        tag, classes = element.tag, element.get("class") or ""
        is_formula = (
            tag.endswith("math")
            or (tag == "span" and re.search(r"(?:^|\s)(?:mwe-math-element|katex|MathJax)(?:\s|$)", classes))
            or (tag == "script" and (element.get("type") or "").startswith("math/"))
        )
        if is_formula and element.getparent() is not None:
            _replace(element, f" {FORMULA} ")


def _replace(element: Any, text: str) -> None:
    """Replace an element by `text`."""
    element.tail = text + (element.tail or "")
    element.drop_tree()


def _is_reference(element: Any) -> bool:
    if element.getparent() is None:
        return False
    classes = element.get("class") or ""
    if element.tag == "span":
        return _EDIT_CLASS.search(classes) is not None
    text = element.text_content()
    if element.tag == "sup" and _NOTE_NUMBER.fullmatch(text.strip()) and _links_within_page(element):
        return True
    if len(text) > 40 or not _REFERENCE.fullmatch(text):
        return False
    linked = element.tag == "a" and (element.get("href") or "").startswith("#")
    raised = element.tag == "sup" or _REFERENCE_CLASS.search(classes) is not None
    return linked or raised


def _links_within_page(element: Any) -> bool:
    """Return whether raised text is, or is inside, a link to a note of the same document."""
    links = [*element.iter("a"), *(a for a in [element.getparent()] if a.tag == "a")]
    return any("#" in (link.get("href") or "") for link in links)


def _write_raised(element: Any) -> None:
    """Replace a power or an index by plain text."""
    if element.getparent() is None:
        return
    inner = " ".join(element.text_content().split())
    before = _text_before(element)
    after = (element.tail or "")[:1]
    _replace(element, power(before, inner) if element.tag == "sup" else subscript(before, inner, after))


def power(before: str, raised: str) -> str:
    """Return raised text as plain text: `^16` after a number or symbol, `²` after a unit, else unchanged (`1st`).

    A number after a word is a note mark: `[2]`.
    """
    if not raised or not _POWER.fullmatch(raised) or not before or before[-1].isspace():
        return raised
    if raised in _SQUARES and _UNIT_BEFORE.search(before):
        return _SQUARES[raised]
    if raised.isdigit() and _WORD_BEFORE.search(before):
        return f"[{raised}]"
    if before[-1].isdigit() or (
        raised.lstrip("-+−").isdigit() and (before[-1].isalpha() or before[-1] in ")]}")
    ):
        return f"^{raised}"
    return raised


def subscript(before: str, lowered: str, after: str) -> str:
    """Return lowered text as plain text: `2` in `H2O`, else `_2`."""
    if not lowered or not before or before[-1].isspace():
        return lowered
    as_it_is = lowered.isdigit() and (before[-1].isalpha() or before[-1] in ")]") and not after.isdigit()
    return lowered if as_it_is else f"_{lowered}{' ' if after.isalnum() else ''}"


def _text_before(element: Any) -> str:
    """Return the last characters of the text before an element, within the same block."""
    previous = element.getprevious()
    if previous is None:
        parent = element.getparent()
        return (parent.text or "")[-_LOOK:] if parent is not None else ""
    tail = previous.tail or ""
    return (tail if tail else previous.text_content())[-_LOOK:]


def _remove_edit_mark(heading: Any) -> None:
    """Remove `[عدل]`, the edit link of a wiki heading, even if its brackets are outside the link."""
    text = heading.text_content()
    if "[" not in text or not _EDIT.search(text):
        return
    title = _EDIT.sub("", text)
    for child in [*heading]:
        child.drop_tree()
    heading.text = title


def _write_numbers(element: Any) -> None:
    items = [*element.iterchildren("li")]
    step = -1 if element.get("reversed") is not None else 1
    number = _integer(element.get("start"), len(items) if step < 0 else 1)
    for item in items:
        number = _integer(item.get("value"), number)
        if not _NUMBERED.match(_beginning(item)):
            _begin_with(item, f"{list_number(number, item.get('type') or element.get('type') or '1')}. ")
        number += step


def _beginning(item: Any) -> str:
    text = ""
    for piece in item.itertext():
        text += piece
        if len(text) > _LONGEST_NUMBER:
            break
    return text


def _integer(text: str | None, default: int) -> int:
    try:
        number = int(text) if text is not None and len(text) < 10 else default
    except ValueError:
        return default
    return number if abs(number) <= _MOST_NUMBER else default


def list_number(number: int, kind: str) -> str:
    """Return the number of an item in the style of its list: `1`, `a`, `A`, `i` or `I`."""
    if kind in ("a", "A") and number > 0:
        letters = "".join(_letters(number))[::-1]
        return letters if kind == "a" else letters.upper()
    if kind in ("i", "I") and 0 < number < 4000:
        roman = ""
        for value, sign in _ROMAN:
            roman += sign * (number // value)
            number %= value
        return roman if kind == "i" else roman.upper()
    return str(number)


def _letters(number: int) -> Iterator[str]:
    while number:
        number, rest = divmod(number - 1, 26)
        yield chr(ord("a") + rest)


def _begin_with(item: Any, mark: str) -> None:
    """Insert a mark before the text of an item, inside the block where the text begins."""
    place = item
    while not (place.text or "").strip() and len(place) and place[0].tag in _BLOCK_CHILDREN:
        place = place[0]
    place.text = mark + (place.text or "").lstrip()
