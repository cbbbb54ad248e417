"""Find the fields of a row: by name, including nested ones, or by their content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Fields", "NoFieldError", "field_names", "field_value", "find_fields", "is_data", "is_text_name"]

# Usual names of the field with an article's text, in any case; in order of preference.
_TEXT_NAMES = (
    "text", "نص", "النص", "content", "body", "article", "full_text", "fulltext", "article_text", "article_body",
    "articlebody", "tweet", "tweet_text", "post", "story", "document", "المحتوى", "محتوى", "المقال", "مقال", "الخبر",
    "خبر", "التغريدة", "تغريدة", "arabic", "ar",
)  # fmt: skip
_TITLE_NAMES = ("title", "headline", "عنوان", "العنوان")
_RANK = {name: rank for rank, name in enumerate(_TEXT_NAMES)}

# Minimum mean length of a text, in characters; names, places and categories are shorter.
_LONG_TEXT = 40
_MOST_NESTING = 4
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3]")
# A column name has few words and is not a number.
_DATA = re.compile(r"\s*[\d٠-٩]+\s*|\s*(?:\S+\s+){5,}\S+.*|.{60,}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Fields:
    """The names of the text field and the title field; `a.b` is field b of the object in field a."""

    text: str
    title: str | None = None


class NoFieldError(LookupError):
    """A row lacks a field."""


def field_value(record: Mapping[str, object], name: str) -> object:
    """Return the value of a field; None if a part of `a.b` is empty. Raises NoFieldError."""
    value: object = record
    for part in [name] if name in record else name.split("."):
        if value is None:
            return None
        if not isinstance(value, Mapping) or part not in value:
            raise NoFieldError(name)
        value = value[part]
    return value


def field_names(record: Mapping[str, object]) -> str:
    """Return the names of a row's fields for a message, nested ones as `a.b`."""
    return ", ".join(f"'{name}'" for name in list(_names(record))[:30]) or "none"


def is_text_name(name: str) -> bool:
    """Return whether a field of that name usually contains the text of an article."""
    return _folded(name) in _RANK


def is_data(names: Sequence[str]) -> bool:
    """Return whether the header is in fact a row of data."""
    return any(_DATA.fullmatch(name) for name in names)


def find_fields(
    rows: Sequence[Mapping[str, object]], text: str | None, *, any_language: bool
) -> Fields | None:
    """Find the text field and the title field from the first rows of a file; None if the text field is uncertain.

    The text field is the one that the user named. Otherwise it is the field with a usual name that contains Arabic
    (with `any_language`, any value), or else the only field with long Arabic values.
    """
    names = list(dict.fromkeys(name for row in rows for name in _names(row)))
    if text is None:
        text = _text_field(rows, names, any_language=any_language)
    if text is None:
        return None
    # A title in the same object as the text comes first.
    own = text.rpartition(".")[0]
    titles = [f"{own}.{name}" for name in _TITLE_NAMES if own] + [*_TITLE_NAMES]
    title = next((n for wanted in titles for n in names if _folded(n) == _folded(wanted) and n != text), None)
    return Fields(text, title)


def _text_field(
    rows: Sequence[Mapping[str, object]], names: Sequence[str], *, any_language: bool
) -> str | None:
    usual = sorted((name for name in names if is_text_name(name)), key=lambda name: _RANK[_folded(name)])
    lengths = {name: _arabic_length(rows, name) for name in names}
    for name in usual:
        if any_language or lengths[name]:
            return name
    long = [name for name in names if lengths[name] >= _LONG_TEXT and _folded(name) not in _TITLE_NAMES]
    if len(long) == 1 and not is_data(names):
        return long[0]
    return usual[0] if usual else None


def _arabic_length(rows: Sequence[Mapping[str, object]], name: str) -> float:
    """Return the mean length of the Arabic texts in a field; 0 if most of its values are not Arabic."""
    values = [text for row in rows if isinstance(text := _value(row, name), str) and text.strip()]
    arabic = [text for text in values if _ARABIC.search(text)]
    return sum(map(len, arabic)) / len(arabic) if len(arabic) * 2 >= len(values) and arabic else 0.0


def _value(row: Mapping[str, object], name: str) -> object:
    try:
        value = field_value(row, name)
    except NoFieldError:
        return None
    return "\n".join(value) if _is_lines(value) else value  # type: ignore[arg-type]


def _is_lines(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _names(record: Mapping[str, object], nesting: int = 0) -> Iterator[str]:
    for name, value in record.items():
        if isinstance(value, Mapping) and value and nesting < _MOST_NESTING:
            yield from (f"{name}.{inner}" for inner in _names(value, nesting + 1))
        else:
            yield str(name)


def _folded(name: str) -> str:
    return name.strip().casefold().replace("-", "_").replace(" ", "_")
