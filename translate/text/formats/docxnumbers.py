"""Write into a Word document the text that Word computes for display: list numbers; and placeholders for formulas."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from translate.text.formats.archive import parse_xml
from translate.text.formats.marks import FORMULA, list_number

__all__ = ["with_written_numbers"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_LEVELS = 9
_KINDS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
# Formats of ISO/IEC 29500, 17.18.59 (arabicAlpha and arabicAbjad).
_ALPHABETS = {
    "arabicAlpha": "أبتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "arabicAbjad": "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",
}


@dataclass(frozen=True, slots=True)
class _Level:
    """The numbering of one list level; `text` contains `%1` for the number of the first level, and so on."""

    start: int
    kind: str
    text: str
    restarts: bool
    decimal: bool


@dataclass(slots=True)
class _List:
    """A list that paragraphs refer to; lists of one `family` share a count, unless they have their own `start`."""

    family: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)


def with_written_numbers(archive: ZipFile) -> io.BytesIO:
    """Return the document with the number of each list item as its first text, and `[formula]` for each formula.

    Raises the parser's errors if a part is damaged.
    """
    names = archive.namelist()
    numbers = _Numbers(_root(archive, names, "word/numbering.xml"), _root(archive, names, "word/styles.xml"))
    copy = io.BytesIO()
    with ZipFile(copy, "w", ZIP_DEFLATED, compresslevel=1) as written:
        for name in names:
            data = archive.read(name)
            if name in _PARTS and (b"numPr" in data or b"oMath" in data or numbers.by_style):
                data = _written(data, numbers)
            written.writestr(name, data)
    copy.seek(0)
    return copy


def _root(archive: ZipFile, names: list[str], name: str) -> Any | None:
    return parse_xml(archive.read(name)) if name in names else None


def _written(data: bytes, numbers: _Numbers) -> bytes:
    from lxml import etree  # type: ignore[import-untyped]

    root = parse_xml(data)
    for formula in [*root.iter(f"{_M}oMathPara", f"{_M}oMath")]:
        if not any(a.tag in (f"{_M}oMathPara", f"{_M}oMath") for a in formula.iterancestors()):
            formula.getparent().replace(formula, _run(f" {FORMULA} "))
    for paragraph in root.iter(f"{_W}p"):
        number = numbers.of(paragraph)
        if number:
            properties = paragraph.find(f"{_W}pPr")
            paragraph.insert(0 if properties is None else 1, _run(f"{number} "))
            _leave_list(paragraph)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _run(text: str) -> Any:
    from lxml import etree

    run = etree.Element(f"{_W}r")
    piece = etree.SubElement(run, f"{_W}t")
    piece.set(_SPACE, "preserve")
    piece.text = text
    return run


def _leave_list(paragraph: Any) -> None:
    """Remove a paragraph from its list, including its style's list, so that it is not numbered twice."""
    from lxml import etree

    properties = paragraph.find(f"{_W}pPr")
    if properties is None:
        return
    for old in properties.findall(f"{_W}numPr"):
        properties.remove(old)
    none = etree.SubElement(etree.SubElement(properties, f"{_W}numPr"), f"{_W}numId")
    none.set(f"{_W}val", "0")


def _value(element: Any | None, path: str) -> str | None:
    found = None if element is None else element.find("/".join(f"{_W}{part}" for part in path.split("/")))
    return None if found is None else found.get(f"{_W}val")


def _integer(text: str | None, default: int) -> int:
    try:
        return int(text) if text is not None and len(text) < 7 else default
    except ValueError:
        return default


class _Numbers:
    """The lists of a document, and the current count of each."""

    def __init__(self, numbering: Any | None, styles: Any | None) -> None:
        self._lists = _lists(numbering) if numbering is not None else {}
        self.by_style = {} if styles is None or not self._lists else dict(_styles(styles, self._lists))
        self._counts: dict[str, dict[int, int]] = {}
        self._seen: set[str] = set()

    def of(self, paragraph: Any) -> str:
        """Return the number of the next paragraph as text; empty outside of lists and for bullets."""
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return ""
        name, level = _value(properties, "numPr/numId"), _value(properties, "numPr/ilvl")
        of_style = self.by_style.get(_value(properties, "pStyle") or "")
        if name is None and of_style is not None:
            name, level = of_style[0], level or of_style[1]
        if name is None or name not in self._lists:
            return ""
        return self._next(name, min(max(_integer(level, 0), 0), _LEVELS - 1))

    def _next(self, name: str, level: int) -> str:
        numbered = self._lists[name]
        counts = self._counts.setdefault(numbered.family, {})
        if name not in self._seen:
            self._seen.add(name)
            for other, start in numbered.starts.items():
                counts[other] = start - 1
        known = numbered.levels.get(level)
        if known is None:
            return ""
        counts[level] = counts.get(level, known.start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            if deeper not in numbered.levels or numbered.levels[deeper].restarts:
                del counts[deeper]
        if known.kind in ("bullet", "none"):
            return ""
        text = known.text
        for other in range(_LEVELS):
            if f"%{other + 1}" in text and (at := numbered.levels.get(other)) is not None:
                kind = "decimal" if known.decimal else at.kind
                text = text.replace(f"%{other + 1}", _formatted(counts.setdefault(other, at.start), kind))
        return text.strip()


def _formatted(number: int, kind: str) -> str:
    alphabet = _ALPHABETS.get(kind)
    if alphabet is not None and number > 0:
        return alphabet[(number - 1) % len(alphabet)] * ((number - 1) // len(alphabet) + 1)
    if kind == "decimalZero":
        return f"{number:02}"
    return list_number(number, _KINDS.get(kind, "1"))


def _lists(numbering: Any) -> dict[str, _List]:
    families = {
        family.get(f"{_W}abstractNumId"): {
            _integer(level.get(f"{_W}ilvl"), 0): _level(level) for level in family.iterfind(f"{_W}lvl")
        }
        for family in numbering.iterfind(f"{_W}abstractNum")
    }
    lists = {}
    for number in numbering.iterfind(f"{_W}num"):
        family = _value(number, "abstractNumId") or ""
        levels = dict(families.get(family, {}))
        starts = {}
        for change in number.iterfind(f"{_W}lvlOverride"):
            at = _integer(change.get(f"{_W}ilvl"), 0)
            if (instead := change.find(f"{_W}lvl")) is not None:
                levels[at] = _level(instead)
            if (start := _value(change, "startOverride")) is not None:
                starts[at] = _integer(start, 1)
        lists[number.get(f"{_W}numId")] = _List(family, levels, starts)
    return {name: found for name, found in lists.items() if name and found.levels}


def _level(level: Any) -> _Level:
    return _Level(
        start=_integer(_value(level, "start"), 0),
        kind=_value(level, "numFmt") or "decimal",
        text=_value(level, "lvlText") or "",
        restarts=_value(level, "lvlRestart") != "0",
        decimal=level.find(f"{_W}isLgl") is not None,
    )


def _styles(styles: Any, lists: dict[str, _List]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield each style whose paragraphs are in a list, with the list's name and the level."""
    named = {style.get(f"{_W}styleId"): style for style in styles.iterfind(f"{_W}style")}
    for name, style in named.items():
        base, seen = style, set[Any]()
        while base is not None and base not in seen:
            seen.add(base)
            number = _value(base, "pPr/numPr/numId")
            if number is not None:
                if number in lists:
                    yield (
                        name,
                        (number, _value(style, "pPr/numPr/ilvl") or _value(base, "pPr/numPr/ilvl") or "0"),
                    )
                break
            base = named.get(_value(base, "basedOn"))
