"""The common part of TBX and TMX, the exchange formats of terms and translations: languages, entities, messages."""

from __future__ import annotations

from typing import Any

__all__ = ["LANGUAGE_ATTRIBUTE", "has_entity", "language_of", "local_name", "xml_fault"]

LANGUAGE_ATTRIBUTE = "{http://www.w3.org/XML/1998/namespace}lang"
# Codes of ISO 639-1 and 639-3; `arb` is Standard Arabic.
_LANGUAGES = {"ar": "ar", "ara": "ar", "arb": "ar", "en": "en", "eng": "en"}
# What libxml2 says about a file that exceeds its limits, and the same in words for users.
_LIMITS = (
    ("Excessive depth", "elements are nested too deeply"),
    ("amplification", "its entities expand too far"),
    ("entity reference loop", "an entity contains itself"),
    ("XML_PARSE_HUGE", "a text is over 10 MB"),
    ("Comment too big", "a comment is over 10 MB"),
)
_EMPTY = ("Document is empty", "no element found")


def language_of(element: Any) -> str:
    """Return `ar` or `en`, the language of an element with any region; empty for other languages."""
    code = str(element.get(LANGUAGE_ATTRIBUTE) or element.get("lang") or "")
    return _LANGUAGES.get(code.strip().lower().replace("_", "-").split("-")[0], "")


def local_name(element: Any) -> str:
    """Return the name of an element without its namespace; empty for comments, instructions and entities."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def has_entity(element: Any) -> bool:
    """Return whether the element contains an entity that the parser did not resolve, so that its text is incomplete."""
    from lxml import etree  # type: ignore[import-untyped]

    return next(element.iter(etree.Entity), None) is not None


def xml_fault(error: Any, *, is_empty: bool) -> str:
    """Return what is wrong with a file that lxml rejects, with the line; `is_empty` says whether it has no bytes."""
    message = " ".join(str(error.msg).split())
    if is_empty:
        return "the file is empty"
    line = f"line {error.lineno}: " if error.lineno else ""
    for sign, words in _LIMITS:
        if sign in message:
            return f"{line}{words}"
    if message.startswith(_EMPTY):
        return "not well-formed XML: no element, or an entity that is not defined"
    return f"{line}not well-formed XML: {message.partition(', line ')[0]}"
