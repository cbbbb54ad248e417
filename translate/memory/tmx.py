"""Import translations made elsewhere from TMX, the exchange format of translation memories."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from translate.errors import InputError, counted
from translate.memory.store import TranslationMemory
from translate.records import Output
from translate.regular import check_regular
from translate.text.cleaning import without_commands
from translate.text.english import split_english
from translate.text.exchange import has_entity, language_of, local_name, xml_fault
from translate.text.lines import line_sentences
from translate.text.splitting import MAX_WORDS

__all__ = ["IMPORTED", "REASONS", "Reason", "TmxImport", "import_tmx"]

# The system of imported translations; runs of every model use them.
IMPORTED = json.dumps(
    {"name": "imported", "revision": "TMX", "engine": "none", "compute_type": "none"}, sort_keys=True
)
_AT_ONCE = 1000

# Why a unit is not imported; the keys are those of the JSON document.
Reason = Literal["left_out", "unequal_sentences", "too_long", "unresolved_entities"]
REASONS: dict[Reason, str] = {
    "left_out": "without both languages",
    "unequal_sentences": "the Arabic and the English differ in their number of sentences",
    "too_long": f"a sentence of over {MAX_WORDS} words, which a run divides",
    "unresolved_entities": "with an entity that is not resolved, so that text would be lost",
}


@dataclass(slots=True)
class TmxImport:
    """The result of an import.

    `imported` is the number of stored sentences. `repeated` is the number of sentences whose translation was replaced
    by that of a later unit. `skipped` contains the numbers of the units that are not imported, counted from 1.
    """

    imported: int = 0
    repeated: int = 0
    skipped: dict[Reason, list[int]] = field(default_factory=lambda: {reason: [] for reason in REASONS})


def import_tmx(path: Path, memory: TranslationMemory) -> TmxImport:
    """Import a file's Arabic-English units, sentence by sentence, because a run looks up single sentences.

    The Arabic is cleaned and split like that of an article, so that different spellings of a sentence match. A unit of
    several Arabic sentences is imported if its English has as many. A unit that no run could use, or whose text is
    incomplete, is skipped. A source that was imported before gets the new translation.
    Raises InputError, with the line, if the file is not valid TMX; nothing of it is imported then.
    """
    found = TmxImport()
    taken: dict[str, str] = {}
    for number, unit in enumerate(_units(path), 1):
        pairs = _sentences(unit)
        if isinstance(pairs, str):
            found.skipped[pairs].append(number)
            continue
        for arabic, english in pairs:
            found.repeated += arabic in taken
            taken[arabic] = english
    if not taken:
        raise InputError(f"{path}: no unit with Arabic and English text{_others(found)}")
    pairs_found = list(taken.items())
    for start in range(0, len(pairs_found), _AT_ONCE):
        part = pairs_found[start : start + _AT_ONCE]
        outputs = [Output(english, 0, 0, finished=True) for _, english in part]
        memory.replace(IMPORTED, [arabic for arabic, _ in part], outputs)
    found.imported = len(pairs_found)
    return found


def _others(found: TmxImport) -> str:
    said = [
        f"{counted(len(units), 'unit')} {REASONS[reason]}" for reason, units in found.skipped.items() if units
    ]
    return f" that a run could use; {'; '.join(said)}" if said else ""


def _units(path: Path) -> Iterator[dict[str, str] | None]:
    """Yield the texts of each unit by language; None for a unit with an entity in one of them."""
    from lxml import etree  # type: ignore[import-untyped]

    root = ""
    try:
        check_regular(path)
        # Entities may read files or expand without end, so none is resolved.
        units = etree.iterparse(
            str(path), events=("end",), tag=("{*}tu", "{*}tmx"), resolve_entities=False, no_network=True
        )
        for _, element in units:
            root = local_name(element.getroottree().getroot())
            if local_name(element) == "tu":
                yield _texts(element)
                element.clear()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    except etree.XMLSyntaxError as error:
        raise InputError(f"{path}: {xml_fault(error, is_empty=path.stat().st_size == 0)}") from error
    if root != "tmx":
        raise InputError(f"{path}: not a TMX file (its root element is not 'tmx')")


def _texts(unit: Any) -> dict[str, str] | None:
    """Return the Arabic and the English of a unit without inline markup; None if one has an unresolved entity."""
    found: dict[str, str] = {}
    for variant in unit.iter("{*}tuv"):
        language = language_of(variant)
        segment = variant.find("{*}seg")
        if not language or segment is None or found.get(language):
            continue
        if has_entity(segment):
            return None
        found[language] = " ".join(_plain(segment).split())
    return found


def _plain(segment: Any) -> str:
    """Return the text of a segment: `<bpt>`, `<ph>` and similar contain format codes, `<hi>` contains text."""
    parts = [segment.text or ""]
    for child in segment:
        if local_name(child) in ("hi", "sub"):
            parts.append(_plain(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _sentences(texts: dict[str, str] | None) -> list[tuple[str, str]] | Reason:
    """Return the pairs of a unit's sentences, or why no run could use the unit."""
    if texts is None:
        return "unresolved_entities"
    # The English goes into the article files as it is: control characters would reach the terminal.
    english = " ".join(without_commands(texts.get("en", "")).split())
    arabic = [sentence.text for sentence in line_sentences(texts.get("ar", ""))]
    if not arabic or not english:
        return "left_out"
    translations = [english] if len(arabic) == 1 else split_english(english)
    if len(translations) != len(arabic):
        return "unequal_sentences"
    if any(len(sentence.split()) > MAX_WORDS for sentence in arabic):
        return "too_long"
    return list(zip(arabic, translations, strict=True))
