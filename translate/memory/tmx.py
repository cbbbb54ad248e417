"""Import translations made elsewhere from TMX, the exchange format of translation memories."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from translate.errors import InputError
from translate.memory.store import TranslationMemory
from translate.records import Output
from translate.text.lines import cleaned_parts

__all__ = ["IMPORTED", "import_tmx"]

# The system of imported translations; runs of every model use them.
IMPORTED = json.dumps(
    {"name": "imported", "revision": "TMX", "engine": "none", "compute_type": "none"}, sort_keys=True
)
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_AT_ONCE = 1000


def import_tmx(path: Path, memory: TranslationMemory) -> tuple[int, int]:
    """Import a file's Arabic-English units; return the numbers of imported and of skipped units.

    The Arabic is cleaned like that of an article, so that different spellings of a sentence match.
    A unit without text in both languages is skipped. A source that was imported before gets the new translation.
    Raises InputError, with the line, if the file is not valid TMX; nothing of it is imported then.
    """
    taken: dict[str, str] = {}
    left_out = 0
    for arabic, english in _units(path):
        source = " ".join(filter(None, cleaned_parts(arabic)))
        if source and english:
            taken[source] = english
        else:
            left_out += 1
    if not taken:
        raise InputError(f"{path}: no unit with Arabic and English text; {left_out:,} other units")
    pairs = list(taken.items())
    for start in range(0, len(pairs), _AT_ONCE):
        part = pairs[start : start + _AT_ONCE]
        outputs = [Output(english, 0, 0, finished=True) for _, english in part]
        memory.replace(IMPORTED, [arabic for arabic, _ in part], outputs)
    return len(pairs), left_out


def _units(path: Path) -> Iterator[tuple[str, str]]:
    from lxml import etree  # type: ignore[import-untyped]

    try:
        # Entities may read files or expand without end, so none is resolved.
        units = etree.iterparse(
            str(path), events=("end",), tag=("tu", "tmx"), resolve_entities=False, no_network=True
        )
        root = ""
        for _, element in units:
            root = element.getroottree().getroot().tag
            if element.tag == "tu":
                yield _texts(element)
                element.clear()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    except etree.XMLSyntaxError as error:
        raise InputError(f"{path}: not well-formed XML: {error}") from error
    if root != "tmx":
        raise InputError(f"{path}: not a TMX file (its root element is not 'tmx')")


def _texts(unit: Any) -> tuple[str, str]:
    """Return the Arabic and the English of a unit without inline markup; empty text if one is missing."""
    found = {"ar": "", "en": ""}
    for variant in unit.iter("tuv"):
        language = (
            str(variant.get(_LANG) or variant.get("lang") or "").lower().replace("_", "-").split("-")[0]
        )
        segment = variant.find("seg")
        if language in found and segment is not None and not found[language]:
            found[language] = " ".join(_plain(segment).split())
    return found["ar"], found["en"]


def _plain(segment: Any) -> str:
    """Return the text of a segment: `<bpt>`, `<ph>` and similar contain format codes, `<hi>` contains text."""
    parts = [segment.text or ""]
    for child in segment:
        if child.tag in ("hi", "sub"):
            parts.append(_plain(child))
        parts.append(child.tail or "")
    return "".join(parts)
