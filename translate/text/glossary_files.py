"""Read the terms of a glossary: tab-separated lines, CSV, or TBX, the exchange format of term bases (ISO 30042)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from translate.errors import ProfileError
from translate.text.cleaning import arabic_share

__all__ = ["TermRow", "read_rows"]

_COLUMNS = {
    "arabic": ("arabic", "ar", "source", "term", "العربية", "المصطلح"),
    "english": ("english", "en", "target", "translation", "الإنجليزية", "الترجمة"),
    "variants": ("variants", "replace", "synonyms"),
}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LANGUAGES = {"ar": "ar", "ara": "ar", "en": "en", "eng": "en"}
# Element names of TBX 2 (martif) and TBX 3 (tbx).
_ENTRIES, _SECTIONS = ("termEntry", "conceptEntry"), ("langSet", "langSec")
_STATUS = ("administrativeStatus", "normativeAuthorization")


@dataclass(frozen=True, slots=True)
class TermRow:
    """One term as written in the file, with its line for messages."""

    place: str
    arabic: str
    english: str
    variants: tuple[str, ...] = ()


def read_rows(data: bytes, path: Path) -> Iterator[TermRow]:
    """Return the terms of a file in the format of its suffix: `.tbx`, `.csv`, else tab-separated lines.

    Raises ProfileError, with the line, if the file does not have that format.
    """
    if path.suffix.lower() == ".tbx":
        return _tbx_rows(data, path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProfileError(f"{path}: not UTF-8 text (byte {error.start})") from error
    return _csv_rows(text, path) if path.suffix.lower() == ".csv" else _tab_rows(text, path)


def _tab_rows(text: str, path: Path) -> Iterator[TermRow]:
    """Yield the terms of tab-separated lines; blank lines and lines that begin with `#` are skipped."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            yield _row(line.rstrip("\r").split("\t"), f"{path}, line {number}", "tabs")


def _row(cells: Sequence[str], place: str, separators: str) -> TermRow:
    if not 2 <= len(cells) <= 3:
        raise ProfileError(
            f"{place}: {len(cells)} columns; expected two or three, separated by {separators}: "
            "Arabic, English, variants"
        )
    arabic, english, *rest = (" ".join(cell.split()) for cell in cells)
    return TermRow(place, arabic, english, _variants(rest[0]) if rest else ())


def _variants(cell: str) -> tuple[str, ...]:
    return tuple(variant.strip() for variant in cell.split("|")) if cell else ()


def _csv_rows(text: str, path: Path) -> Iterator[TermRow]:
    """Yield the terms of a CSV file.

    A first row without Arabic is a header that names the columns; otherwise they are those of the tab-separated form.
    """
    delimiter = max(
        ",;\t", key=lambda mark: len(next(csv.reader([text.partition("\n")[0]], delimiter=mark), []))
    )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    named: dict[str, int] | None = None
    begun = False
    try:
        for cells in reader:
            place = f"{path}, line {reader.line_num}"
            if not any(cell.strip() for cell in cells):
                continue
            if not begun and not any(arabic_share(cell) for cell in cells[:1]):
                named = _named_columns(cells, place)
            elif named is None:
                yield _row(cells, place, f"'{delimiter}'")
            else:
                yield _named_row(cells, named, place)
            begun = True
    except csv.Error as error:
        raise ProfileError(f"{path}, line {reader.line_num}: not valid CSV: {error}") from error


def _named_columns(cells: Sequence[str], place: str) -> dict[str, int]:
    names = [cell.strip().casefold() for cell in cells]
    found = {
        column: number
        for column, spellings in _COLUMNS.items()
        for number, name in enumerate(names)
        if name in spellings
    }
    missing = [column for column in ("arabic", "english") if column not in found]
    if missing:
        raise ProfileError(
            f"{place}: no column '{missing[0]}' in the header; expected one of {', '.join(_COLUMNS[missing[0]])}"
        )
    return found


def _named_row(cells: Sequence[str], named: dict[str, int], place: str) -> TermRow:
    if len(cells) <= max(named["arabic"], named["english"]):
        raise ProfileError(f"{place}: {len(cells)} columns; the header has more")
    variants = named.get("variants", len(cells))
    values = [
        cells[named["arabic"]],
        cells[named["english"]],
        cells[variants] if variants < len(cells) else "",
    ]
    return _row(values, place, "commas")


def _tbx_rows(data: bytes, path: Path) -> Iterator[TermRow]:
    """Yield each Arabic term of every entry that also has English terms.

    The English form is the preferred term, else the first one that is not deprecated. The other English terms are
    variants, except admitted ones, which the term base allows.
    """
    from lxml import etree  # type: ignore[import-untyped]

    try:
        # Entities may read files or expand without end, so none is resolved.
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ProfileError(f"{path}: not well-formed XML: {error}") from error
    if etree.QName(root).localname not in ("martif", "tbx"):
        raise ProfileError(f"{path}: not a TBX file (its root element is not 'tbx' or 'martif')")
    for entry in root.iter(*(f"{{*}}{name}" for name in _ENTRIES)):
        terms = _terms_of(entry)
        english = [(text, status) for language, text, status in terms if language == "en"]
        wanted = next((text for text, status in english if status == "preferred"), None) or next(
            (text for text, status in english if status != "deprecated"), None
        )
        if wanted is None:
            continue
        others = [text for text, status in english if status != "admitted"]
        variants = {text.casefold(): text for text in others if text.casefold() != wanted.casefold()}
        for language, text, _ in terms:
            if language == "ar" and arabic_share(text) > 0:
                yield TermRow(f"{path}, line {entry.sourceline}", text, wanted, tuple(variants.values()))


def _terms_of(entry: Any) -> list[tuple[str, str, str]]:
    """Return language, text and status of each term of an entry, in their order."""
    found = []
    for section in entry.iter(*(f"{{*}}{name}" for name in _SECTIONS)):
        code = str(section.get(_LANG) or section.get("lang") or "").lower().replace("_", "-").split("-")[0]
        language = _LANGUAGES.get(code)
        for term in section.iter("{*}term") if language else ():
            text = " ".join("".join(term.itertext()).split())
            if text and language:
                found.append((language, text, _status(term)))
    return found


def _status(term: Any) -> str:
    """Return `preferred`, `admitted`, `deprecated` or, if the term has no such note, an empty string."""
    group = term.getparent()
    if group.tag.endswith("termGrp"):
        group = group.getparent()
    for note in group.iter("{*}termNote"):
        if note.get("type") in _STATUS:
            value = (note.text or "").strip().casefold()
            for name, beginning in (("preferred", "preferred"), ("admitted", "admitted")):
                if value.startswith(beginning):
                    return name
            if value.startswith(("deprecated", "superseded")):
                return "deprecated"
    return ""
