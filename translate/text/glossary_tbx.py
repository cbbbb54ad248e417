"""Read the terms of a term base in TBX, the exchange format of term bases (ISO 30042)."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from translate.errors import ProfileError, counted
from translate.text.cleaning import arabic_share
from translate.text.exchange import has_entity, language_of, local_name, xml_fault
from translate.text.glossary_rows import TermRow

__all__ = ["tbx_rows"]

_LOG = logging.getLogger(__name__)

# Element names of TBX 2 (martif) and TBX 3 (tbx).
_ROOTS = ("martif", "tbx")
_ENTRIES, _SECTIONS = ("termEntry", "conceptEntry"), ("langSet", "langSec")
_STATUS = ("administrativeStatus", "normativeAuthorization")
_NAMED = 5  # entries named in a note


def tbx_rows(data: bytes, path: Path) -> Iterator[TermRow]:
    """Yield each Arabic term of every entry that also has English terms.

    The English form is the preferred term, else the first one that is not deprecated. The other English terms are
    variants, except admitted ones, which the term base allows. An entry with an entity in a term is skipped, with a
    note, because its text is incomplete.
    """
    incomplete: list[int] = []
    for number, entry in enumerate(_entries(data, path), 1):
        terms = _terms_of(entry)
        if terms is None:
            incomplete.append(number)
            continue
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
                place = f"{path}, line {entry.sourceline}, entry {number}"
                yield TermRow(place, text, wanted, tuple(variants.values()), entry=number)
    if incomplete:
        _LOG.warning(
            "%s: %s skipped: an entity in a term is not resolved, so that text would be lost (entry %s)",
            path,
            "1 entry" if len(incomplete) == 1 else f"{len(incomplete):,} entries",
            _some(incomplete),
        )


def _some(numbers: Sequence[int]) -> str:
    more = f" and {counted(len(numbers) - _NAMED, 'other')}" if len(numbers) > _NAMED else ""
    return ", ".join(map(str, numbers[:_NAMED])) + more


def _entries(data: bytes, path: Path) -> Iterator[Any]:
    from lxml import etree  # type: ignore[import-untyped]

    try:
        # Entities may read files or expand without end, so none is resolved.
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ProfileError(f"{path}: {xml_fault(error, is_empty=not data)}") from error
    if local_name(root) not in _ROOTS:
        raise ProfileError(f"{path}: not a TBX file (its root element is not 'tbx' or 'martif')")
    yield from root.iter(*(f"{{*}}{name}" for name in _ENTRIES))


def _terms_of(entry: Any) -> list[tuple[str, str, str]] | None:
    """Return language, text and status of each term of an entry, in their order; None if one has an entity."""
    found = []
    for section in entry.iter(*(f"{{*}}{name}" for name in _SECTIONS)):
        language = language_of(section)
        for term in section.iter("{*}term") if language else ():
            if has_entity(term):
                return None
            if text := " ".join("".join(term.itertext()).split()):
                found.append((language, text, _status(term)))
    return found


def _status(term: Any) -> str:
    """Return `preferred`, `admitted`, `deprecated` or, if the term has no such note, an empty string."""
    group = term.getparent()
    if local_name(group) == "termGrp":
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
