"""Translations made elsewhere, in TMX, the exchange format of translation memories."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from translate.errors import InputError
from translate.memory.store import TranslationMemory
from translate.records import Output

__all__ = ["IMPORTED", "import_tmx"]

# The system that imported translations belong to; every model's run takes them.
IMPORTED = json.dumps(
    {"name": "imported", "revision": "TMX", "engine": "none", "compute_type": "none"}, sort_keys=True
)
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_AT_ONCE = 1000


def import_tmx(path: Path, memory: TranslationMemory) -> tuple[int, int]:
    """Put a file's Arabic-English units into the memory; returns how many were taken and how many left out.

    A unit without text in both languages is left out. A source that was imported before gets its new translation.
    Raises InputError, with the line, where the file cannot be read as TMX; what comes before that line is kept out too.
    """
    taken: dict[str, str] = {}
    left_out = 0
    for arabic, english in _units(path):
        if arabic and english:
            taken[arabic] = english
        else:
            left_out += 1
    if not taken:
        raise InputError(f"{path}: no unit with Arabic and English text; {left_out:,} others")
    pairs = list(taken.items())
    for start in range(0, len(pairs), _AT_ONCE):
        part = pairs[start : start + _AT_ONCE]
        outputs = [Output(english, 0, 0, finished=True) for _, english in part]
        memory.replace(IMPORTED, [arabic for arabic, _ in part], outputs)
    return len(pairs), left_out


def _units(path: Path) -> Iterator[tuple[str, str]]:
    from lxml import etree  # type: ignore[import-untyped]

    try:
        # An entity may name a file or grow without end: none is resolved.
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
    """The Arabic and the English of a unit, without inline markup; empty where it has none."""
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
    """The text of a segment: what `<bpt>`, `<ph>` and their like contain is a format's code, and `<hi>` is text."""
    parts = [segment.text or ""]
    for child in segment:
        if child.tag in ("hi", "sub"):
            parts.append(_plain(child))
        parts.append(child.tail or "")
    return "".join(parts)
